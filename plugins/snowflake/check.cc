#include "plugins/snowflake/check.h"

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

std::string role_of(const Context& context) {
    return context.role.empty() ? "<role>" : quoted(context.role);
}

class Checker {
public:
    explicit Checker(Session& session)
        : session_(session),
          host_(session.account().host()),
          settings_(session.account().settings()),
          to_(" TO ROLE " + role_of(session.context())) {}

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
                         "set the option 'warehouse'; GRANT USAGE ON WAREHOUSE <warehouse>" + to_);
            return;
        }
        const std::string& name =
            session_.context().warehouse.empty() ? warehouse : session_.context().warehouse;
        const std::string usage = "GRANT USAGE ON WAREHOUSE " + quoted(name) + to_;
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
        host_.report(Severity::warning, "warehouse", name + " is not visible to the role", usage);
    }

    void tell_databases() {
        std::vector<std::string> names;
        Pages(session_, show_databases_sql, container_cells(), database_columns())
            .each([&](const ShowRows& row) {
                const std::string name(row.name());
                if (name == "SNOWFLAKE" && !settings_.snowflake_database) return;
                names.push_back(name);
            });
        if (names.empty()) {
            host_.report(Severity::warning, "databases", "none is visible",
                         "GRANT USAGE ON DATABASE <database>" + to_);
        }
        for (const auto& name : names)
            tell_database(name);
    }

    void tell_database(const std::string& name) {
        const std::string what = "database " + name;
        size_t schemas = 0;
        try {
            const auto page = [&](std::string_view after) { return show_schemas_sql(name, after); };
            Pages(session_, page, container_cells(), schema_columns())
                .each([&](const ShowRows& row) { schemas += row.name() != "INFORMATION_SCHEMA"; });
        } catch (const sdk::Error& error) {
            host_.report(Severity::warning, what, error.what(), grants(name));
            return;
        }
        if (schemas == 0) {
            host_.report(Severity::warning, what, "no schema is visible", grants(name));
            return;
        }
        try {
            odbc::Statement statement(session_.connection());
            statement.execute(count_tables_sql(name));
            odbc::Block rows(statement, {odbc::Bound::text(1, kNameRoom), odbc::Bound::number(2)});
            int64_t objects = 0;
            while (rows.next())
                if (rows.text(0) != "INFORMATION_SCHEMA") objects += rows.number(1).value_or(0);
            host_.report(objects > 0 ? Severity::ok : Severity::warning, what,
                         std::to_string(schemas) + " schemas, " + std::to_string(objects) +
                             " objects, by INFORMATION_SCHEMA",
                         objects > 0 ? sdk::Text() : sdk::Text(grants(name)));
        } catch (const sdk::Error& error) {
            const bool large = trouble_of(error) == Trouble::too_much;
            host_.report(large ? Severity::ok : Severity::warning, what,
                         std::to_string(schemas) + " schemas; " +
                             (large ? "more objects than one question counts"
                                    : std::string("by SHOW only: ") + error.what()));
        }
    }

    [[nodiscard]] std::string grants(const std::string& name) const {
        const std::string in = " IN DATABASE " + quoted(name) + to_;
        std::string out = "GRANT USAGE ON DATABASE " + quoted(name) + to_ +
                          "; GRANT USAGE ON ALL SCHEMAS" + in + "; GRANT USAGE ON FUTURE SCHEMAS" +
                          in;
        for (const char* kind : {"TABLES", "EXTERNAL TABLES", "VIEWS"}) {
            for (const char* which : {"ALL ", "FUTURE "})
                out += std::string("; GRANT REFERENCES ON ") + which + kind + in;
        }
        for (const char* which : {"ALL", "FUTURE"})
            out += std::string("; GRANT MONITOR ON ") + which + " DYNAMIC TABLES" + in;
        return out;
    }

    void tell_usage() {
        tell_view("ids (TABLES)", "SELECT TABLE_ID FROM SNOWFLAKE.ACCOUNT_USAGE.TABLES LIMIT 1",
                  "SNOWFLAKE.OBJECT_VIEWER");
        tell_view("tags (TAG_REFERENCES)",
                  "SELECT TAG_NAME FROM SNOWFLAKE.ACCOUNT_USAGE.TAG_REFERENCES LIMIT 1",
                  "SNOWFLAKE.GOVERNANCE_VIEWER");
    }

    void tell_view(const char* what, const char* sql, const char* database_role) {
        try {
            odbc::run(session_.connection(), sql);
            host_.report(Severity::ok, what, "ACCOUNT_USAGE is readable");
        } catch (const sdk::Error& error) {
            host_.report(Severity::warning, what, error.what(),
                         std::string("GRANT DATABASE ROLE ") + database_role + to_ +
                             ", or GRANT IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE" + to_);
        }
    }

    Session& session_;
    sdk::Host& host_;
    const Settings& settings_;
    std::string to_; // " TO ROLE ..."
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
