// SHOW VIEWS and SHOW MATERIALIZED VIEWS.
#include "tests/snowflake/sql/get.h"
#include "tests/snowflake/sql/show.h"

namespace fake_snowflake::sql {

namespace {

bool is_view(const Row& row) {
    return row.object->is_view();
}
bool is_materialized_view(const Row& row) {
    return row.object->kind == Kind::materialized_view;
}
// Of a secure view, only whoever owns it sees how it was made.
Value text(const Row& row, Reader& reader) {
    const bool hidden = row.object->secure && !reader.access.owns(*row.object);
    return of(hidden ? std::string_view() : std::string_view(row.object->text));
}
Value is_secure(const Row& row, Reader& /*reader*/) {
    return true_false(row.object->secure);
}
Value is_materialized(const Row& row, Reader& /*reader*/) {
    return true_false(row.object->kind == Kind::materialized_view);
}
Value change_tracking(const Row& /*row*/, Reader& /*reader*/) {
    return of(std::string_view("OFF"));
}
Value invalid(const Row& /*row*/, Reader& /*reader*/) {
    return true_false(false);
}

} // namespace

// https://docs.snowflake.com/en/sql-reference/sql/show-views
Shown shown_views() {
    return {{"VIEWS",
             Level::object,
             is_view,
             {{"created_on", Type::timestamp_ltz, get::created},
              {"name", Type::text, get::object},
              {"kind", Type::text, get::empty},
              {"reserved", Type::text, get::empty},
              {"database_name", Type::text, get::catalog},
              {"schema_name", Type::text, get::schema},
              {"owner", Type::text, get::owner},
              {"comment", Type::text, get::comment_or_empty},
              {"text", Type::text, text},
              {"is_secure", Type::text, is_secure},
              {"is_materialized", Type::text, is_materialized},
              {"owner_role_type", Type::text, get::owner_role_type},
              {"change_tracking", Type::text, change_tracking}}},
            {"created_on", "name", "kind", "database_name", "schema_name"}};
}

// https://docs.snowflake.com/en/sql-reference/sql/show-materialized-views
Shown shown_materialized_views() {
    return {{"MATERIALIZED VIEWS",
             Level::object,
             is_materialized_view,
             {{"created_on", Type::timestamp_ltz, get::created},
              {"name", Type::text, get::object},
              {"reserved", Type::text, get::empty},
              {"database_name", Type::text, get::catalog},
              {"schema_name", Type::text, get::schema},
              {"cluster_by", Type::text, get::cluster_by},
              {"rows", Type::integer, get::row_count},
              {"bytes", Type::integer, get::bytes},
              {"source_database_name", Type::text, get::catalog},
              {"source_schema_name", Type::text, get::schema},
              {"source_table_name", Type::text, get::empty},
              {"refreshed_on", Type::timestamp_ltz, get::last_altered},
              {"compacted_on", Type::timestamp_ltz, get::last_altered},
              {"owner", Type::text, get::owner},
              {"invalid", Type::text, invalid},
              {"invalid_reason", Type::text, get::empty},
              {"behind_by", Type::text, get::empty},
              {"comment", Type::text, get::comment_or_empty},
              {"text", Type::text, text},
              {"is_secure", Type::text, is_secure},
              {"automatic_clustering", Type::text, change_tracking},
              {"owner_role_type", Type::text, get::owner_role_type},
              {"budget", Type::text, nothing<Type::text>}}},
            {}};
}

} // namespace fake_snowflake::sql
