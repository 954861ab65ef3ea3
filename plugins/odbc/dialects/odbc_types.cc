#include "plugins/odbc/dialects/odbc_types.h"

#include "plugins/unixodbc/text.h"

namespace objsync::odbc {

std::optional<std::string> kind_of_table_type(const std::string& table_type, bool system_objects) {
    const std::string type = lower(table_type);
    const auto has = [&](const char* word) { return type.find(word) != std::string::npos; };
    if (has("temporary") || (has("system") && !system_objects)) return std::nullopt;
    if (has("materialized") || has("matview")) return "materialized_view";
    if (has("view")) return "view";
    if (has("foreign")) return "foreign_table";
    if (has("external")) return "external_table";
    if (has("table")) return "table";
    return std::nullopt;
}

std::string type_text(const std::string& type_name, int64_t sql_type, const MaybeText& size,
                      const MaybeText& scale) {
    if (type_name.find('(') != std::string::npos || !size || *size == "0") return type_name;
    switch (sql_type) {
        case SQL_CHAR:
        case SQL_VARCHAR:
        case SQL_WCHAR:
        case SQL_WVARCHAR:
        case SQL_BINARY:
        case SQL_VARBINARY:
            return type_name + "(" + *size + ")";
        case SQL_DECIMAL:
        case SQL_NUMERIC:
            return type_name + "(" + *size + "," + scale.value_or("0") + ")";
        default:
            return type_name;
    }
}

void give_odbc_column(Statement& row, uint32_t place, size_t index, ColumnSink& sink) {
    sdk::Column& column = sink.column(index, row.text_or_empty(4));
    const int64_t sql_type = row.number(5);
    const std::string type_name = row.text_or_empty(6);
    const MaybeText size = row.text(7);
    const MaybeText scale = row.text(9);
    column.type(type_text(type_name, sql_type, size, scale));
    const int64_t nullable = row.number(11);
    if (nullable != SQL_NULLABLE_UNKNOWN) column.nullable(nullable == SQL_NULLABLE);
    // NULL may mean "none" or "this driver does not say": absent, so that nothing is lost.
    const MaybeText remarks = row.text(12);
    if (remarks && !remarks->empty()) column.comment(*remarks);
    const MaybeText default_value = row.text(13);
    if (default_value) column.default_value(*default_value);
    const int64_t ordinal = row.number(17);
    column.ordinal(ordinal > 0 ? static_cast<uint32_t>(ordinal) : place);
}

} // namespace objsync::odbc
