// What a role may see.
#pragma once

#include <set>
#include <string>

#include "tests/snowflake/account/state.h"

namespace fake_snowflake {

// INFORMATION_SCHEMA does not honour MANAGE GRANTS, SHOW does.
// https://docs.snowflake.com/en/sql-reference/info-schema/views
enum class Honours { nothing_more, manage_grants };

// Of one state, which outlives it.
class Access {
public:
    // `role`: the session's primary one; with it come all that it holds, and PUBLIC.
    Access(const State& state, const std::string& role, Honours honours);

    [[nodiscard]] bool sees(const Database& database) const;
    [[nodiscard]] bool sees(const Database& database, const Schema& schema) const;
    [[nodiscard]] bool sees(const Database& database, const Schema& schema,
                            const Object& object) const;
    [[nodiscard]] bool sees(const Warehouse& warehouse) const;
    [[nodiscard]] bool uses(const Database& database) const;   // may name it in FROM and USE
    [[nodiscard]] bool uses(const Warehouse& warehouse) const; // may compute with it
    [[nodiscard]] bool owns(const Object& object) const;
    [[nodiscard]] bool holds(const std::string& role) const { return roles_.contains(role); }
    // A privilege on the account.
    [[nodiscard]] bool has(const std::string& privilege) const;

private:
    const State& state_;
    std::set<std::string> roles_;
    bool all_ = false; // sees everything

    [[nodiscard]] bool any(const Grants& grants) const;
    [[nodiscard]] bool any_of(const Grants& grants, const std::set<std::string>& privileges) const;
};

// The role and all that it holds, directly or through others, and PUBLIC.
[[nodiscard]] std::set<std::string> roles_of(const State& state, const std::string& role);

} // namespace fake_snowflake
