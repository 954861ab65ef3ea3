// Connections that are registered through the API: what their definitions may hold, and what they
// may use that others have put on this machine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config/config.h"
#include "core/config/options.h"
#include "core/config/problems.h"

namespace objsync::config {

// Words that routes of the API are made of, today or by the product that it follows.
[[nodiscard]] bool is_reserved_key(std::string_view key);

// `table`: the keys of a [[connection]] but its name and status, which the request gives apart.
// [defaults] hold as for files, but for the plugin, its options and the status: with an option of
// the defaults, a secret of theirs would go to a server of the caller's choice.
[[nodiscard]] ConnectionConfig read_registered(const std::string& key, const Node& table,
                                               const Node& defaults, Problems& problems);

// A password within a text, as in a connection string: it would be kept and shown with it.
void refuse_passwords(const Node& options, Problems& problems);

// Whoever may name a secret, and the server that it is sent to, may read it. So a caller without
// GOVERNANCE may use its own only: files in its folder of RegistrationConfig::secrets. And what a
// plugin does with its options it does as the daemon's user, so the plugin has to be allowed.
class Voucher {
public:
    // `principals`: of the caller who wrote plugin and options. None: one with GOVERNANCE.
    explicit Voucher(RegistrationConfig rules, std::vector<std::string> principals)
        : rules_(std::move(rules)), principals_(std::move(principals)) {}

    void check_plugin(const ConnectionConfig& connection, Problems& problems) const;
    [[nodiscard]] SecretRules secrets(bool readable_now) const;

private:
    [[nodiscard]] std::optional<std::string> refusal(SecretRef& ref) const;

    RegistrationConfig rules_;
    std::vector<std::string> principals_;
};

} // namespace objsync::config
