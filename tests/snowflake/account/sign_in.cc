#include "tests/snowflake/account/sign_in.h"

#include <algorithm>

#include "tests/snowflake/account/access.h"
#include "tests/snowflake/engine.h"

namespace objsync::snowflake {

namespace {

using Keywords = std::map<std::string, std::string>;

std::string upper(std::string text) {
    for (char& c : text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

std::string value(const Keywords& keywords, const std::string& name) {
    const auto it = keywords.find(name);
    return it == keywords.end() ? std::string() : it->second;
}

// A name in a connection string is taken as it is written in SQL.
std::string identifier(const std::string& text) {
    if (text.size() > 1 && text.front() == '"' && text.back() == '"')
        return text.substr(1, text.size() - 2);
    return upper(text);
}

SqlError refused() {
    return {"28000", 390100, "Incorrect username or password was specified."};
}

const User& known_user(const State& state, const Keywords& keywords) {
    const auto it = state.users.find(upper(value(keywords, "UID")));
    if (it == state.users.end()) throw refused();
    return it->second;
}

const User& by_password(const State& state, const Keywords& keywords) {
    const User& user = known_user(state, keywords);
    if (user.password.empty() || user.password != value(keywords, "PWD")) throw refused();
    return user;
}

const User& who(const State& state, const Settings& /*settings*/, Time /*now*/,
                const Keywords& keywords) {
    const std::string authenticator = upper(value(keywords, "AUTHENTICATOR"));
    if (authenticator.empty() || authenticator == "SNOWFLAKE") return by_password(state, keywords);
    throw SqlError("28000", 390104, "Unsupported authenticator: " + authenticator);
}

} // namespace

SignedIn authenticate(const State& state, const Settings& settings, Time now,
                      const Keywords& keywords) {
    const User& user = who(state, settings, now, keywords);
    if (user.disabled) throw SqlError("28000", 390101, "User access disabled.");

    SignedIn result{user.name, user.default_role};
    if (const std::string role = value(keywords, "ROLE"); !role.empty()) {
        result.role = identifier(role);
        if (!user.roles.contains(result.role) && result.role != "PUBLIC") {
            throw SqlError("08004", 390189,
                           "Role '" + result.role +
                               "' specified in the connect string does not exist or not "
                               "authorized. Contact your local system administrator, or attempt to "
                               "login with another role, e.g. PUBLIC.");
        }
    }
    // What is not there, or not the role's, is left out without a word.
    // https://docs.snowflake.com/en/user-guide/python-connector-api (validate_default_parameters)
    const Access access(state, result.role, Honours::nothing_more);
    const auto choose = [&](const std::string& keyword, const std::string& otherwise) {
        const std::string given = value(keywords, keyword);
        return given.empty() ? otherwise : identifier(given);
    };
    const std::string warehouse = choose("WAREHOUSE", user.default_warehouse);
    const auto house = state.warehouses.find(warehouse);
    if (house != state.warehouses.end() && access.uses(house->second)) result.warehouse = warehouse;
    const std::string database = choose("DATABASE", user.default_database);
    const auto data = state.databases.find(database);
    if (data != state.databases.end() && access.uses(*data->second)) {
        result.database = database;
        const std::string schema = choose("SCHEMA", "PUBLIC");
        if (data->second->schemas.contains(schema)) result.schema = schema;
    }
    result.keep_alive = upper(value(keywords, "CLIENT_SESSION_KEEP_ALIVE")) == "TRUE";
    return result;
}

} // namespace objsync::snowflake
