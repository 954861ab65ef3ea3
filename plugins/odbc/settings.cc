#include "plugins/odbc/settings.h"

namespace objsync::odbc {

using sdk::Option;

namespace {

constexpr const char* kLevels[] = {"database", "schema", "table"};

constexpr objsync_kind kKinds[] = {
    sdk::container("database"),    sdk::container("schema"),         sdk::source("table"),
    sdk::source("view"),           sdk::source("materialized_view"), sdk::source("foreign_table"),
    sdk::source("external_table"),
};

constexpr Option kOptions[] = {
    Option::text("connection_string",
                 "ODBC connection string, as \"Driver=SQLite3;Database=/srv/shop.db\". Leave user "
                 "and password to their own options.")
        .group("source"),
    Option::text("dsn", "Name of a data source of odbc.ini.").group("source"),
    Option::text("user", "User name, given to the driver as UID."),
    Option::secret("password", "Password, given to the driver as PWD."),
    Option::map("driver_options",
                "More keywords of the connection string; values may hold any character."),
    Option::duration("login_timeout", "How long connecting may take.").fallback("30s"),
    Option::duration("statement_timeout", "How long one statement may take, or wait for a lock.")
        .fallback("10m"),
    Option::flag("system_objects", "List the database system's own schemas and tables too.")
        .fallback("false"),
    Option::text("method",
                 "\"auto\" reads the catalog of SQLite, PostgreSQL and MariaDB with their own SQL; "
                 "\"odbc\" uses ODBC's catalog functions only, for a database that merely speaks "
                 "the protocol of one of these.")
        .fallback("auto"),
};

constexpr auto kDescription = sdk::describe("odbc", "0.1.0", kLevels, kKinds, kOptions);

ConnectionString base_of(const sdk::Options& options) {
    if (const auto text = options.text("connection_string")) return ConnectionString(*text);
    ConnectionString out;
    out.add("DSN", options.need("dsn"));
    return out;
}

} // namespace

const objsync_description& description() {
    return kDescription;
}

Settings::Settings(const sdk::Options& options)
    : connection(base_of(options)),
      password_in_string(connection.has("PWD") || connection.has("Password")),
      login_timeout(options.duration("login_timeout").value_or(std::chrono::seconds(30))),
      statement_timeout(options.duration("statement_timeout").value_or(std::chrono::minutes(10))),
      system_objects(options.flag("system_objects")) {
    if (const auto user = options.text("user")) connection.add("UID", *user);
    if (const auto password = options.text("password")) connection.add("PWD", *password);
    for (const auto& [keyword, value] : options.map("driver_options")) {
        connection.add(keyword, value);
    }
    const auto method = options.text("method").value_or("auto");
    if (method != "auto" && method != "odbc") {
        throw sdk::Error(sdk::ErrorClass::bug, "option 'method' is '" + std::string(method) +
                                                   "'; it may be \"auto\" or \"odbc\"");
    }
    plain_odbc = method == "odbc";
}

} // namespace objsync::odbc
