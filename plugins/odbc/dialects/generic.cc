// Any database through ODBC's catalog functions. Their name arguments are patterns in some drivers
// and not in others, so rows are asked for broadly and matched exactly here. One driver out of
// three answers an error with an empty list, so nothing is believed that a second question does not
// confirm.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "plugins/odbc/dialect.h"
#include "plugins/odbc/dialects/odbc_types.h"
#include "plugins/unixodbc/text.h"

namespace objsync::odbc {

namespace {

using sdk::ErrorClass;

class Generic final : public Dialect {
public:
    Generic(Connection& connection, const Settings& settings)
        : connection_(connection),
          system_(settings.system_objects),
          has_catalogs_(connection.info(SQL_CATALOG_NAME) == "Y" &&
                        connection.info_number(SQL_CATALOG_USAGE) != 0),
          has_schemas_(connection.info_number(SQL_SCHEMA_USAGE) != 0),
          escape_(connection.info(SQL_SEARCH_PATTERN_ESCAPE)),
          quote_(connection.info(SQL_IDENTIFIER_QUOTE_CHAR)) {
        if (quote_ == " ") quote_.clear(); // how a driver says that it has none
    }

    Facts facts() override {
        const std::string dbms = connection_.info(SQL_DBMS_NAME);
        Facts out{.identity = "odbc:" + dbms + ":" + connection_.info(SQL_SERVER_NAME) + "/" +
                              connection_.info(SQL_DATABASE_NAME),
                  .server_version = dbms + " " + connection_.info(SQL_DBMS_VER),
                  .levels = {},
                  .basis = {.text = "odbc " + connection_.info(SQL_DRIVER_NAME) +
                                    " user=" + connection_.info(SQL_USER_NAME) +
                                    " system=" + (system_ ? "1" : "0"),
                            .filtered_by_permission = true}};
        if (has_catalogs_) out.levels.push_back("database");
        if (has_schemas_) out.levels.push_back("schema");
        out.levels.push_back("table");
        return out;
    }

    std::vector<Found> containers(const Names& parent) override {
        const bool databases = parent.empty() && has_catalogs_;
        std::set<std::string> names;
        if (databases) {
            collect(names, 1, {}, SQL_ALL_CATALOGS, "", "");
        } else {
            const bool current = parent.empty() || parent[0] == connection_.info(SQL_DATABASE_NAME);
            // Schemas without tables show only here, and only for the current database.
            if (current) collect(names, 2, {}, "", SQL_ALL_SCHEMAS, "");
            collect(names, 2, parent, catalog(parent), "%", "%");
        }
        std::vector<Found> out;
        for (const auto& name : names) {
            if (!system_ && is_system_schema(name)) continue;
            Found& found = out.emplace_back();
            found.name = found.key = name;
            found.kind = found.native_type = databases ? "database" : "schema";
        }
        return out;
    }

    std::vector<Found> page(const Names& container, const std::string& key) override {
        if (!key.empty()) return {}; // ODBC's order is the driver's own: all in one page
        std::vector<Found> out;
        Statement statement(connection_);
        statement.tables(catalog(container), schema_pattern(container), "%", std::nullopt);
        while (statement.fetch()) {
            if (!is_in(statement, container)) continue;
            Found found;
            found.name = found.key = statement.text_or_empty(3);
            found.native_type = statement.text_or_empty(4);
            const MaybeText remarks = statement.text(5);
            if (remarks && !remarks->empty()) found.comment = remarks;
            const auto kind = kind_of_table_type(found.native_type, system_);
            if (!kind) continue;
            found.kind = *kind;
            out.push_back(std::move(found));
        }
        return out;
    }

    void columns(const Names& container, const std::vector<Found>& wanted,
                 ColumnSink& sink) override {
        std::unordered_map<std::string, size_t> index;
        for (size_t i = 0; i < wanted.size(); ++i)
            index.emplace(wanted[i].name, i);
        std::vector<bool> seen(wanted.size());
        Statement statement(connection_);
        statement.columns(catalog(container), schema_pattern(container),
                          wanted.size() == 1 ? pattern(wanted[0].name) : "%");
        size_t current = wanted.size();
        while (statement.fetch()) {
            if (!is_in(statement, container)) continue;
            const auto it = index.find(statement.text_or_empty(3));
            if (it == index.end()) continue;
            if (it->second != current) {
                current = it->second;
                if (seen[current]) {
                    throw sdk::Error(ErrorClass::bug, "SQLColumns does not keep the columns of '" +
                                                          it->first + "' together");
                }
                seen[current] = true;
                sink.known(current);
                ordinal_ = 0;
            }
            give_odbc_column(statement, ++ordinal_, current, sink);
        }
    }

