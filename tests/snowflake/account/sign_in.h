// Who may sign in, and with what.
#pragma once

#include <map>
#include <string>

#include "tests/snowflake/account/settings.h"
#include "tests/snowflake/account/state.h"

namespace fake_snowflake {

// What a session starts with.
struct SignedIn {
    std::string user;
    std::string role;
    std::string warehouse = {}; // empty: none; so of the next two
    std::string database = {};
    std::string schema = {};
    bool keep_alive = false;
};

// `keywords` as Engine::sign_in() takes them. Throws SqlError.
[[nodiscard]] SignedIn authenticate(const State& state, const AccountSettings& settings, Time now,
                                    const std::map<std::string, std::string>& keywords);

} // namespace fake_snowflake
