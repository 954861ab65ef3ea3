// TAG_REFERENCES of ACCOUNT_USAGE.
#include "tests/snowflake/sql/get.h"
#include "tests/snowflake/sql/tags.h"
#include "tests/snowflake/sql/views.h"

namespace fake_snowflake::sql {

namespace {

Value tag_database(const Row& row, Reader& /*reader*/) {
    return of(tag_name(row.tag->first).database);
}
Value tag_schema(const Row& row, Reader& /*reader*/) {
    return of(tag_name(row.tag->first).schema);
}
Value tag(const Row& row, Reader& /*reader*/) {
    return of(tag_name(row.tag->first).name);
}
Value tag_value(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.tag->second));
}
// What has no id in this account gets one of its name.
Value tag_id(const Row& row, Reader& /*reader*/) {
    int64_t id = 7;
    for (const char c : row.tag->first)
        id = (id * 31 + c) % 1'000'003;
    return of(id);
}

// A database is in no database, and a schema in no schema.
Value object_database(const Row& row, Reader& reader) {
    return row.schema ? get::catalog(row, reader) : null(Type::text);
}
Value object_schema(const Row& row, Reader& reader) {
    return row.object ? get::schema(row, reader) : null(Type::text);
}
Value object_name(const Row& row, Reader& reader) {
    if (row.object) return get::object(row, reader);
    return row.schema ? get::schema(row, reader) : get::catalog(row, reader);
}
Value object_id(const Row& row, Reader& reader) {
    if (row.object) return get::object_id(row, reader);
    return row.schema ? get::schema_id(row, reader) : get::catalog_id(row, reader);
}
Value domain(const Row& row, Reader& /*reader*/) {
    if (row.column) return of(std::string_view("COLUMN"));
    if (row.object) return of(std::string_view("TABLE")); // of views, too
    return of(std::string_view(row.schema ? "SCHEMA" : "DATABASE"));
}
Value column_id(const Row& row, Reader& /*reader*/) {
    return row.column ? of(row.ordinal) : null(Type::integer);
}
Value column_name(const Row& row, Reader& /*reader*/) {
    return row.column ? of(std::string_view(row.column->name)) : null(Type::text);
}
Value manual(const Row& /*row*/, Reader& /*reader*/) {
    return of(std::string_view("MANUAL"));
}

} // namespace

TagName tag_name(std::string_view full) {
    const size_t first = full.find('.');
    const size_t last = full.rfind('.');
    if (first == std::string_view::npos || first == last) return {{}, {}, full};
    return {full.substr(0, first), full.substr(first + 1, last - first - 1), full.substr(last + 1)};
}

// https://docs.snowflake.com/en/sql-reference/account-usage/tag_references
View usage_tag_references() {
    View result{"TAG_REFERENCES", Level::column, nullptr, {}};
    result.tags = true;
    result.columns = {{"TAG_DATABASE", Type::text, tag_database},
                      {"TAG_SCHEMA", Type::text, tag_schema},
                      {"TAG_ID", Type::integer, tag_id},
                      {"TAG_NAME", Type::text, tag},
                      {"TAG_VALUE", Type::text, tag_value},
                      {"OBJECT_DATABASE", Type::text, object_database},
                      {"OBJECT_SCHEMA", Type::text, object_schema},
                      {"OBJECT_ID", Type::integer, object_id},
                      {"OBJECT_NAME", Type::text, object_name},
                      {"OBJECT_DELETED", Type::timestamp_ltz, get::deleted},
                      {"DOMAIN", Type::text, domain},
                      {"COLUMN_ID", Type::integer, column_id},
                      {"COLUMN_NAME", Type::text, column_name},
                      {"APPLY_METHOD", Type::text, manual}};
    return result;
}

} // namespace fake_snowflake::sql