    int64_t count(const Names& container) override {
        const bool leaf = container.size() + 1 == facts().levels.size();
        const auto found = leaf ? page(container, "") : containers(container);
        if (leaf) prove(container, found);
        if (!leaf && found.empty()) throw unproved();
        return static_cast<int64_t>(found.size());
    }

    Answer find(const Names& path) override {
        const Names parent(path.begin(), path.end() - 1);
        auto found = path.size() == facts().levels.size() ? page(parent, "") : containers(parent);
        for (Found& one : found) {
            if (one.name == path.back()) {
                return {.verdict = Verdict::found, .found = std::move(one), .evidence = {}};
            }
        }
        return {.verdict = Verdict::unknown,
                .found = {},
                .evidence = "the driver does not list it: dropped, or not visible to this user"};
    }

    void check(sdk::Host& host) override {
        host.report(sdk::Severity::warning, "method",
                    "ODBC's catalog functions: what they show depends on the driver and on the "
                    "privileges of the user");
    }

private:
    static MaybeText text_if(bool yes, const std::string& text) {
        return yes ? MaybeText(text) : std::nullopt;
    }
    [[nodiscard]] MaybeText catalog(const Names& container) const {
        return text_if(has_catalogs_ && !container.empty(),
                       container.empty() ? "" : container.front());
    }
    [[nodiscard]] MaybeText schema_pattern(const Names& container) const {
        return text_if(has_schemas_, has_schemas_ ? pattern(container.back()) : "");
    }

    // "_" and "%" match themselves. A name with the escape character in it would not.
    [[nodiscard]] std::string pattern(const std::string& name) const {
        const bool escapes = !escape_.empty() && name.find(escape_) != std::string::npos;
        return escapes ? "%" : name;
    }

    [[nodiscard]] static bool is_system_schema(const std::string& name) {
        const std::string small = lower(name);
        return small == "information_schema" || small == "pg_catalog" || small == "sys";
    }

    // Reads the first two columns of a catalog function's row.
    [[nodiscard]] bool is_in(Statement& row, const Names& container) const {
        const std::string catalog_name = row.text_or_empty(1);
        const std::string schema_name = row.text_or_empty(2);
        if (has_catalogs_ && !container.empty() && catalog_name != container.front()) return false;
        const size_t schema_at = has_catalogs_ ? 1 : 0;
        return !has_schemas_ || container.size() <= schema_at ||
               schema_name == container[schema_at];
    }

    void collect(std::set<std::string>& names, SQLUSMALLINT column, const Names& parent,
                 const MaybeText& catalog_name, const MaybeText& schema, const MaybeText& table) {
        Statement statement(connection_);
        statement.tables(catalog_name, schema, table, std::nullopt);
        while (statement.fetch()) {
            const MaybeText first = statement.text(1);
            const MaybeText name = column == 1 ? first : statement.text(2);
            const bool fits = parent.empty() || first == parent[0];
            if (fits && name && !name->empty()) names.insert(*name);
        }
    }

    // A source that answers a SELECT on what was listed is what it says it is.
    void prove(const Names& container, const std::vector<Found>& found) {
        for (size_t i = 0; i < found.size() && i < 5 && !proved_; ++i) {
            try {
                run(connection_,
                    "SELECT * FROM " + qualified(container, found[i].name) + " WHERE 1 = 0");
                proved_ = true;
            } catch (const sdk::Error& error) {
                if (error.error_class() == ErrorClass::unavailable) throw;
            }
        }
        if (proved_) return;
        try {
            run(connection_, "SELECT count(*) FROM information_schema.tables");
            proved_ = true;
        } catch (const sdk::Error&) {
            throw unproved();
        }
    }

    [[nodiscard]] static sdk::Error unproved() {
        return {ErrorClass::unavailable,
                "the driver's list cannot be confirmed: no table in it answers a SELECT, and there "
                "is no information_schema; drivers list an error as an empty database. Let the "
                "user read one table"};
    }

    [[nodiscard]] std::string qualified(const Names& container, const std::string& name) const {
        const auto quote = [&](const std::string& part) {
            std::string out = quote_;
            for (const char c : part) {
                if (!quote_.empty() && c == quote_[0]) out += c;
                out += c;
            }
            return out + quote_;
        };
        std::string out;
        for (const auto& part : container)
            out += quote(part) + ".";
        return out + quote(name);
    }

    Connection& connection_;
    bool system_, has_catalogs_, has_schemas_;
    std::string escape_, quote_;
    bool proved_ = false;
    uint32_t ordinal_ = 0;
};

} // namespace

std::unique_ptr<Dialect> make_generic(Connection& connection, const Settings& settings) {
    return std::make_unique<Generic>(connection, settings);
}

} // namespace objsync::odbc
