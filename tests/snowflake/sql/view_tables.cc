// TABLES, of INFORMATION_SCHEMA and ACCOUNT_USAGE.
#include "tests/snowflake/sql/get.h"
#include "tests/snowflake/sql/views.h"

namespace fake_snowflake::sql {

namespace {

Value last_ddl_by(const Row& row, Reader& reader) {
    return get::owner_or_null(row, reader);
}

Value insertable(const Row& row, Reader& /*reader*/) {
    return yes_no(!row.object->is_view());
}

Value auto_clustering(const Row& row, Reader& /*reader*/) {
    if (row.object->is_view()) return null(Type::text);
    return yes_no(row.object->cluster_by.has_value());
}

std::vector<ViewColumn> size_columns() {
    return {{"CLUSTERING_KEY", Type::text, get::clustering_key},
            {"ROW_COUNT", Type::integer, get::row_count},
            {"BYTES", Type::integer, get::bytes},
            {"RETENTION_TIME", Type::integer, get::retention},
            {"SELF_REFERENCING_COLUMN_NAME", Type::text, nothing<Type::text>},
            {"REFERENCE_GENERATION", Type::text, nothing<Type::text>},
            {"USER_DEFINED_TYPE_CATALOG", Type::text, nothing<Type::text>},
            {"USER_DEFINED_TYPE_SCHEMA", Type::text, nothing<Type::text>},
            {"USER_DEFINED_TYPE_NAME", Type::text, nothing<Type::text>},
            {"IS_INSERTABLE_INTO", Type::text, insertable},
            {"IS_TYPED", Type::text, get::yes},
            {"COMMIT_ACTION", Type::text, nothing<Type::text>},
            {"CREATED", Type::timestamp_ltz, get::created},
            {"LAST_ALTERED", Type::timestamp_ltz, get::last_altered},
            {"LAST_DDL", Type::timestamp_ltz, get::last_ddl},
            {"LAST_DDL_BY", Type::text, last_ddl_by}};
}

void append(std::vector<ViewColumn>& to, const std::vector<ViewColumn>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

} // namespace

// https://docs.snowflake.com/en/sql-reference/info-schema/tables
View info_tables() {
    View result{"TABLES", Level::object, nullptr, {}};
    result.columns = {{"TABLE_CATALOG", Type::text, get::catalog},
                      {"TABLE_SCHEMA", Type::text, get::schema},
                      {"TABLE_NAME", Type::text, get::object},
                      {"TABLE_OWNER", Type::text, get::owner_or_null},
                      {"TABLE_TYPE", Type::text, get::table_type},
                      {"IS_TRANSIENT", Type::text, get::object_yes_no<&Object::transient>}};
    append(result.columns, size_columns());
    append(result.columns, {{"AUTO_CLUSTERING_ON", Type::text, auto_clustering},
                            {"COMMENT", Type::text, get::comment},
                            {"IS_TEMPORARY", Type::text, get::object_yes_no<&Object::temporary>},
                            {"IS_ICEBERG", Type::text, get::object_yes_no<&Object::iceberg>},
                            {"IS_DYNAMIC", Type::text, get::object_yes_no<&Object::dynamic>},
                            {"IS_IMMUTABLE", Type::text, get::no},
                            {"IS_HYBRID", Type::text, get::object_yes_no<&Object::hybrid>}});
    return result;
}

// https://docs.snowflake.com/en/sql-reference/account-usage/tables
View usage_tables() {
    View result{"TABLES", Level::object, nullptr, {}};
    result.columns = {{"TABLE_ID", Type::integer, get::object_id},
                      {"TABLE_NAME", Type::text, get::object},
                      {"TABLE_SCHEMA_ID", Type::integer, get::schema_id},
                      {"TABLE_SCHEMA", Type::text, get::schema},
                      {"TABLE_CATALOG_ID", Type::integer, get::catalog_id},
                      {"TABLE_CATALOG", Type::text, get::catalog},
                      {"TABLE_OWNER", Type::text, get::owner_or_null},
                      {"TABLE_TYPE", Type::text, get::table_type},
                      {"IS_TRANSIENT", Type::text, get::object_yes_no<&Object::transient>}};
    append(result.columns, size_columns());
    append(result.columns, {{"DELETED", Type::timestamp_ltz, get::deleted},
                            {"AUTO_CLUSTERING_ON", Type::text, auto_clustering},
                            {"COMMENT", Type::text, get::comment},
                            {"OWNER_ROLE_TYPE", Type::text, get::owner_role_type},
                            {"INSTANCE_ID", Type::integer, nothing<Type::integer>},
                            {"IS_ICEBERG", Type::text, get::object_yes_no<&Object::iceberg>},
                            {"IS_DYNAMIC", Type::text, get::object_yes_no<&Object::dynamic>},
                            {"IS_HYBRID", Type::text, get::object_yes_no<&Object::hybrid>}});
    return result;
}

} // namespace fake_snowflake::sql
