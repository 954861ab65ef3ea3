#include "plugins/snowflake/check.h"

#include <algorithm>
#include <unordered_map>

#include "plugins/snowflake/grants.h"
#include "plugins/snowflake/login/driver.h"
#include "plugins/snowflake/login/errors.h"
#include "plugins/snowflake/login/session.h"
#include "plugins/snowflake/show/containers.h"
#include "plugins/snowflake/show/pages.h"
#include "plugins/snowflake/sql/quote.h"
#include "plugins/snowflake/sql/statements.h"
#include "plugins/unixodbc/text.h"

namespace objsync::snowflake {

namespace {

using sdk::Severity;

const char* advice(sdk::ErrorClass error_class) {
    switch (error_class) {
        case sdk::ErrorClass::auth:
            return "check 'user' and the secret that it signs in with; the text says which code";
        case sdk::ErrorClass::unavailable:
            return "check 'account' or 'server', the network path and the driver";
        case sdk::ErrorClass::timeout:
            return "raise 'login_timeout', or look for what blocks the way to the account";
        default:
            return "see the text, and plugins/snowflake/README.md";
    }
}

// How long a list of names may become in a finding.
constexpr size_t kMostNames = 5;

struct Seen {
    std::string name;
    bool imported = false;
    std::vector<std::string> schemas;
};

class Checker {
public:
    explicit Checker(Session& session)
        : session_(session),
          host_(session.account().host()),
          settings_(session.account().settings()),
          grants_(session.context().role) {}

    void run() {
        tell_connection();
        tell_warehouse();
        tell_databases();
        tell_usage();
    }

private:
    void tell_connection() {
        const Context& context = session_.context();
        host_.report(Severity::ok, "connect",
                     "Snowflake " + context.server_version + " as " + context.user + ", role " +
                         context.role + ", through " + context.driver_version);
        host_.report(Severity::ok, "source identity", context.locator);
        if (const auto warning = driver_warning(context.driver_version))
            host_.report(Severity::warning, "driver", *warning,
                         "install snowflake-odbc 3.12.0 or newer");
        if (!context.times_agree) {
            host_.report(Severity::warning, "times",
                         "the driver does not give times in UTC: times of SHOW stay absent",
                         "remove TIMEZONE from the driver's configuration");
        }
    }

    void tell_warehouse() {
        const std::string& warehouse = settings_.sign_in.warehouse;
        if (session_.context().warehouse.empty() && warehouse.empty()) {
            host_.report(Severity::warning, "warehouse",
                         "none: objects are listed by SHOW, which knows no LAST_DDL",
                         "set the option 'warehouse'; " + grants_.on_warehouse(warehouse));
            return;
        }
        const std::string& name =
            session_.context().warehouse.empty() ? warehouse : session_.context().warehouse;
        ShowRows rows(session_, show_warehouses_sql(name),
                      {odbc::Bound::text(0, kNameRoom), odbc::Bound::text(0, kFlagRoom),
                       odbc::Bound::text(0, kFlagRoom)},
                      {"name", "state", "auto_resume"});
        while (rows.next()) {
            if (!odbc::same_ignoring_case(rows.name(), name)) continue;
            const std::string state(rows.text(1).value_or("in a state that is not told"));
            const bool resumes = flag_of(rows.text(2)).value_or(true);
            const bool stays = state == "SUSPENDED" && !resumes;
            host_.report(
                stays ? Severity::warning : Severity::ok, "warehouse",
                name + " is " + state + (resumes ? ", and resumes by itself" : ""),
                stays ? sdk::Text("ALTER WAREHOUSE " + quoted(name) + " SET AUTO_RESUME = TRUE")
                      : sdk::Text());
            return;
        }
        host_.report(Severity::warning, "warehouse", name + " is not visible to the role",
                     grants_.on_warehouse(name));
    }

    void tell_databases() {
        std::vector<Seen> seen;
        Pages(session_, show_databases_sql, container_cells(), database_columns())
            .each([&](const ShowRows& row) {
                const std::string name(row.name());
                if (name == "SNOWFLAKE" && !settings_.snowflake_database) return;
                if (host_.wanted({name}, true)) seen.push_back({name, is_imported(row), {}});
            });
        if (seen.empty()) {
            host_.report(Severity::warning, "databases", "none is visible",
                         grants_.on_database("<database>"));
        }
        for (Seen& database : seen)
            tell_database(database);
    }

