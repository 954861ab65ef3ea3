// What all sessions of one call share: who signs in, and what the first of them found. From any
// thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <string>

#include "plugins/sdk/cancel.hpp"
#include "plugins/sdk/host.hpp"
#include "plugins/sdk/job.hpp"
#include "plugins/snowflake/settings.h"
#include "plugins/unixodbc/connection.h"

namespace objsync::snowflake {

// Where a session is, as the account itself says.
struct Context {
    std::string locator; // CURRENT_ACCOUNT(): the source's identity
    std::string user, role, secondary_roles, warehouse, server_version, driver_version;
    int64_t now_ms = 0;       // of the server
    bool times_agree = false; // the driver gives times in UTC, as the session was told to
};

class Account {
public:
    // Reads the options; does not connect. The host and the job must outlive it.
    Account(sdk::Host& host, const sdk::Job& job);

    [[nodiscard]] sdk::Host& host() noexcept { return host_; }
    [[nodiscard]] const Settings& settings() const noexcept { return settings_; }

    // How to sign in now: a secret that others renew is read again, but for the first time.
    [[nodiscard]] SignIn sign_in();

    // A connection that is cancelled with the call, until it is told to be gone.
    void opened(odbc::Connection& connection);
    void closing(odbc::Connection& connection);

private:
    void cancel_all();

    sdk::Host& host_;
    Settings settings_;
    std::mutex mutex_; // all below
    bool signed_in_before_ = false;
    std::set<odbc::Connection*> open_;
    sdk::OnCancel on_cancel_; // last: it uses what stands above
};

} // namespace objsync::snowflake
