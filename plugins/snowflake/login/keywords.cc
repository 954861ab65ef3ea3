#include "plugins/snowflake/login/keywords.h"

#include "plugins/sdk/error.hpp"
#include "plugins/unixodbc/text.h"

namespace objsync::snowflake {

namespace {

using odbc::same_ignoring_case;

[[noreturn]] void refuse(const std::string& text) {
    throw sdk::Error(sdk::ErrorClass::bug, text);
}

void need(bool given, const std::string& what, const char* option) {
    if (!given) refuse(what + " needs the option '" + option + "'");
}

// Keywords that have an option of their own: in driver_options a secret would not be known as one.
constexpr std::pair<const char*, const char*> kOwn[] = {
    {"DRIVER", "driver"},
    {"DSN", "driver"},
    {"SERVER", "server"},
    {"PORT", "port"},
    {"ACCOUNT", "account"},
    {"UID", "user"},
    {"USER", "user"},
    {"PWD", "password"},
    {"PASSWORD", "password"},
    {"ROLE", "role"},
    {"WAREHOUSE", "warehouse"},
    {"DATABASE", "database"},
    {"AUTHENTICATOR", "authenticator"},
    {"TOKEN", "token"},
    {"TOKEN_FILE_PATH", "token"},
    {"PRIV_KEY_FILE", "private_key"},
    {"PRIV_KEY_BASE64", "private_key"},
    {"PRIV_KEY_FILE_PWD", "private_key_password"},
    {"PRIV_KEY_PWD", "private_key_password"},
    {"OAUTHCLIENTID", "oauth_client_id"},
    {"OAUTHCLIENTSECRET", "oauth_client_secret"},
    {"OAUTHTOKENREQUESTURL", "oauth_token_url"},
    // Without these a listing is not what the plugin takes it for.
    {"CLIENT_SESSION_KEEP_ALIVE", "(none: it is always on)"},
};

void check_driver_options(const SignIn& sign_in) {
    for (const auto& [keyword, value] : sign_in.driver_options) {
        for (const auto& [own, option] : kOwn) {
            if (!same_ignoring_case(keyword, own)) continue;
            refuse("the keyword '" + keyword + "' does not belong into 'driver_options'; use the " +
                   "option '" + option + "'");
        }
        if (keyword.empty() || keyword.find_first_of("=;{}[]") != std::string::npos)
            refuse("'" + keyword + "' in 'driver_options' is no keyword of a connection string");
    }
}

SignInMethod method_of(const sdk::Options& options) {
    const struct {
        const char* option;
        SignInMethod method;
    } kSecrets[] = {
        {"password", SignInMethod::password},
        {"private_key", SignInMethod::key_pair},
        {"token", SignInMethod::token},
        {"oauth_client_secret", SignInMethod::client_credentials},
    };
    const char* first = nullptr;
    SignInMethod method = SignInMethod::password;
    for (const auto& [option, its_method] : kSecrets) {
        if (!options.has(option)) continue;
        if (first) {
            refuse(std::string("the options '") + first + "' and '" + option +
                   "' are two ways to sign in; give one");
        }
        first = option;
        method = its_method;
    }
    if (!first) {
        refuse(
            "nothing to sign in with: give one of the options 'password', 'private_key', "
            "'token' and 'oauth_client_secret'");
    }
    return method;
}

// What the driver is told where the option 'authenticator' does not say it.
const char* derived_authenticator(SignInMethod method) {
    switch (method) {
        case SignInMethod::key_pair:
            return "SNOWFLAKE_JWT";
        case SignInMethod::token:
            return "oauth";
        case SignInMethod::client_credentials:
            return "OAUTH_CLIENT_CREDENTIALS";
        case SignInMethod::password:
            break;
    }
    return ""; // the driver's own default: user and password
}

void check_complete(const SignIn& s) {
    need(!s.server.empty(), "the connection", "account");
    if (s.method == SignInMethod::password || s.method == SignInMethod::key_pair)
        need(!s.user.empty(), "a sign-in by password or key pair", "user");
    if (same_ignoring_case(s.authenticator, "PROGRAMMATIC_ACCESS_TOKEN"))
        need(!s.user.empty(), "a programmatic access token", "user");
    if (!s.private_key_password.empty())
        need(s.method == SignInMethod::key_pair, "'private_key_password'", "private_key");
    const bool client = s.method == SignInMethod::client_credentials;
    if (client) {
        need(!s.client_id.empty(), "'oauth_client_secret'", "oauth_client_id");
        need(!s.token_url.empty(), "'oauth_client_secret'", "oauth_token_url");
    } else if (!s.client_id.empty() || !s.token_url.empty()) {
        need(false, "'oauth_client_id' or 'oauth_token_url'", "oauth_client_secret");
    }
}

} // namespace

const char* SignIn::secret_option() const {
    switch (method) {
        case SignInMethod::token:
            return "token";
        case SignInMethod::key_pair:
            return "private_key";
        case SignInMethod::client_credentials:
            return "oauth_client_secret";
        case SignInMethod::password:
            break;
    }
    return "password";
}

std::string& SignIn::secret() {
    switch (method) {
        case SignInMethod::token:
            return token;
        case SignInMethod::key_pair:
            return private_key;
        case SignInMethod::client_credentials:
            return client_secret;
        case SignInMethod::password:
            break;
    }
    return password;
}

SignIn read_sign_in(const sdk::Options& options) {
    const auto text = [&](const char* name) {
        const std::string value(options.text(name).value_or(""));
        if (value.find('\0') != std::string::npos)
            refuse(std::string("option '") + name + "' holds a NUL character");
        return value;
    };
    SignIn out;
    out.method = method_of(options);
    out.driver = text("driver");
    out.server = text("server");
    out.account = text("account");
    if (const auto port = options.integer("port")) {
        if (*port < 1 || *port > 65535)
            refuse("option 'port' is " + std::to_string(*port) + "; it may be 1 to 65535");
        out.port = std::to_string(*port);
    }
    if (out.server.empty() && !out.account.empty())
        out.server = out.account + ".snowflakecomputing.com";
    out.user = text("user");
    out.role = text("role");
    out.warehouse = text("warehouse");
    out.database = text("database");
    out.password = text("password");
    out.private_key = text("private_key");
    out.private_key_password = text("private_key_password");
    out.token = text("token");
    out.client_id = text("oauth_client_id");
    out.client_secret = text("oauth_client_secret");
    out.token_url = text("oauth_token_url");
    out.authenticator = text("authenticator");
    if (out.authenticator.empty()) out.authenticator = derived_authenticator(out.method);
    for (const auto& [keyword, value] : options.map("driver_options"))
        out.driver_options.emplace_back(keyword, value);
    check_complete(out);
    check_driver_options(out);
    return out;
}

odbc::ConnectionString keywords(const SignIn& s, const std::string& key_file) {
    odbc::ConnectionString out;
    const auto add = [&](const char* keyword, const std::string& value) {
        if (!value.empty()) out.add(keyword, value);
    };
    add("DRIVER", s.driver);
    add("SERVER", s.server);
    add("PORT", s.port);
    add("ACCOUNT", s.account);
    add("UID", s.user);
    add("ROLE", s.role);
    add("WAREHOUSE", s.warehouse);
    add("DATABASE", s.database);
    add("AUTHENTICATOR", s.authenticator);
    switch (s.method) {
        case SignInMethod::password:
            add("PWD", s.password);
            break;
        case SignInMethod::key_pair:
            add("PRIV_KEY_FILE", key_file);
            add("PRIV_KEY_FILE_PWD", s.private_key_password);
            break;
        case SignInMethod::token:
            add("TOKEN", s.token);
            break;
        case SignInMethod::client_credentials:
            add("oauthClientId", s.client_id);
            add("oauthClientSecret", s.client_secret);
            add("oauthTokenRequestUrl", s.token_url);
            break;
    }
    // A heartbeat: a session without one ends after an hour of silence, which waiting for the
    // daemon may cause.
    // https://docs.snowflake.com/en/sql-reference/parameters#client-session-keep-alive
    add("CLIENT_SESSION_KEEP_ALIVE", "true");
    for (const auto& [keyword, value] : s.driver_options)
        out.add(keyword, value);
    return out;
}

} // namespace objsync::snowflake
