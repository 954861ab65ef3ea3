#include "tests/snowflake/account/sign_in.h"

#include <algorithm>

#include "tests/snowflake/account/access.h"
#include "tests/snowflake/crypto/jwt.h"
#include "tests/snowflake/engine.h"

namespace fake_snowflake {

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

// https://docs.snowflake.com/en/user-guide/programmatic-access-tokens: in the place of a password,
// too.
const AccessToken* access_token(const User& user, const std::string& secret) {
    for (const auto& [name, token] : user.access_tokens) {
        if (!secret.empty() && token.secret == secret) return &token;
    }
    return nullptr;
}

// Who it is, and, of an access token that says so, the only role that it may have.
struct Known {
    const User& user;
    std::string only_role = {};
};

Known by_access_token(const User& user, const AccessToken& token, Time now) {
    if (token.expires && *token.expires <= now)
        throw SqlError("28000", 394402, "Programmatic access token has expired.");
    return {user, token.only_role};
}

Known by_password(const State& state, const Keywords& keywords, Time now) {
    const User& user = known_user(state, keywords);
    const std::string given = value(keywords, "PWD");
    if (const auto* const token = access_token(user, given))
        return by_access_token(user, *token, now);
    if (user.password.empty() || user.password != given) throw refused();
    return {user};
}

Known by_key_pair(const State& state, const AccountSettings& settings, const Keywords& keywords) {
    const auto it = state.users.find(upper(value(keywords, "UID")));
    std::vector<std::string> keys;
    if (it != state.users.end()) {
        for (const std::string* key : {&it->second.rsa_public_key, &it->second.rsa_public_key_2}) {
            if (!key->empty()) keys.push_back(*key);
        }
    }
    const std::vector<std::string> accounts = {settings.locator,
                                               settings.organization + "-" + settings.name};
    if (keys.empty() || !jwt_problem(value(keywords, "TOKEN"), accounts, it->first, keys).empty())
        throw SqlError("28000", 390144, "JWT token is invalid.");
    return {it->second};
}

Known by_oauth(const State& state, const Keywords& keywords, Time now) {
    const std::string token = value(keywords, "TOKEN");
    for (const auto& [name, user] : state.users) {
        const auto it = user.oauth_tokens.find(token);
        if (it == user.oauth_tokens.end()) continue;
        if (it->second && *it->second <= now)
            throw SqlError("28000", 390318, "OAuth access token expired.");
        if (const std::string uid = upper(value(keywords, "UID")); !uid.empty() && uid != name) {
            throw SqlError("28000", 390309,
                           "The user you were trying to authenticate as differs from the user "
                           "tied to the access token.");
        }
        return {user};
    }
    throw SqlError("28000", 390303, "Invalid OAuth access token.");
}

// What the identity provider says to the driver before there is a token.
Known by_client_credentials(const State& state, const Keywords& keywords) {
    const std::string id = value(keywords, "OAUTHCLIENTID");
    for (const auto& [name, user] : state.users) {
        const auto it = user.oauth_clients.find(id);
        if (it != user.oauth_clients.end() && it->second == value(keywords, "OAUTHCLIENTSECRET"))
            return {user};
    }
    throw SqlError("28000", 390303, "invalid_client: Client authentication failed.");
}

Known who(const State& state, const AccountSettings& settings, Time now, const Keywords& keywords) {
    const std::string authenticator = upper(value(keywords, "AUTHENTICATOR"));
    if (authenticator.empty() || authenticator == "SNOWFLAKE")
        return by_password(state, keywords, now);
    if (authenticator == "SNOWFLAKE_JWT") return by_key_pair(state, settings, keywords);
    if (authenticator == "OAUTH") return by_oauth(state, keywords, now);
    if (authenticator == "OAUTH_CLIENT_CREDENTIALS") return by_client_credentials(state, keywords);
    if (authenticator == "PROGRAMMATIC_ACCESS_TOKEN") {
        const User& user = known_user(state, keywords);
        const std::string token = value(keywords, "TOKEN");
        const auto* const known =
            access_token(user, token.empty() ? value(keywords, "PWD") : token);
        if (!known) throw SqlError("28000", 394400, "Programmatic access token is invalid.");
        return by_access_token(user, *known, now);
    }
    throw SqlError("28000", 390104, "Unsupported authenticator: " + authenticator);
}

// The role of a session that asks for one, or for none: "".
std::string role_of(const State& state, const Known& known, const std::string& asked) {
    const std::string advice =
        " Contact your local system administrator, or attempt to login with another role, e.g. "
        "PUBLIC.";
    const std::string& fallback =
        known.only_role.empty() ? known.user.default_role : known.only_role;
    const std::string role = asked.empty() ? fallback : identifier(asked);
    if (!state.roles.contains(role) || role.find('.') != std::string::npos) {
        throw SqlError("08004", 390189,
                       "Role '" + role +
                           "' specified in the connect string does not exist or not authorized." +
                           advice);
    }
    const bool granted = role == "PUBLIC" || known.user.roles.contains(role);
    if (!granted || (!known.only_role.empty() && role != known.only_role)) {
        throw SqlError("08004", 390186,
                       "Role '" + role +
                           "' specified in the connect string is not granted to this user." +
                           advice);
    }
    return role;
}

} // namespace

SignedIn authenticate(const State& state, const AccountSettings& settings, Time now,
                      const Keywords& keywords) {
    const Known known = who(state, settings, now, keywords);
    const User& user = known.user;
    if (user.disabled) throw SqlError("28000", 390101, "User access disabled.");
    SignedIn result{user.name, role_of(state, known, value(keywords, "ROLE"))};
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

} // namespace fake_snowflake
