// Times as people and programs write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace objsync {

// Milliseconds since the Unix epoch, from RFC 3339 with any offset:
// "2026-01-31T14:05:00.250+01:00". Finer fractions are cut off. nullopt: it is none, or names a day
// or an hour that there is not.
[[nodiscard]] std::optional<int64_t> read_time(std::string_view text);

} // namespace objsync
