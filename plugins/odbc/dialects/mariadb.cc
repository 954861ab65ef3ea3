// MariaDB and MySQL by information_schema, which shows what the user has a privilege on: listings
// are filtered by permission.
#include <algorithm>

#include "plugins/odbc/dialect.h"
#include "plugins/unixodbc/text.h"

namespace objsync::odbc {

namespace {

constexpr int kPage = 200;

// A literal that no sql_mode reads otherwise.
std::string literal(const std::string& text) {
    return "_utf8mb4 X'" + hex(text) + "'";
}

// Names that differ in case only are equal to the server's collation, so bytes are compared too.
std::string is(const char* column, const std::string& name) {
    return std::string(column) + " = " + literal(name) + " AND BINARY " + column + " = BINARY " +
           literal(name);
}

std::string quoted(const std::string& name) {
    std::string out = "`";
    for (const char c : name)
        out.append(c == '`' ? 2 : 1, c);
    return out + "`";
}

class MariaDb final : public Dialect {
public:
    MariaDb(Connection& connection, const Settings& settings)
        : connection_(connection), system_(settings.system_objects) {
        is_mariadb_ = lower(connection.info(SQL_DBMS_NAME)) == "mariadb" ||
                      text("SELECT version()").find("MariaDB") != std::string::npos;
        // A table under ALTER blocks information_schema; the server's own limit is a day.
        const std::string s = std::to_string((settings.statement_timeout.count() + 999) / 1000);
        run(connection_, "SET SESSION lock_wait_timeout = " + s);
        run(connection_, is_mariadb_ ? "SET SESSION max_statement_time = " + s
                                     : "SET SESSION max_execution_time = " + s + "000");
    }

    Facts facts() override {
        return {.identity = identity(),
                .server_version = (is_mariadb_ ? "MariaDB " : "MySQL ") + text("SELECT version()"),
                .levels = {"database", "table"},
                .basis = {.text = "mariadb information_schema user=" + user() +
                                  " system=" + (system_ ? "1" : "0"),
                          .filtered_by_permission = true}};
    }

    std::vector<Found> containers(const Names&) override { return databases("1 = 1"); }

    // Names only: then the server reads a directory and opens no table.
    std::vector<Found> page(const Names& container, const std::string& key) override {
        std::vector<Found> out;
        Statement statement(connection_);
        statement.execute("SELECT table_name FROM information_schema.tables WHERE " +
                          is("table_schema", container[0]) + " AND BINARY table_name > BINARY " +
                          literal(key) + " ORDER BY BINARY table_name LIMIT " +
                          std::to_string(kPage));
        while (statement.fetch()) {
            Found& found = out.emplace_back();
            found.name = statement.text_or_empty(1);
            found.key = found.name;
        }
        return out;
    }

    void details(const Names& container, std::vector<Found>& wanted) override {
        Statement statement(connection_);
        statement.execute(
            "SELECT table_name, table_type, engine, table_comment FROM information_schema.tables "
            "WHERE " +
            condition(container, wanted) + " ORDER BY BINARY table_name");
        for (Found& found : wanted)
            found.vanished = true;
        size_t at = 0;
        while (statement.fetch()) {
            const std::string name = statement.text_or_empty(1);
            while (at < wanted.size() && wanted[at].name != name)
                ++at;
            if (at == wanted.size()) break;
            Found& found = wanted[at];
            found.vanished = false;
            found.native_type = statement.text_or_empty(2);
            const MaybeText engine = statement.text(3);
            const std::string comment = statement.text_or_empty(4);
            const bool view = found.native_type.find("VIEW") != std::string::npos;
            // The type is NULL where the server could not open it.
            if (!found.native_type.empty()) found.kind = view ? "view" : "table";
            found.is_data = found.native_type != "SEQUENCE" && found.native_type != "TEMPORARY";
            // Without engine the comment is an error text, and "VIEW" for a view.
            if (engine && !view) found.comment = comment;
        }
    }

    void columns(const Names& container, const std::vector<Found>& wanted,
                 ColumnSink& sink) override {
        Statement statement(connection_);
        statement.execute(
            "SELECT table_name, column_name, ordinal_position, column_type, is_nullable, "
            "column_default, column_comment, extra, generation_expression "
            "FROM information_schema.columns WHERE " +
            condition(container, wanted) + " ORDER BY BINARY table_name, ordinal_position");
        size_t at = 0;
        while (statement.fetch()) {
            const std::string name = statement.text_or_empty(1);
            while (at < wanted.size() && wanted[at].name != name)
                ++at;
            if (at == wanted.size()) {
                throw sdk::Error(sdk::ErrorClass::bug, "columns came out of order");
            }
            sink.known(at);
            give_column(statement, at, sink);
        }
    }

    int64_t count(const Names& container) override {
        if (container.empty()) return count_databases();
        // The other way: SHOW reads the directory by itself and knows nothing of pages and order.
        int64_t n = 0;
        Statement statement(connection_);
        statement.execute("SHOW TABLES FROM " + quoted(container[0]));
        while (statement.fetch())
            ++n;
        return n;
    }

    [[nodiscard]] bool may_change_meanwhile() const override { return true; }