    void tell_database(Seen& database) {
        const std::string what = "database " + database.name;
        const std::string missing = database.imported ? grants_.on_imported_database(database.name)
                                                      : grants_.on_database(database.name);
        try {
            const auto page = [&](std::string_view after) {
                return show_schemas_sql(database.name, after);
            };
            Pages(session_, page, container_cells(), schema_columns())
                .each([&](const ShowRows& row) {
                    if (row.name() != "INFORMATION_SCHEMA")
                        database.schemas.emplace_back(row.name());
                });
        } catch (const sdk::Error& error) {
            const bool dead = trouble_of(error) == Trouble::dead_share;
            host_.report(Severity::warning, what, error.what(),
                         dead ? sdk::Text() : sdk::Text(missing));
            return;
        }
        if (database.schemas.empty())
            return host_.report(Severity::warning, what, "no schema is visible", missing);
        tell_objects(database, what, missing);
        if (!database.imported) tell_dynamic_tables(database.name);
    }

    void tell_objects(const Seen& database, const std::string& what, const std::string& missing) {
        const std::string schemas = std::to_string(database.schemas.size()) + " schemas";
        try {
            const auto counts = count_objects(database.name);
            int64_t objects = 0;
            std::vector<std::string> without;
            for (const auto& schema : database.schemas) {
                const auto it = counts.find(schema);
                if (it == counts.end()) without.push_back(schema);
                objects += it == counts.end() ? 0 : it->second;
            }
            const bool fine = objects > 0;
            host_.report(fine ? Severity::ok : Severity::warning, what,
                         schemas + ", " + std::to_string(objects) +
                             " objects with their columns, by INFORMATION_SCHEMA" +
                             (fine ? without_objects(without) : std::string()),
                         fine ? sdk::Text() : sdk::Text(missing));
        } catch (const sdk::Error& error) {
            const bool large = trouble_of(error) == Trouble::too_much;
            host_.report(large ? Severity::ok : Severity::warning, what,
                         schemas + (large ? "; more objects than one question counts"
                                          : std::string("; by SHOW only: ") + error.what()));
        }
    }

    [[nodiscard]] std::unordered_map<std::string, int64_t> count_objects(
        const std::string& database) {
        std::unordered_map<std::string, int64_t> out;
        odbc::Statement statement(session_.connection());
        statement.execute(count_tables_sql(database));
        odbc::Block rows(statement, {odbc::Bound::text(1, kNameRoom), odbc::Bound::number(2)});
        while (rows.next())
            out[std::string(rows.text(0).value_or(""))] = rows.number(1).value_or(0);
        return out;
    }

    // An empty schema and one whose objects are not granted look the same.
    static std::string without_objects(const std::vector<std::string>& schemas) {
        if (schemas.empty()) return "";
        std::string out = "; no object is visible in ";
        for (size_t i = 0; i < std::min(schemas.size(), kMostNames); ++i)
            out += (i > 0 ? ", " : "") + dotted({schemas[i]});
        if (schemas.size() > kMostNames)
            out += " and " + std::to_string(schemas.size() - kMostNames) + " more";
        return out;
    }

    // Another privilege than that of tables; without it they do not exist for a role.
    void tell_dynamic_tables(const std::string& database) {
        const std::string what = "dynamic tables of " + database;
        try {
            ShowRows rows(session_, show_dynamic_tables_sql(database),
                          {odbc::Bound::text(0, kNameRoom)}, {"name"});
            if (rows.next()) return host_.report(Severity::ok, what, "are visible");
            host_.report(Severity::ok, what, "none is visible; where there are some they need:",
                         grants_.on_dynamic_tables(database));
        } catch (const sdk::Error& error) {
            host_.report(Severity::warning, what, error.what(),
                         grants_.on_dynamic_tables(database));
        }
    }

    void tell_usage() {
        tell_view("ids (TABLES)", "SELECT TABLE_ID FROM SNOWFLAKE.ACCOUNT_USAGE.TABLES LIMIT 1",
                  "OBJECT_VIEWER");
        tell_view("tags (TAG_REFERENCES)",
                  "SELECT TAG_NAME FROM SNOWFLAKE.ACCOUNT_USAGE.TAG_REFERENCES LIMIT 1",
                  "GOVERNANCE_VIEWER");
    }

    void tell_view(const char* what, const char* sql, const char* database_role) {
        try {
            odbc::run(session_.connection(), sql);
            host_.report(Severity::ok, what, "ACCOUNT_USAGE is readable");
        } catch (const sdk::Error& error) {
            host_.report(Severity::warning, what, error.what(),
                         grants_.of_database_role(database_role));
        }
    }

    Session& session_;
    sdk::Host& host_;
    const Settings& settings_;
    const Grants grants_;
};

} // namespace

void check(sdk::Host& host, const sdk::Job& job) {
    try {
        Account account(host, job);
        Session session(account);
        Checker(session).run();
    } catch (const sdk::Error& error) {
        host.report(sdk::Severity::failed, "connect", error.what(), advice(error.error_class()));
        throw;
    }
}

} // namespace objsync::snowflake
