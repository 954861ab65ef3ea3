// The catalog functions: SHOW of a whole database or account, turned into the rows that ODBC wants.
// That is what makes them slow, and what SHOW's limit of 10,000 rows cuts.
#pragma once

#include <optional>
#include <string>

#include "tests/snowflake/driver/statement.h"

namespace fake_snowflake::driver {

using Pattern = std::optional<std::string>; // nullopt: not given

// Leave their rows in the statement. Throw DriverError.
void show_tables(Statement& statement, const Pattern& catalog, const Pattern& schema,
                 const Pattern& table, const Pattern& types);
void show_columns(Statement& statement, const Pattern& catalog, const Pattern& schema,
                  const Pattern& table, const Pattern& column);

} // namespace fake_snowflake::driver
