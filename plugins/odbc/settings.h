// The connection's options, read once at the beginning of a call.
#pragma once

#include <chrono>
#include <string>

#include "plugins/sdk/describe.hpp"
#include "plugins/sdk/job.hpp"
#include "plugins/unixodbc/connection.h"
#include "plugins/unixodbc/connection_string.h"

namespace objsync::odbc {

[[nodiscard]] const objsync_description& description();

struct Settings {
    ConnectionString connection;     // with user, password and driver_options in it
    bool password_in_string = false; // written in plain text in the configuration
    std::chrono::milliseconds login_timeout, statement_timeout;
    bool system_objects = false;
    bool plain_odbc = false; // ODBC's own catalog functions even where we know the database

    // Throws sdk::Error that names the option.
    explicit Settings(const sdk::Options& options);

    [[nodiscard]] Login login() const {
        return {.connection_string = connection.text(),
                .login_timeout = login_timeout,
                .statement_timeout = statement_timeout};
    }
};

} // namespace objsync::odbc
