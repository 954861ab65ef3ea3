// VIEWS, of INFORMATION_SCHEMA and ACCOUNT_USAGE.
#include "tests/snowflake/sql/get.h"
#include "tests/snowflake/sql/views.h"

namespace fake_snowflake::sql {

namespace {

bool is_view(const Row& row) {
    return row.object->kind == Kind::view;
}

// Whoever does not own it gets none.
Value definition(const Row& row, Reader& reader) {
    if (!reader.access.owns(*row.object)) return null(Type::text);
    return of(std::string_view(row.object->text));
}

Value definition_for_all(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.object->text));
}

Value none(const Row& /*row*/, Reader& /*reader*/) {
    return of(std::string_view("NONE"));
}

std::vector<ViewColumn> last() {
    return {{"CHECK_OPTION", Type::text, none},
            {"IS_UPDATABLE", Type::text, get::no},
            {"INSERTABLE_INTO", Type::text, get::no},
            {"IS_SECURE", Type::text, get::object_yes_no<&Object::secure>},
            {"CREATED", Type::timestamp_ltz, get::created},
            {"LAST_ALTERED", Type::timestamp_ltz, get::last_altered},
            {"LAST_DDL", Type::timestamp_ltz, get::last_ddl},
            {"LAST_DDL_BY", Type::text, get::owner_or_null}};
}

} // namespace

// https://docs.snowflake.com/en/sql-reference/info-schema/views
View info_views() {
    View result{"VIEWS", Level::object, is_view, {}};
    result.columns = {{"TABLE_CATALOG", Type::text, get::catalog},
                      {"TABLE_SCHEMA", Type::text, get::schema},
                      {"TABLE_NAME", Type::text, get::object},
                      {"TABLE_OWNER", Type::text, get::owner_or_null},
                      {"VIEW_DEFINITION", Type::text, definition}};
    const auto rest = last();
    result.columns.insert(result.columns.end(), rest.begin(), rest.end());
    result.columns.push_back({"COMMENT", Type::text, get::comment});
    return result;
}

// https://docs.snowflake.com/en/sql-reference/account-usage/views
View usage_views() {
    View result{"VIEWS", Level::object, is_view, {}};
    result.columns = {{"TABLE_ID", Type::integer, get::object_id},
                      {"TABLE_NAME", Type::text, get::object},
                      {"TABLE_SCHEMA_ID", Type::integer, get::schema_id},
                      {"TABLE_SCHEMA", Type::text, get::schema},
                      {"TABLE_CATALOG_ID", Type::integer, get::catalog_id},
                      {"TABLE_CATALOG", Type::text, get::catalog},
                      {"TABLE_OWNER", Type::text, get::owner_or_null},
                      {"VIEW_DEFINITION", Type::text, definition_for_all}};
    const auto rest = last();
    result.columns.insert(result.columns.end(), rest.begin(), rest.end());
    result.columns.insert(result.columns.end(),
                          {{"COMMENT", Type::text, get::comment},
                           {"DELETED", Type::timestamp_ltz, get::deleted},
                           {"INSTANCE_ID", Type::integer, nothing<Type::integer>},
                           {"OWNER_ROLE_TYPE", Type::text, get::owner_role_type}});
    return result;
}

} // namespace fake_snowflake::sql
