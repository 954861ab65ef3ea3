// The statements of a crawl. Names are always quoted, and every listing below databases says IN
// what: without it SHOW follows the session. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace objsync::snowflake {

inline constexpr size_t kShowLimit = 10000; // rows of one SHOW, the platform's own

[[nodiscard]] std::string session_parameters_sql(std::chrono::milliseconds statement_timeout);
// locator, user, role, secondary roles, warehouse, version, now in ms, now
[[nodiscard]] std::string context_sql();

// ---- SHOW ----
// One page: rows behind `after` in the order of names. Empty: from the start. Names are unique in
// the scopes these page over, which is what makes it sound: FROM compares nothing but the name.
[[nodiscard]] std::string show_databases_sql(std::string_view after);
[[nodiscard]] std::string show_schemas_sql(std::string_view database, std::string_view after);
struct SchemaName {
    std::string database, schema;
};
enum class Shown { objects, tables, views };
[[nodiscard]] std::string show_sql(Shown what, const SchemaName& in, std::string_view after);
// Those whose name begins with `prefix`, in the order of names: an exact match comes first.
[[nodiscard]] std::string show_starting_sql(Shown what, const SchemaName& in,
                                            std::string_view prefix);
[[nodiscard]] std::string show_databases_starting_sql(std::string_view prefix);
[[nodiscard]] std::string show_schemas_starting_sql(std::string_view database,
                                                    std::string_view prefix);
// One of them, where there is any.
[[nodiscard]] std::string show_dynamic_tables_sql(std::string_view database);
// Those of that name in any case, and a few more: "_" and "%" are wildcards there.
[[nodiscard]] std::string show_warehouses_sql(std::string_view name);
[[nodiscard]] std::string show_columns_sql(const SchemaName& in);
[[nodiscard]] std::string show_columns_of_sql(const SchemaName& in, std::string_view object);
// Of tables and views alike.
[[nodiscard]] std::string describe_sql(const SchemaName& in, std::string_view object);

// ---- INFORMATION_SCHEMA and ACCOUNT_USAGE ----
// Which objects of a schema are asked for.
struct Names {
    enum class By { all, range, list } by = By::all;
    std::string_view above, upto; // range: above < name <= upto; empty: open
    std::vector<std::string_view> list;
};
enum class Source { information_schema, account_usage };

// schema, number of objects
[[nodiscard]] std::string count_tables_sql(std::string_view database);
// In the order of names. See information_schema.cc for the columns.
[[nodiscard]] std::string tables_sql(const SchemaName& in, const Names& names);
// In the order of objects, then of ordinals.
[[nodiscard]] std::string columns_sql(const SchemaName& in, const Names& names, Source source);
// name, is it secure
[[nodiscard]] std::string secure_views_sql(const SchemaName& in, const Names& names);

// name, id, created
[[nodiscard]] std::string database_ids_sql();
// database, name, id, created
[[nodiscard]] std::string schema_ids_sql();
// schema, name, id, created, last DDL; of one schema, or of the whole database
[[nodiscard]] std::string table_ids_sql(std::string_view database, const std::string* schema,
                                        const Names& names);
// domain, database, schema, object, column, tag's database, schema and name, value
[[nodiscard]] std::string tags_sql();

} // namespace objsync::snowflake
