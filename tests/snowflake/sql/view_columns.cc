// COLUMNS, of INFORMATION_SCHEMA and ACCOUNT_USAGE.
#include "tests/snowflake/sql/get.h"
#include "tests/snowflake/sql/views.h"

namespace fake_snowflake::sql {

namespace {

Value column_name(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.column->name));
}
Value initial(const Row& row, Reader& /*reader*/) {
    return text_or_null(row.column->initial);
}
Value is_nullable(const Row& row, Reader& /*reader*/) {
    return yes_no(row.column->nullable);
}
Value data_type(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.column->type.base));
}
Value characters(const Row& row, Reader& /*reader*/) {
    return number_or_null(row.column->type.characters());
}
Value octets(const Row& row, Reader& /*reader*/) {
    return number_or_null(row.column->type.octets());
}
Value precision(const Row& row, Reader& /*reader*/) {
    return number_or_null(row.column->type.precision);
}
Value radix(const Row& row, Reader& /*reader*/) {
    return row.column->type.precision ? of(int64_t{10}) : null(Type::integer);
}
Value scale(const Row& row, Reader& /*reader*/) {
    return row.column->type.precision ? number_or_null(row.column->type.scale)
                                      : null(Type::integer);
}
Value time_precision(const Row& row, Reader& /*reader*/) {
    if (!row.column->type.is_time()) return null(Type::integer);
    return of(row.column->type.scale.value_or(0));
}
Value collation(const Row& row, Reader& /*reader*/) {
    return text_or_null(row.column->collation);
}
Value is_identity(const Row& row, Reader& /*reader*/) {
    return yes_no(row.column->identity);
}
Value identity_number(const Row& row, Reader& /*reader*/) {
    return row.column->identity ? of(std::string_view("1")) : null(Type::text);
}
Value identity_ordered(const Row& row, Reader& /*reader*/) {
    return row.column->identity ? of(std::string_view("NO")) : null(Type::text);
}
Value identity_generation(const Row& row, Reader& /*reader*/) {
    return row.column->identity ? of(std::string_view("BY DEFAULT")) : null(Type::text);
}
Value column_comment(const Row& row, Reader& /*reader*/) {
    return text_or_null(row.column->comment);
}
// Not of the column alone, as COLUMN_ID in Snowflake is not either.
Value column_id(const Row& row, Reader& /*reader*/) {
    return of(row.object->id * 10000 + row.ordinal);
}

std::vector<ViewColumn> common() {
    std::vector<ViewColumn> result = {{"ORDINAL_POSITION", Type::integer, get::ordinal},
                                      {"COLUMN_DEFAULT", Type::text, initial},
                                      {"IS_NULLABLE", Type::text, is_nullable},
                                      {"DATA_TYPE", Type::text, data_type},
                                      {"CHARACTER_MAXIMUM_LENGTH", Type::integer, characters},
                                      {"CHARACTER_OCTET_LENGTH", Type::integer, octets},
                                      {"NUMERIC_PRECISION", Type::integer, precision},
                                      {"NUMERIC_PRECISION_RADIX", Type::integer, radix},
                                      {"NUMERIC_SCALE", Type::integer, scale},
                                      {"DATETIME_PRECISION", Type::integer, time_precision},
                                      {"INTERVAL_TYPE", Type::text, nothing<Type::text>},
                                      {"INTERVAL_PRECISION", Type::text, nothing<Type::text>},
                                      {"CHARACTER_SET_CATALOG", Type::text, nothing<Type::text>},
                                      {"CHARACTER_SET_SCHEMA", Type::text, nothing<Type::text>},
                                      {"CHARACTER_SET_NAME", Type::text, nothing<Type::text>},
                                      {"COLLATION_CATALOG", Type::text, nothing<Type::text>},
                                      {"COLLATION_SCHEMA", Type::text, nothing<Type::text>},
                                      {"COLLATION_NAME", Type::text, collation}};
    for (const char* const name :
         {"DOMAIN_CATALOG", "DOMAIN_SCHEMA", "DOMAIN_NAME", "UDT_CATALOG", "UDT_SCHEMA", "UDT_NAME",
          "SCOPE_CATALOG", "SCOPE_SCHEMA", "SCOPE_NAME", "MAXIMUM_CARDINALITY", "DTD_IDENTIFIER"})
        result.push_back({name, Type::text, nothing<Type::text>});
    result.insert(result.end(), {{"IS_SELF_REFERENCING", Type::text, get::no},
                                 {"IS_IDENTITY", Type::text, is_identity},
                                 {"IDENTITY_GENERATION", Type::text, identity_generation},
                                 {"IDENTITY_START", Type::text, identity_number},
                                 {"IDENTITY_INCREMENT", Type::text, identity_number},
                                 {"IDENTITY_MAXIMUM", Type::text, nothing<Type::text>},
                                 {"IDENTITY_MINIMUM", Type::text, nothing<Type::text>},
                                 {"IDENTITY_CYCLE", Type::text, nothing<Type::text>},
                                 {"IDENTITY_ORDERED", Type::text, identity_ordered}});
    return result;
}

} // namespace

// https://docs.snowflake.com/en/sql-reference/info-schema/columns
View info_columns() {
    View result{"COLUMNS", Level::column, nullptr, {}};
    result.columns = {{"TABLE_CATALOG", Type::text, get::catalog},
                      {"TABLE_SCHEMA", Type::text, get::schema},
                      {"TABLE_NAME", Type::text, get::object},
                      {"COLUMN_NAME", Type::text, column_name}};
    const auto rest = common();
    result.columns.insert(result.columns.end(), rest.begin(), rest.end());
    result.columns.insert(result.columns.end(),
                          {{"SCHEMA_EVOLUTION_RECORD", Type::text, nothing<Type::text>},
                           {"COMMENT", Type::text, column_comment},
                           {"DATA_TYPE_ALIAS", Type::text, data_type}});
    return result;
}

// https://docs.snowflake.com/en/sql-reference/account-usage/columns
View usage_columns() {
    View result{"COLUMNS", Level::column, nullptr, {}};
    result.columns = {{"COLUMN_ID", Type::integer, column_id},
                      {"COLUMN_NAME", Type::text, column_name},
                      {"TABLE_ID", Type::integer, get::object_id},
                      {"TABLE_NAME", Type::text, get::object},
                      {"TABLE_SCHEMA_ID", Type::integer, get::schema_id},
                      {"TABLE_SCHEMA", Type::text, get::schema},
                      {"TABLE_CATALOG_ID", Type::integer, get::catalog_id},
                      {"TABLE_CATALOG", Type::text, get::catalog}};
    const auto rest = common();
    result.columns.insert(result.columns.end(), rest.begin(), rest.end());
    result.columns.insert(result.columns.end(),
                          {{"SCHEMA_EVOLUTION_RECORD", Type::text, nothing<Type::text>},
                           {"COMMENT", Type::text, column_comment},
                           {"DELETED", Type::timestamp_ltz, get::deleted},
                           {"DATA_TYPE_ALIAS", Type::text, data_type}});
    return result;
}

} // namespace fake_snowflake::sql