    Answer find(const Names& path) override {
        std::vector<Found> found;
        if (path.size() == 1) {
            found = databases(is("schema_name", path[0]));
        } else {
            found.emplace_back().name = path[1];
            details({path[0]}, found);
            if (found.front().vanished || !found.front().is_data) found.clear();
        }
        if (!found.empty()) {
            return {.verdict = Verdict::found, .found = std::move(found.front()), .evidence = {}};
        }
        return path.size() == 1
                   ? ask("SHOW TABLES FROM " + quoted(path[0]))
                   : ask("SHOW COLUMNS FROM " + quoted(path[0]) + "." + quoted(path[1]));
    }

    void check(sdk::Host& host) override {
        host.report(sdk::Severity::ok, "databases",
                    std::to_string(count({})) + " are visible to " + user());
        bool all = false;
        Statement statement(connection_);
        statement.execute("SHOW GRANTS");
        while (statement.fetch()) {
            const std::string grant = statement.text_or_empty(1);
            const bool usage = grant.starts_with("GRANT USAGE ");
            if (grant.find(" ON *.* TO ") != std::string::npos && !usage) all = true;
        }
        if (all) {
            host.report(sdk::Severity::ok, "privileges", "a global privilege shows every table");
        } else {
            host.report(
                sdk::Severity::warning, "privileges",
                "only tables on which " + user() + " has a privilege of its own are visible",
                "to show all names and columns, and no data: GRANT REFERENCES ON *.* TO " + user());
        }
    }

private:
    std::string text(const std::string& sql) { return query_text(connection_, sql).value_or(""); }
    std::string user() { return text("SELECT current_user()"); }

    // The server's own id: it outlives restarts and all changes of data.
    std::string identity() {
        for (const char* variable : {"server_uid", "server_uuid"}) {
            Statement statement(connection_);
            statement.execute(std::string("SHOW GLOBAL VARIABLES LIKE '") + variable + "'");
            if (statement.fetch()) {
                const std::string name = statement.text_or_empty(1);
                const std::string value = statement.text_or_empty(2);
                if (!value.empty()) return "mariadb:" + value;
            }
        }
        return "mariadb:" + text("SELECT concat(@@hostname, ':', @@port, ':', @@server_id)");
    }

    [[nodiscard]] std::string database_filter() const {
        return system_ ? "1 = 1"
                       : "schema_name NOT IN ('information_schema', 'mysql', 'performance_schema', "
                         "'sys')";
    }

    std::vector<Found> databases(const std::string& condition) {
        std::vector<Found> out;
        Statement statement(connection_);
        statement.execute("SELECT schema_name FROM information_schema.schemata WHERE " +
                          database_filter() + " AND " + condition + " ORDER BY BINARY schema_name");
        while (statement.fetch()) {
            Found& found = out.emplace_back();
            found.name = found.key = statement.text_or_empty(1);
            found.kind = found.native_type = "database";
        }
        return out;
    }

    int64_t count_databases() {
        static constexpr std::string_view kSystem[] = {"information_schema", "mysql",
                                                       "performance_schema", "sys"};
        int64_t n = 0;
        Statement statement(connection_);
        statement.execute("SHOW DATABASES");
        while (statement.fetch()) {
            const std::string name = lower(statement.text_or_empty(1));
            if (system_ ||
                std::find(std::begin(kSystem), std::end(kSystem), name) == std::end(kSystem)) {
                ++n;
            }
        }
        return n;
    }

    static std::string condition(const Names& container, const std::vector<Found>& wanted) {
        std::string names;
        for (const Found& found : wanted) {
            names += (names.empty() ? "BINARY " : ", BINARY ") + literal(found.name);
        }
        return is("table_schema", container[0]) + " AND BINARY table_name IN (" + names + ")";
    }

    // Why information_schema does not show it: the server's error tells a drop from a lost grant.
    Answer ask(const std::string& sql) {
        try {
            run(connection_, sql);
        } catch (const sdk::Error& error) {
            const std::string& code = error.native_code();
            const bool gone = code.ends_with("/1146") || code.ends_with("/1049");
            const bool denied = error.error_class() == sdk::ErrorClass::denied;
            if (!gone && !denied) throw;
            return {.verdict = gone ? Verdict::gone : Verdict::denied,
                    .found = {},
                    .evidence = error.what()};
        }
        return {.verdict = Verdict::unknown,
                .found = {},
                .evidence = "information_schema does not show it, yet the server knows it"};
    }

    static void give_column(Statement& row, size_t at, ColumnSink& sink) {
        sdk::Column& column = sink.column(at, row.text_or_empty(2));
        column.ordinal(static_cast<uint32_t>(row.number(3))).type(row.text(4));
        column.nullable(row.text_or_empty(5) == "YES");
        column.default_value(row.text_or_empty(6)).comment(row.text_or_empty(7));
        const std::string extra = row.text_or_empty(8);
        const std::string generated = row.text_or_empty(9);
        if (!extra.empty()) column.attribute("extra", extra);
        if (!generated.empty()) column.attribute("generated", generated);
    }

    Connection& connection_;
    bool system_;
    bool is_mariadb_ = true;
};

} // namespace

std::unique_ptr<Dialect> make_mariadb(Connection& connection, const Settings& settings) {
    return std::make_unique<MariaDb>(connection, settings);
}

} // namespace objsync::odbc
