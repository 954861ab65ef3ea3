// PostgreSQL by pg_catalog, which every role may read whole: a listing is not filtered by
// permission. Each scope is listed in one snapshot.
#include "plugins/odbc/dialect.h"
#include "plugins/unixodbc/text.h"

namespace objsync::odbc {

namespace {

constexpr int kPage = 200;
constexpr const char* kRelations = "relkind IN ('r', 'p', 'v', 'm', 'f')";

std::string literal(const std::string& text) {
    return "convert_from(decode('" + hex(text) + "', 'hex'), 'UTF8')";
}

struct Kind {
    const char *kind, *native_type;
};

Kind kind_of(const std::string& relkind) {
    if (relkind == "v") return {"view", "view"};
    if (relkind == "m") return {"materialized_view", "materialized view"};
    if (relkind == "f") return {"foreign_table", "foreign table"};
    if (relkind == "p") return {"table", "partitioned table"};
    return {"table", "table"};
}

class Postgres final : public Dialect {
public:
    Postgres(Connection& connection, const Settings& settings)
        : connection_(connection), system_(settings.system_objects) {
        const std::string ms = std::to_string(settings.statement_timeout.count());
        run(connection_, "SET statement_timeout = " + ms);
        run(connection_, "SET lock_timeout = " + ms);
        // Types and defaults are written with a schema wherever it is not pg_catalog: the role's
        // own search path must not show in them.
        run(connection_, "SET search_path = pg_catalog");
        version_ = query_number(connection_, "SELECT current_setting('server_version_num')::int4");
    }

    Facts facts() override {
        return {
            .identity = identity(),
            .server_version =
                "PostgreSQL " +
                query_text(connection_, "SELECT current_setting('server_version')").value_or(""),
            .levels = {"schema", "table"},
            .basis = {
                .text = "postgresql pg_catalog user=" + user() + " system=" + (system_ ? "1" : "0"),
                .filtered_by_permission = false}};
    }

