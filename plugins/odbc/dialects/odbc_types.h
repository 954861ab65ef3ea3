// ODBC's own words for kinds and types, made ours.
#pragma once

#include <optional>
#include <string>

#include "plugins/odbc/dialect.h"
#include "plugins/unixodbc/statement.h"

namespace objsync::odbc {

// nullopt: no data object (index, sequence, synonym), temporary, or not asked for.
[[nodiscard]] std::optional<std::string> kind_of_table_type(const std::string& table_type,
                                                            bool system_objects);

// "varchar(20)", "decimal(10,2)"; the driver's text where it has the size already.
[[nodiscard]] std::string type_text(const std::string& type_name, int64_t sql_type,
                                    const MaybeText& size, const MaybeText& scale);

// The rest of a row of SQLColumns, of which the columns up to TABLE_NAME are read. `place` stands
// where the driver does not number.
void give_odbc_column(Statement& row, uint32_t place, size_t index, ColumnSink& sink);

} // namespace objsync::odbc
