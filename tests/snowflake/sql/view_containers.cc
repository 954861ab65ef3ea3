// DATABASES and SCHEMATA, of INFORMATION_SCHEMA and ACCOUNT_USAGE.
#include "tests/snowflake/sql/get.h"
#include "tests/snowflake/sql/views.h"

namespace fake_snowflake::sql {

namespace {

Value text_or_null_if_empty(const std::string& text) {
    return text.empty() ? null(Type::text) : of(std::string_view(text));
}

namespace schema {

Value owner(const Row& row, Reader& /*reader*/) {
    return text_or_null_if_empty(row.schema->owner);
}
Value transient(const Row& row, Reader& /*reader*/) {
    return yes_no(row.schema->transient);
}
Value managed(const Row& row, Reader& /*reader*/) {
    return yes_no(row.schema->managed_access);
}
Value comment(const Row& row, Reader& /*reader*/) {
    return text_or_null(row.schema->comment);
}
Value created(const Row& row, Reader& /*reader*/) {
    return of(row.schema->created);
}
Value last_altered(const Row& row, Reader& /*reader*/) {
    return of(row.schema->last_altered);
}

std::vector<ViewColumn> rest() {
    return {{"SCHEMA_OWNER", Type::text, owner},
            {"IS_TRANSIENT", Type::text, transient},
            {"IS_MANAGED_ACCESS", Type::text, managed},
            {"RETENTION_TIME", Type::integer, get::retention},
            {"DEFAULT_CHARACTER_SET_CATALOG", Type::text, nothing<Type::text>},
            {"DEFAULT_CHARACTER_SET_SCHEMA", Type::text, nothing<Type::text>},
            {"DEFAULT_CHARACTER_SET_NAME", Type::text, nothing<Type::text>},
            {"SQL_PATH", Type::text, nothing<Type::text>},
            {"CREATED", Type::timestamp_ltz, created},
            {"LAST_ALTERED", Type::timestamp_ltz, last_altered},
            {"COMMENT", Type::text, comment}};
}

} // namespace schema

namespace database {

Value owner(const Row& row, Reader& /*reader*/) {
    return text_or_null_if_empty(row.database->owner);
}
Value transient(const Row& row, Reader& /*reader*/) {
    return yes_no(row.database->transient);
}
Value comment(const Row& row, Reader& /*reader*/) {
    return text_or_null(row.database->comment);
}
Value created(const Row& row, Reader& /*reader*/) {
    return of(row.database->created);
}
Value last_altered(const Row& row, Reader& /*reader*/) {
    return of(row.database->last_altered);
}
Value type(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(text(row.database->kind)));
}

std::vector<ViewColumn> rest() {
    return {{"DATABASE_OWNER", Type::text, owner},
            {"IS_TRANSIENT", Type::text, transient},
            {"COMMENT", Type::text, comment},
            {"CREATED", Type::timestamp_ltz, created},
            {"LAST_ALTERED", Type::timestamp_ltz, last_altered},
            {"RETENTION_TIME", Type::integer, get::retention},
            {"TYPE", Type::text, type}};
}

} // namespace database

std::vector<ViewColumn> together(std::vector<ViewColumn> first, const std::vector<ViewColumn>& rest,
                                 const std::vector<ViewColumn>& last = {}) {
    first.insert(first.end(), rest.begin(), rest.end());
    first.insert(first.end(), last.begin(), last.end());
    return first;
}

} // namespace

// https://docs.snowflake.com/en/sql-reference/info-schema/schemata
View info_schemata() {
    return {"SCHEMATA", Level::schema, nullptr,
            together({{"CATALOG_NAME", Type::text, get::catalog},
                      {"SCHEMA_NAME", Type::text, get::schema}},
                     schema::rest(), {{"OWNER_ROLE_TYPE", Type::text, get::owner_role_type}})};
}

// https://docs.snowflake.com/en/sql-reference/account-usage/schemata
View usage_schemata() {
    return {"SCHEMATA", Level::schema, nullptr,
            together({{"SCHEMA_ID", Type::integer, get::schema_id},
                      {"SCHEMA_NAME", Type::text, get::schema},
                      {"CATALOG_ID", Type::integer, get::catalog_id},
                      {"CATALOG_NAME", Type::text, get::catalog}},
                     schema::rest(),
                     {{"DELETED", Type::timestamp_ltz, get::deleted},
                      {"OWNER_ROLE_TYPE", Type::text, get::owner_role_type}})};
}

// https://docs.snowflake.com/en/sql-reference/info-schema/databases
View info_databases() {
    return {"DATABASES", Level::database, nullptr,
            together({{"DATABASE_NAME", Type::text, get::catalog}}, database::rest(),
                     {{"OWNER_ROLE_TYPE", Type::text, get::owner_role_type}})};
}

// https://docs.snowflake.com/en/sql-reference/account-usage/databases
View usage_databases() {
    return {"DATABASES", Level::database, nullptr,
            together({{"DATABASE_ID", Type::integer, get::catalog_id},
                      {"DATABASE_NAME", Type::text, get::catalog}},
                     database::rest(),
                     {{"DELETED", Type::timestamp_ltz, get::deleted},
                      {"RESOURCE_GROUP", Type::text, nothing<Type::text>},
                      {"OWNER_ROLE_TYPE", Type::text, get::owner_role_type}})};
}

} // namespace fake_snowflake::sql
