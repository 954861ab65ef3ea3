// SHOW DATABASES and SHOW SCHEMAS.
#include "tests/snowflake/sql/get.h"
#include "tests/snowflake/sql/show.h"

namespace fake_snowflake::sql {

namespace {

Value retention(const Row& /*row*/, Reader& /*reader*/) {
    return of(std::string_view("1"));
}

namespace database {

Value created(const Row& row, Reader& /*reader*/) {
    return of(row.database->created);
}
Value is_current(const Row& row, Reader& reader) {
    return y_n(reader.environment.database == row.database->name);
}
Value origin(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.database->origin));
}
Value owner(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.database->owner));
}
Value comment(const Row& row, Reader& /*reader*/) {
    return text_or_empty(row.database->comment);
}
Value options(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.database->transient ? "TRANSIENT" : ""));
}
Value dropped(const Row& row, Reader& /*reader*/) {
    return time_or_null(row.database->dropped);
}
Value kind(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(text(row.database->kind)));
}

} // namespace database

namespace schema {

Value created(const Row& row, Reader& /*reader*/) {
    return of(row.schema->created);
}
Value is_current(const Row& row, Reader& reader) {
    return y_n(reader.environment.database == row.database->name &&
               reader.environment.schema == row.schema->name);
}
Value owner(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.schema->owner));
}
Value comment(const Row& row, Reader& /*reader*/) {
    return text_or_empty(row.schema->comment);
}
Value options(const Row& row, Reader& /*reader*/) {
    if (row.schema->managed_access) return of(std::string_view("MANAGED ACCESS"));
    return of(std::string_view(row.schema->transient ? "TRANSIENT" : ""));
}
Value dropped(const Row& row, Reader& /*reader*/) {
    return time_or_null(row.schema->dropped);
}

} // namespace schema

} // namespace

// https://docs.snowflake.com/en/sql-reference/sql/show-databases
Shown shown_databases() {
    return {{"DATABASES",
             Level::database,
             nullptr,
             {{"created_on", Type::timestamp_ltz, database::created},
              {"name", Type::text, get::catalog},
              {"is_default", Type::text, get::n},
              {"is_current", Type::text, database::is_current},
              {"origin", Type::text, database::origin},
              {"owner", Type::text, database::owner},
              {"comment", Type::text, database::comment},
              {"options", Type::text, database::options},
              {"retention_time", Type::text, retention},
              {"dropped_on", Type::timestamp_ltz, database::dropped},
              {"resource_group", Type::text, nothing<Type::text>},
              {"kind", Type::text, database::kind},
              {"owner_role_type", Type::text, get::owner_role_type}}},
            {"created_on", "name", "kind"}};
}

// https://docs.snowflake.com/en/sql-reference/sql/show-schemas
Shown shown_schemas() {
    return {{"SCHEMAS",
             Level::schema,
             nullptr,
             {{"created_on", Type::timestamp_ltz, schema::created},
              {"name", Type::text, get::schema},
              {"is_default", Type::text, get::n},
              {"is_current", Type::text, schema::is_current},
              {"database_name", Type::text, get::catalog},
              {"owner", Type::text, schema::owner},
              {"comment", Type::text, schema::comment},
              {"options", Type::text, schema::options},
              {"retention_time", Type::text, retention},
              {"dropped_on", Type::timestamp_ltz, schema::dropped},
              {"owner_role_type", Type::text, get::owner_role_type}}},
            {"created_on", "name", "database_name"}};
}

} // namespace fake_snowflake::sql
