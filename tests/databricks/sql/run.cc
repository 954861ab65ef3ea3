#include <algorithm>

#include "tests/databricks/sql/query.h"

namespace fake_databricks {

namespace {

struct Relation {
    std::vector<std::string> columns;
    std::vector<Row> rows;
};

void add_tags(Relation& to, const Row& names, const Tags& tags) {
    for (const auto& [key, value] : tags) {
        Row row = names;
        row.emplace_back(key);
        row.emplace_back(value);
        to.rows.push_back(std::move(row));
    }
}

// One relation of system.information_schema, of what the viewer may see: all that it has any
// privilege on, BROWSE included. Catalogs bound to other workspaces are not visible.
// https://docs.databricks.com/sql/language-manual/sql-ref-information-schema.html
class InformationSchema {
public:
    InformationSchema(const Tree& tree, const Viewer& viewer) : tree_(tree), viewer_(viewer) {}

    Relation relation(const std::string& name) {
        Relation out;
        if (name == "catalogs") {
            out.columns = {"catalog_name"};
        } else if (name == "schemata") {
            out.columns = {"catalog_name", "schema_name"};
        } else if (name == "catalog_tags") {
            out.columns = {"catalog_name", "tag_name", "tag_value"};
        } else if (name == "schema_tags") {
            out.columns = {"catalog_name", "schema_name", "tag_name", "tag_value"};
        } else if (name == "table_tags") {
            out.columns = {"catalog_name", "schema_name", "table_name", "tag_name", "tag_value"};
        } else if (name == "column_tags") {
            out.columns = {"catalog_name", "schema_name", "table_name",
                           "column_name",  "tag_name",    "tag_value"};
        } else {
            throw SqlError{
                "[TABLE_OR_VIEW_NOT_FOUND] The table or view "
                "`system`.`information_schema`.`" +
                    name + "` cannot be found. SQLSTATE: 42P01",
                "42P01"};
        }
        for (const auto& [catalog_name, catalog] : tree_.catalogs)
            read_catalog(name, catalog_name, catalog, out);
        return out;
    }

private:
    bool sees(const Path& path, const Thing& thing) const {
        return tree_.sight(path, viewer_, thing) != Sight::none;
    }

    void read_catalog(const std::string& relation, const std::string& name, const Catalog& catalog,
                      Relation& out) {
        if (!sees({name}, catalog)) return;
        if (relation == "catalogs") out.rows.push_back({name});
        if (relation == "catalog_tags") add_tags(out, {name}, catalog.tags);
        if (out.columns.size() == 1 || relation == "catalog_tags") return;
        for (const auto& [schema_name, schema] : catalog.schemas) {
            if (!sees({name, schema_name}, schema)) continue;
            if (relation == "schemata") out.rows.push_back({name, schema_name});
            if (relation == "schema_tags") add_tags(out, {name, schema_name}, schema.tags);
            if (relation != "table_tags" && relation != "column_tags") continue;
            for (const auto& [table_name, table] : schema.tables) {
                if (!sees({name, schema_name, table_name}, table)) continue;
                const Row names{name, schema_name, table_name};
                if (relation == "table_tags") add_tags(out, names, table.tags);
                if (relation == "column_tags") add_columns(out, names, table);
            }
        }
    }

    static void add_columns(Relation& out, const Row& table_names, const Table& table) {
        for (const Column& column : table.columns) {
            Row names = table_names;
            names.emplace_back(column.name);
            add_tags(out, names, column.tags);
        }
    }

    const Tree& tree_;
    const Viewer& viewer_;
};

size_t column_at(const std::vector<std::string>& columns, const std::string& name) {
    const auto it = std::find(columns.begin(), columns.end(), name);
    if (it == columns.end()) {
        throw SqlError{
            "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function "
            "parameter with name `" +
                name + "` cannot be resolved. SQLSTATE: 42703",
            "42703"};
    }
    return static_cast<size_t>(it - columns.begin());
}

void run_select(const Select& select, const Tree& tree, const Viewer& viewer, ResultSet& out) {
    if (select.relation.size() != 3 || select.relation[0] != "system" ||
        select.relation[1] != "information_schema") {
        throw SqlError{
            "[TABLE_OR_VIEW_NOT_FOUND] The fake knows system.information_schema only. "
            "SQLSTATE: 42P01",
            "42P01"};
    }
    const auto system = tree.catalogs.find("system");
    const Path schema{"system", "information_schema"};
    if (system != tree.catalogs.end() && system->second.schemas.contains(schema[1]) &&
        tree.sight(schema, viewer, system->second.schemas.at(schema[1])) != Sight::full) {
        throw SqlError{
            "[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE "
            "SCHEMA on Schema 'system.information_schema'. SQLSTATE: 42501",
            "42501"};
    }
    const Relation from = InformationSchema(tree, viewer).relation(select.relation[2]);
    std::vector<std::pair<size_t, std::string>> wanted;
    for (const Condition& condition : select.where)
        wanted.emplace_back(column_at(from.columns, condition.column), condition.value);
    std::vector<size_t> places;
    for (const Term& term : select.terms)
        places.push_back(term.column.empty() ? 0 : column_at(from.columns, term.column));
    for (const Row& row : from.rows) {
        const auto holds = [&](const auto& one) { return row[one.first] == one.second; };
        if (!std::all_of(wanted.begin(), wanted.end(), holds)) continue;
        Row made;
        for (size_t i = 0; i < places.size(); ++i)
            made.push_back(select.terms[i].column.empty() ? select.terms[i].literal
                                                          : row[places[i]]);
        out.rows.push_back(std::move(made));
    }
}

void sort(ResultSet& result, const std::vector<OrderBy>& order) {
    std::vector<std::pair<size_t, OrderBy>> by;
    for (const OrderBy& one : order)
        by.emplace_back(column_at(result.columns, one.column), one);
    std::stable_sort(result.rows.begin(), result.rows.end(), [&](const Row& a, const Row& b) {
        for (const auto& [at, how] : by) {
            if (a[at] == b[at]) continue;
            if (!a[at] || !b[at]) return how.nulls_first == !a[at].has_value();
            return how.descending ? *b[at] < *a[at] : *a[at] < *b[at];
        }
        return false;
    });
}

} // namespace

ResultSet run_query(const Query& query, const Tree& tree, const Viewer& viewer) {
    ResultSet out;
    for (const Term& term : query.parts.front().terms)
        out.columns.push_back(term.name);
    for (const Select& select : query.parts) {
        if (select.terms.size() != out.columns.size()) {
            throw SqlError{
                "[NUM_COLUMNS_MISMATCH] UNION can only be performed on inputs with the "
                "same number of columns. SQLSTATE: 42826",
                "42826"};
        }
        run_select(select, tree, viewer, out);
    }
    if (!query.order.empty()) sort(out, query.order);
    if (query.limit && static_cast<int64_t>(out.rows.size()) > *query.limit)
        out.rows.resize(static_cast<size_t>(*query.limit));
    return out;
}

} // namespace fake_databricks
