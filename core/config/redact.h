// A connection's options without their secrets, and a change put together with what it leaves out.
#pragma once

#include <string>
#include <string_view>

#include "core/config/node.h"
#include "core/config/options.h"

namespace objsync::config {

inline constexpr std::string_view kRedacted = "[REDACTED]";

// A text with the passwords that it holds as connection strings do, "PWD=...;", each become
// "[REDACTED]". Drivers take "password" and "pwd", in any case.
[[nodiscard]] std::string without_passwords(std::string_view text);

// Each value of a declared secret becomes "[REDACTED]". What the plugin does not declare does, too:
// nothing tells that it is no secret. Texts lose their passwords.
[[nodiscard]] Node redacted(const OptionSchema& schema, Node options);

// Each "[REDACTED]" becomes what stands at its place in `before`; where nothing does it stays, and
// is refused as any wrong value is. Records are matched by their order.
[[nodiscard]] Node unredacted(Node changed, const Node& before);

} // namespace objsync::config
