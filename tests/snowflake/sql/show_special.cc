// SHOW EXTERNAL, EVENT, ICEBERG and DYNAMIC TABLES.
#include "tests/snowflake/sql/get.h"
#include "tests/snowflake/sql/show.h"

namespace fake_snowflake::sql {

namespace {

bool is_external(const Row& row) {
    return row.object->kind == Kind::external_table;
}
bool is_event(const Row& row) {
    return row.object->kind == Kind::event_table;
}
bool is_iceberg(const Row& row) {
    return row.object->kind == Kind::table && row.object->iceberg;
}
bool is_dynamic(const Row& row) {
    return row.object->kind == Kind::table && row.object->dynamic;
}
Value not_so(const Row& /*row*/, Reader& /*reader*/) {
    return true_false(false);
}
Value iceberg_type(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.object->managed ? "MANAGED" : "UNMANAGED"));
}
Value text(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.object->text));
}
Value lag(const Row& /*row*/, Reader& /*reader*/) {
    return of(std::string_view("1 hour"));
}
Value incremental(const Row& /*row*/, Reader& /*reader*/) {
    return of(std::string_view("INCREMENTAL"));
}
Value active(const Row& /*row*/, Reader& /*reader*/) {
    return of(std::string_view("ACTIVE"));
}

std::vector<ViewColumn> with(std::vector<ViewColumn> first, const std::vector<ViewColumn>& rest) {
    first.insert(first.end(), rest.begin(), rest.end());
    return first;
}

std::vector<ViewColumn> place() {
    return {{"created_on", Type::timestamp_ltz, get::created},
            {"name", Type::text, get::object},
            {"database_name", Type::text, get::catalog},
            {"schema_name", Type::text, get::schema}};
}

} // namespace

// https://docs.snowflake.com/en/sql-reference/sql/show-external-tables
Shown shown_external_tables() {
    return {{"EXTERNAL TABLES", Level::object, is_external,
             with(place(), {{"invalid", Type::text, not_so},
                            {"invalid_reason", Type::text, nothing<Type::text>},
                            {"owner", Type::text, get::owner},
                            {"comment", Type::text, get::comment_or_empty},
                            {"stage", Type::text, get::empty},
                            {"location", Type::text, get::empty},
                            {"file_format_name", Type::text, get::empty},
                            {"file_format_type", Type::text, get::empty},
                            {"cloud", Type::text, get::empty},
                            {"region", Type::text, get::empty},
                            {"notification_channel", Type::text, nothing<Type::text>},
                            {"last_refreshed_on", Type::timestamp_ltz, get::last_altered},
                            {"table_format", Type::text, get::empty},
                            {"last_refresh_details", Type::text, nothing<Type::text>},
                            {"owner_role_type", Type::text, get::owner_role_type}})},
            {"created_on", "name", "database_name", "schema_name"}};
}

// https://docs.snowflake.com/en/sql-reference/sql/show-event-tables
Shown shown_event_tables() {
    return {{"EVENT TABLES", Level::object, is_event,
             with(place(), {{"owner", Type::text, get::owner},
                            {"comment", Type::text, get::comment_or_empty},
                            {"owner_role_type", Type::text, get::owner_role_type}})},
            {"created_on", "name", "database_name", "schema_name"}};
}

// https://docs.snowflake.com/en/sql-reference/sql/show-iceberg-tables
Shown shown_iceberg_tables() {
    return {{"ICEBERG TABLES", Level::object, is_iceberg,
             with(place(), {{"owner", Type::text, get::owner},
                            {"external_volume_name", Type::text, get::empty},
                            {"catalog_name", Type::text, get::empty},
                            {"iceberg_table_type", Type::text, iceberg_type},
                            {"catalog_table_name", Type::text, get::empty},
                            {"catalog_namespace", Type::text, get::empty},
                            {"base_location", Type::text, get::empty},
                            {"can_write_metadata", Type::text, get::n},
                            {"comment", Type::text, get::comment_or_empty},
                            {"name_mapping", Type::text, nothing<Type::text>},
                            {"owner_role_type", Type::text, get::owner_role_type},
                            {"catalog_sync_name", Type::text, nothing<Type::text>},
                            {"auto_refresh_status", Type::text, nothing<Type::text>}})},
            {"created_on", "name", "database_name", "schema_name"}};
}

// https://docs.snowflake.com/en/sql-reference/sql/show-dynamic-tables
Shown shown_dynamic_tables() {
    return {{"DYNAMIC TABLES",
             Level::object,
             is_dynamic,
             {{"created_on", Type::timestamp_ltz, get::created},
              {"name", Type::text, get::object},
              {"reserved", Type::text, get::empty},
              {"database_name", Type::text, get::catalog},
              {"schema_name", Type::text, get::schema},
              {"cluster_by", Type::text, get::cluster_by},
              {"rows", Type::integer, get::row_count},
              {"bytes", Type::integer, get::bytes},
              {"owner", Type::text, get::owner},
              {"target_lag", Type::text, lag},
              {"refresh_mode", Type::text, incremental},
              {"refresh_mode_reason", Type::text, nothing<Type::text>},
              {"warehouse", Type::text, get::empty},
              {"comment", Type::text, get::comment_or_empty},
              {"text", Type::text, text},
              {"automatic_clustering", Type::text, get::empty},
              {"scheduling_state", Type::text, active},
              {"last_suspended_on", Type::timestamp_ltz, nothing<Type::timestamp_ltz>},
              {"is_clone", Type::text, not_so},
              {"is_replica", Type::text, not_so},
              {"is_iceberg", Type::text, get::object_y_n<&Object::iceberg>},
              {"data_timestamp", Type::timestamp_ltz, get::last_altered},
              {"owner_role_type", Type::text, get::owner_role_type}}},
            {}};
}

} // namespace fake_snowflake::sql
