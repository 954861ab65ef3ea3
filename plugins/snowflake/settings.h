// What a connection's options say.
#pragma once

#include <objsync/plugin.h>

#include <chrono>
#include <cstddef>
#include <string>

#include "plugins/sdk/job.hpp"
#include "plugins/snowflake/login/keywords.h"

namespace objsync::snowflake {

[[nodiscard]] const objsync_description& description();

struct Settings {
    // Throws sdk::Error that names the option.
    explicit Settings(const sdk::Options& options);

    SignIn sign_in;
    std::chrono::milliseconds login_timeout, statement_timeout;
    size_t parallel; // connections, at least 1
    bool account_usage;
    bool snowflake_database, information_schema, temporary_tables;

    // What is listed at all: a change of it is another view of the source.
    [[nodiscard]] std::string scope_text() const;
};

} // namespace objsync::snowflake
