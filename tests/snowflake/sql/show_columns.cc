// SHOW COLUMNS.
#include "tests/snowflake/sql/get.h"
#include "tests/snowflake/sql/show.h"

namespace fake_snowflake::sql {

namespace {

Value name(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.column->name));
}
Value data_type(const Row& row, Reader& reader) {
    return of(
        reader.scratch.keep(row.column->type.json(row.column->nullable, row.column->collation)));
}
Value is_nullable(const Row& row, Reader& /*reader*/) {
    return true_false(row.column->nullable);
}
Value initial(const Row& row, Reader& /*reader*/) {
    return text_or_empty(row.column->initial);
}
Value kind(const Row& /*row*/, Reader& /*reader*/) {
    return of(std::string_view("COLUMN"));
}
Value comment(const Row& row, Reader& /*reader*/) {
    return text_or_empty(row.column->comment);
}
Value autoincrement(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.column->identity ? "IDENTITY START 1 INCREMENT 1 NOORDER" : ""));
}

} // namespace

// https://docs.snowflake.com/en/sql-reference/sql/show-columns
Shown shown_columns() {
    return {{"COLUMNS",
             Level::column,
             nullptr,
             {{"table_name", Type::text, get::object},
              {"schema_name", Type::text, get::schema},
              {"column_name", Type::text, name},
              {"data_type", Type::text, data_type},
              {"null?", Type::text, is_nullable},
              {"default", Type::text, initial},
              {"kind", Type::text, kind},
              {"expression", Type::text, get::empty},
              {"comment", Type::text, comment},
              {"database_name", Type::text, get::catalog},
              {"autoincrement", Type::text, autoincrement},
              {"schema_evolution_record", Type::text, nothing<Type::text>}}},
            {}};
}

} // namespace fake_snowflake::sql
