// What one statement knows of its session and of its account.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/snowflake/account/settings.h"
#include "tests/snowflake/account/time.h"
#include "tests/snowflake/engine.h"
#include "tests/snowflake/sql/ast.h"

namespace fake_snowflake::sql {

struct Environment {
    int64_t session = 0;
    std::string user;
    std::string role;
    std::string warehouse; // empty: none is in use; so of the next two
    std::string database;
    std::string schema;
    std::set<std::string> roles; // all that the role holds
    Time now;
    AccountSettings settings;
    std::string zone;                                      // TIMEZONE
    bool ignore_quotes = false;                            // QUOTED_IDENTIFIERS_IGNORE_CASE
    std::map<std::string, std::string> session_parameters; // that ALTER SESSION has set
    std::vector<Parameter> parameters;

    // As Snowflake looks it up: unquoted names were folded when they were read.
    [[nodiscard]] std::string resolve(const Identifier& identifier) const;
};

[[nodiscard]] std::string upper(std::string_view text); // of ASCII letters

} // namespace fake_snowflake::sql
