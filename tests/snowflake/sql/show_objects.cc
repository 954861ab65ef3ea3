// SHOW OBJECTS and SHOW TABLES.
#include "tests/snowflake/sql/get.h"
#include "tests/snowflake/sql/show.h"

namespace fake_snowflake::sql {

namespace {

bool is_table(const Row& row) {
    return !row.object->is_view() && row.object->kind != Kind::other;
}

Value kind_of_table(const Object& object) {
    if (object.temporary) return of(std::string_view("TEMPORARY"));
    return of(std::string_view(object.transient ? "TRANSIENT" : "TABLE"));
}

// Materialized views are views here.
Value object_kind(const Row& row, Reader& reader) {
    const AccountSettings& settings = reader.environment.settings;
    switch (row.object->kind) {
        case Kind::view:
        case Kind::materialized_view:
            return of(std::string_view("VIEW"));
        case Kind::external_table:
            return of(std::string_view(settings.external_table_in_show_objects));
        case Kind::event_table:
            return of(std::string_view(settings.event_table_in_show_objects));
        case Kind::other:
            return of(std::string_view(row.object->native));
        case Kind::table:
            break;
    }
    return kind_of_table(*row.object);
}

Value table_kind(const Row& row, Reader& /*reader*/) {
    return kind_of_table(*row.object);
}

Value is_external(const Row& row, Reader& /*reader*/) {
    return y_n(row.object->kind == Kind::external_table);
}
Value is_event(const Row& row, Reader& /*reader*/) {
    return y_n(row.object->kind == Kind::event_table);
}
Value retention(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.object->is_view() ? "" : "1"));
}
Value dropped(const Row& row, Reader& /*reader*/) {
    return time_or_null(row.object->dropped);
}
Value off(const Row& /*row*/, Reader& /*reader*/) {
    return of(std::string_view("OFF"));
}
Value clustering(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.object->cluster_by ? "ON" : "OFF"));
}

const std::vector<std::string> kTerse = {"created_on", "name", "kind", "database_name",
                                         "schema_name"};

} // namespace

// https://docs.snowflake.com/en/sql-reference/sql/show-objects
Shown shown_objects() {
    return {{"OBJECTS",
             Level::object,
             nullptr,
             {{"created_on", Type::timestamp_ltz, get::created},
              {"name", Type::text, get::object},
              {"database_name", Type::text, get::catalog},
              {"schema_name", Type::text, get::schema},
              {"kind", Type::text, object_kind},
              {"comment", Type::text, get::comment_or_empty},
              {"cluster_by", Type::text, get::cluster_by},
              {"rows", Type::integer, get::row_count},
              {"bytes", Type::integer, get::bytes},
              {"owner", Type::text, get::owner},
              {"retention_time", Type::text, retention},
              {"owner_role_type", Type::text, get::owner_role_type},
              {"is_hybrid", Type::text, get::object_y_n<&Object::hybrid>},
              {"is_dynamic", Type::text, get::object_y_n<&Object::dynamic>},
              {"is_iceberg", Type::text, get::object_y_n<&Object::iceberg>}}},
            kTerse};
}

// https://docs.snowflake.com/en/sql-reference/sql/show-tables
Shown shown_tables() {
    return {{"TABLES",
             Level::object,
             is_table,
             {{"created_on", Type::timestamp_ltz, get::created},
              {"name", Type::text, get::object},
              {"database_name", Type::text, get::catalog},
              {"schema_name", Type::text, get::schema},
              {"kind", Type::text, table_kind},
              {"comment", Type::text, get::comment_or_empty},
              {"cluster_by", Type::text, get::cluster_by},
              {"rows", Type::integer, get::row_count},
              {"bytes", Type::integer, get::bytes},
              {"owner", Type::text, get::owner},
              {"retention_time", Type::text, retention},
              {"dropped_on", Type::timestamp_ltz, dropped},
              {"automatic_clustering", Type::text, clustering},
              {"change_tracking", Type::text, off},
              {"search_optimization", Type::text, off},
              {"search_optimization_progress", Type::text, nothing<Type::text>},
              {"search_optimization_bytes", Type::text, nothing<Type::text>},
              {"is_external", Type::text, is_external},
              {"enable_schema_evolution", Type::text, get::n},
              {"owner_role_type", Type::text, get::owner_role_type},
              {"is_event", Type::text, is_event},
              {"budget", Type::text, nothing<Type::text>},
              {"is_hybrid", Type::text, get::object_y_n<&Object::hybrid>},
              {"is_iceberg", Type::text, get::object_y_n<&Object::iceberg>},
              {"is_dynamic", Type::text, get::object_y_n<&Object::dynamic>},
              {"is_immutable", Type::text, get::n}}},
            kTerse};
}

} // namespace fake_snowflake::sql