    void begin_scope() override {
        run(connection_, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }
    void end_scope() noexcept override {
        try {
            run(connection_, "ROLLBACK");
        } catch (...) { // the connection is gone, and the transaction with it
        }
    }

    std::vector<Found> containers(const Names&) override { return schemas("true"); }

    std::vector<Found> page(const Names& container, const std::string& key) override {
        return relations(container[0], "c.oid > " + (key.empty() ? "0" : key));
    }

    void columns(const Names&, const std::vector<Found>& wanted, ColumnSink& sink) override {
        std::string oids;
        for (const Found& found : wanted)
            oids += (oids.empty() ? "" : ",") + found.key;
        for (size_t i = 0; i < wanted.size(); ++i)
            sink.known(i); // a table may have none
        Statement statement(connection_);
        statement.execute(
            "SELECT a.attrelid::int8, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), "
            "a.attnotnull::int4, pg_get_expr(d.adbin, d.adrelid), "
            "col_description(a.attrelid, a.attnum), " +
            std::string(version_ >= 100000 ? "a.attidentity::text" : "''::text") + ", " +
            (version_ >= 120000 ? "a.attgenerated::text" : "''::text") +
            " FROM pg_attribute a LEFT JOIN pg_attrdef d "
            "ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
            "WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid IN (" +
            oids + ") ORDER BY a.attrelid, a.attnum");
        size_t at = 0;
        while (statement.fetch()) {
            const std::string oid = statement.text_or_empty(1);
            while (at < wanted.size() && wanted[at].key != oid)
                ++at;
            if (at == wanted.size()) {
                throw sdk::Error(sdk::ErrorClass::bug, "columns came out of order");
            }
            give_column(statement, at, sink);
        }
    }

    int64_t count(const Names& container) override {
        if (container.empty()) {
            return query_number(connection_,
                                "SELECT count(*) FROM pg_namespace n WHERE " + schema_filter());
        }
        return query_number(connection_,
                            "SELECT count(*) FROM pg_class c WHERE " + std::string(kRelations) +
                                " AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname "
                                "= " +
                                literal(container[0]) + ")");
    }

    Answer find(const Names& path) override {
        const bool is_schema = path.size() == 1;
        auto found = is_schema ? schemas("n.nspname = " + literal(path[0]))
                               : relations(path[0], "c.relname = " + literal(path[1]));
        if (found.empty()) {
            return {.verdict = Verdict::gone,
                    .found = {},
                    .evidence = is_schema ? "pg_namespace has no row of that name"
                                          : "pg_class has no row of that name"};
        }
        return {.verdict = Verdict::found, .found = std::move(found.front()), .evidence = {}};
    }

    void check(sdk::Host& host) override {
        const int64_t n = count({});
        host.report(sdk::Severity::ok, "schemas",
                    std::to_string(n) + " are visible to " + user() +
                        "; pg_catalog shows all names and columns to every role, so CONNECT on the "
                        "database is all that is needed");
        const std::string recovery =
            query_text(connection_, "SELECT pg_is_in_recovery()::int4::text").value_or("0");
        if (recovery == "1") {
            host.report(sdk::Severity::warning, "server",
                        "it is a standby: it shows the primary's objects with delay");
        }
    }

private:
    [[nodiscard]] std::string user() {
        return query_text(connection_, "SELECT current_user::text").value_or("");
    }

    // The cluster's own id and the database's oid: both outlive restarts, renames and all changes
    // of data, and a standby has the same. Few servers hide the id; the host's name stands for it
    // there.
    std::string identity() {
        const auto readable = query_text(
            connection_,
            "SELECT has_function_privilege('pg_control_system()', 'execute')::int4::text");
        const std::string oid =
            query_text(connection_,
                       "SELECT oid::text FROM pg_database WHERE datname = current_database()")
                .value_or("");
        if (readable != "1") {
            return "postgresql:" + connection_.info(SQL_SERVER_NAME) + "/" + oid;
        }
        return "postgresql:" +
               query_text(connection_, "SELECT system_identifier::text FROM pg_control_system()")
                   .value_or("") +
               "/" + oid;
    }

    [[nodiscard]] std::string schema_filter() const {
        // Temporary schemas belong to single sessions.
        const std::string own = "n.nspname !~ '^pg_(temp|toast_temp)_[0-9]+$'";
        if (system_) return own;
        return own + " AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')";
    }

    std::vector<Found> schemas(const std::string& condition) {
        std::vector<Found> out;
        Statement statement(connection_);
        statement.execute(
            "SELECT n.oid::int8, n.nspname, pg_get_userbyid(n.nspowner), "
            "COALESCE(obj_description(n.oid, 'pg_namespace'), '') FROM pg_namespace n WHERE " +
            schema_filter() + " AND " + condition + " ORDER BY n.oid");
        while (statement.fetch()) {
            Found& found = out.emplace_back();
            found.kind = found.native_type = "schema";
            found.key = statement.text_or_empty(1);
            found.platform_id = found.key;
            found.name = statement.text_or_empty(2);
            found.owner = statement.text(3);
            found.comment = statement.text(4);
        }
        return out;
    }

    std::vector<Found> relations(const std::string& schema, const std::string& condition) {
        std::vector<Found> out;
        Statement statement(connection_);
        statement.execute(
            "SELECT c.oid::int8, c.relname, c.relkind::text, pg_get_userbyid(c.relowner), "
            "COALESCE(obj_description(c.oid, 'pg_class'), '') FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " +
            std::string(kRelations) + " AND n.nspname = " + literal(schema) + " AND " +
            schema_filter() + " AND " + condition + " ORDER BY c.oid LIMIT " +
            std::to_string(kPage));
        while (statement.fetch()) {
            Found& found = out.emplace_back();
            found.key = statement.text_or_empty(1);
            found.platform_id = found.key;
            found.name = statement.text_or_empty(2);
            const Kind kind = kind_of(statement.text_or_empty(3));
            found.kind = kind.kind;
            found.native_type = kind.native_type;
            found.owner = statement.text(4);
            found.comment = statement.text(5);
        }
        return out;
    }

    static void give_column(Statement& row, size_t at, ColumnSink& sink) {
        sdk::Column& column = sink.column(at, row.text_or_empty(2));
        const std::string number = row.text_or_empty(3);
        // Numbers have gaps where columns were dropped: so dropping one does not move the others.
        column.ordinal(static_cast<uint32_t>(std::stoul(number))).stable_id(number);
        column.type(row.text(4)).nullable(row.number(5) == 0);
        const std::string expression = row.text_or_empty(6);
        column.comment(row.text_or_empty(7));
        const std::string identity = row.text_or_empty(8);
        const bool generated = !row.text_or_empty(9).empty();
        column.default_value(generated ? "" : expression);
        if (generated) column.attribute("generated", expression);
        if (!identity.empty()) {
            column.attribute("identity", identity == "a" ? "always" : "by default");
        }
    }

    Connection& connection_;
    bool system_;
    int64_t version_ = 0;
};

} // namespace

std::unique_ptr<Dialect> make_postgres(Connection& connection, const Settings& settings) {
    return std::make_unique<Postgres>(connection, settings);
}

} // namespace objsync::odbc
