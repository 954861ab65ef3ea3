// SQLite by its own schema table; see README.md for what its driver does otherwise.
#include "plugins/odbc/dialect.h"
#include "plugins/odbc/dialects/sqlite_file.h"
#include "plugins/unixodbc/text.h"

namespace objsync::odbc {

namespace {

constexpr int kPage = 200;

std::string literal(const std::string& text) {
    return "CAST(X'" + hex(text) + "' AS TEXT)";
}

class Sqlite final : public Dialect {
public:
    Sqlite(Connection& connection, const Settings& settings)
        : connection_(connection), system_(settings.system_objects) {
        // The driver waits 100 s for a lock unless told otherwise.
        run(connection_,
            "PRAGMA busy_timeout = " + std::to_string(settings.statement_timeout.count()));
        file_ = main_file();
    }

    Facts facts() override {
        // An application id is set once, by the program that owns the database. Inode and contents
        // change when a file is copied, vacuumed or written anew.
        const std::string id = query_text(connection_, "PRAGMA application_id").value_or("0");
        return {
            .identity = "sqlite:" + file_ + "#" + id,
            .server_version =
                "SQLite " + query_text(connection_, "SELECT sqlite_version()").value_or(""),
            .levels = {"table"},
            .basis = {.text = std::string("sqlite sqlite_master system=") + (system_ ? "1" : "0"),
                      .filtered_by_permission = false}};
    }

    void begin_scope() override { run(connection_, "BEGIN"); }
    void end_scope() noexcept override {
        try {
            run(connection_, "ROLLBACK");
        } catch (...) { // the connection is gone, and the transaction with it
        }
    }

    std::vector<Found> containers(const Names&) override { return {}; }

    std::vector<Found> page(const Names&, const std::string& key) override {
        return relations("rowid > " + (key.empty() ? "-1" : key));
    }

    void columns(const Names&, const std::vector<Found>& wanted, ColumnSink& sink) override {
        try {
            read_columns(wanted, 0, wanted.size());
            give_columns(sink);
        } catch (const sdk::Error& error) {
            // One view that names a missing table fails the statement for all.
            if (error.error_class() != sdk::ErrorClass::bug) throw;
            for (size_t i = 0; i < wanted.size(); ++i)
                one_by_one(wanted, i, sink);
        }
    }

    int64_t count(const Names&) override {
        check_sqlite_file(file_);
        return query_number(connection_, "SELECT count(*) FROM sqlite_master WHERE " + filter());
    }

    Answer find(const Names& path) override {
        auto found = relations("name = " + literal(path[0]));
        if (found.empty()) {
            check_sqlite_file(file_);
            return {.verdict = Verdict::gone,
                    .found = {},
                    .evidence = "sqlite_master has no row of that name"};
        }
        return {.verdict = Verdict::found, .found = std::move(found.front()), .evidence = {}};
    }

    void check(sdk::Host& host) override {
        host.report(sdk::Severity::ok, "file", file_ + " is a SQLite database");
        const int64_t n = count({});
        host.report(sdk::Severity::ok, "tables and views",
                    std::to_string(n) + " are visible; SQLite has no permissions inside a file");
    }

private:
    std::string main_file() {
        Statement statement(connection_);
        statement.execute("PRAGMA database_list");
        while (statement.fetch()) {
            const std::string seq = statement.text_or_empty(1);
            const std::string name = statement.text_or_empty(2);
            if (name == "main") return check_sqlite_file(statement.text_or_empty(3));
        }
        throw sdk::Error(sdk::ErrorClass::bug, "PRAGMA database_list has no 'main'");
    }

    [[nodiscard]] std::string filter() const {
        const std::string types = "type IN ('table', 'view')";
        return system_ ? types : types + " AND substr(lower(name), 1, 7) <> 'sqlite_'";
    }

    std::vector<Found> relations(const std::string& condition) {
        std::vector<Found> out;
        Statement statement(connection_);
        statement.execute("SELECT rowid, type, name, rootpage FROM sqlite_master WHERE " +
                          filter() + " AND " + condition + " ORDER BY rowid LIMIT " +
                          std::to_string(kPage));
        while (statement.fetch()) {
            Found found;
            found.key = statement.text_or_empty(1);
            found.kind = statement.text_or_empty(2);
            found.name = statement.text_or_empty(3);
            // A virtual table has no pages of its own.
            const bool is_virtual = found.kind == "table" && statement.number(4) == 0;
            found.native_type = is_virtual ? "virtual table" : found.kind;
            out.push_back(std::move(found));
        }
        return out;
    }

    struct Row {
        size_t index;
        int64_t hidden, cid;
        std::string name, type, default_value;
        bool not_null;
    };

    // All rows of a page before the first is given on: the driver may fail in the middle.
    void read_columns(const std::vector<Found>& wanted, size_t from, size_t to) {
        std::string rowids;
        for (size_t i = from; i < to; ++i)
            rowids += (i > from ? "," : "") + wanted[i].key;
        rows_.clear();
        Statement statement(connection_);
        statement.execute(
            "SELECT m.rowid, p.hidden, p.cid, p.name, p.type, p.\"notnull\", p.dflt_value "
            "FROM sqlite_master m JOIN pragma_table_xinfo(m.name) p "
            "WHERE m.rowid IN (" +
            rowids + ") ORDER BY m.rowid, p.cid");
        size_t at = from;
        while (statement.fetch()) {
            const std::string rowid = statement.text_or_empty(1);
            while (at < to && wanted[at].key != rowid)
                ++at;
            if (at == to) throw sdk::Error(sdk::ErrorClass::bug, "columns came out of order");
            Row& row = rows_.emplace_back();
            row.index = at;
            row.hidden = statement.number(2);
            row.cid = statement.number(3);
            row.name = statement.text_or_empty(4);
            row.type = statement.text_or_empty(5);
            row.not_null = statement.number(6) != 0;
            row.default_value = statement.text_or_empty(7);
        }
    }

    void give_columns(ColumnSink& sink) {
        for (const Row& row : rows_) {
            sink.known(row.index);
            if (row.hidden == 1) continue; // of a virtual table, for its own use
            sdk::Column& column = sink.column(row.index, row.name);
            column.ordinal(static_cast<uint32_t>(row.cid + 1)).type(row.type);
            column.nullable(!row.not_null).default_value(row.default_value);
            if (row.hidden > 1) {
                column.attribute("generated", row.hidden == 2 ? "virtual" : "stored");
            }
        }
    }

    void one_by_one(const std::vector<Found>& wanted, size_t i, ColumnSink& sink) {
        try {
            read_columns(wanted, i, i + 1);
        } catch (const sdk::Error& error) {
            if (error.error_class() != sdk::ErrorClass::bug) throw;
            return sink.unreadable(i, error.what());
        }
        give_columns(sink);
    }

    Connection& connection_;
    bool system_;
    std::string file_;
    std::vector<Row> rows_; // of one page
};

} // namespace

std::unique_ptr<Dialect> make_sqlite(Connection& connection, const Settings& settings) {
    return std::make_unique<Sqlite>(connection, settings);
}

} // namespace objsync::odbc
