#include "plugins/snowflake/settings.h"

#include "plugins/sdk/describe.hpp"

namespace objsync::snowflake {

using sdk::Option;

namespace {

constexpr const char* kVersion = "0.1.0";
constexpr const char* kLevels[] = {"database", "schema", "object"};

constexpr objsync_kind kKinds[] = {
    sdk::container("database"), sdk::container("schema"),         sdk::source("table"),
    sdk::source("view"),        sdk::source("materialized_view"), sdk::source("external_table"),
    sdk::source("event_table"), sdk::source("iceberg_table"),     sdk::source("dynamic_table"),
};

constexpr int64_t kMostConnections = 64;

constexpr Option kOptions[] = {
    Option::text("account",
                 "Account identifier, as \"myorg-myaccount\" or \"xy12345.eu-central-1\"."),
    Option::text("server",
                 "Host name of the account, where it is not ACCOUNT.snowflakecomputing.com: "
                 "private links."),
    Option::integer("port", "Port of the server, where it is not the driver's default."),
    Option::text("user", "User who signs in; a service user (TYPE = SERVICE)."),
    Option::text("role", "Role of the session; the user's default role where it is not given."),
    Option::text("warehouse",
                 "Warehouse that reads INFORMATION_SCHEMA; the smallest will do. Without one names "
                 "are listed by SHOW, which knows no LAST_DDL."),
    Option::text("database", "Database that the session starts in. It does not limit the crawl."),
    Option::text("driver", "Snowflake's ODBC driver: a name of odbcinst.ini, or a path.")
        .fallback("SnowflakeDSIIDriver"),
    Option::secret("password", "Password of the user, or a programmatic access token instead."),
    Option::secret("private_key",
                   "Private key of the user in PEM (PKCS#8), plain or encrypted: { file = ... }."),
    Option::secret("private_key_password", "What an encrypted private key is encrypted with."),
    Option::secret("token",
                   "OAuth access token, read again for each sign-in: { file = ... }. With "
                   "authenticator = \"PROGRAMMATIC_ACCESS_TOKEN\" such a token."),
    Option::text("oauth_client_id", "Client of the OAuth client-credentials flow."),
    Option::secret("oauth_client_secret", "Its secret."),
    Option::text("oauth_token_url", "Where its access tokens are issued."),
    Option::text("authenticator",
                 "The driver's AUTHENTICATOR, where it is not to be derived from what is given."),
    Option::map("driver_options",
                "More keywords of the driver, as PROXY; values may hold any character."),
    Option::integer("parallel", "Connections that list at once, 1 to 64.").fallback("4"),
    Option::flag("account_usage",
                 "Read columns from SNOWFLAKE.ACCOUNT_USAGE where an object was not changed within "
                 "its lag; for very large accounts.")
        .fallback("false"),
    Option::flag("snowflake_database", "List the database SNOWFLAKE.").fallback("false"),
    Option::flag("information_schema", "List the schemas INFORMATION_SCHEMA.").fallback("false"),
    Option::flag("temporary_tables", "List temporary tables.").fallback("false"),
    Option::duration("login_timeout", "How long a sign-in may take; the driver may take up to 5m.")
        .fallback("5m"),
    Option::duration("statement_timeout", "How long the server works on one statement.")
        .fallback("10m"),
};

constexpr auto kDescription = sdk::describe("snowflake", kVersion, kLevels, kKinds, kOptions);

size_t parallel_of(const sdk::Options& options) {
    const int64_t value = options.integer("parallel").value_or(4);
    if (value >= 1 && value <= kMostConnections) return static_cast<size_t>(value);
    throw sdk::Error(sdk::ErrorClass::bug, "option 'parallel' is " + std::to_string(value) +
                                               "; it may be 1 to " +
                                               std::to_string(kMostConnections));
}

} // namespace

const objsync_description& description() {
    return kDescription;
}

Settings::Settings(const sdk::Options& options)
    : sign_in(read_sign_in(options)),
      login_timeout(options.duration("login_timeout").value_or(std::chrono::minutes(5))),
      statement_timeout(options.duration("statement_timeout").value_or(std::chrono::minutes(10))),
      parallel(parallel_of(options)),
      account_usage(options.flag("account_usage")),
      snowflake_database(options.flag("snowflake_database")),
      information_schema(options.flag("information_schema")),
      temporary_tables(options.flag("temporary_tables")) {}

std::string Settings::scope_text() const {
    std::string out;
    if (snowflake_database) out += ", with SNOWFLAKE";
    if (information_schema) out += ", with INFORMATION_SCHEMA";
    if (temporary_tables) out += ", with temporary tables";
    return out;
}

} // namespace objsync::snowflake
