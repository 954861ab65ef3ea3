// How the driver describes a column: its SQL type and sizes.
#pragma once

#include <string_view>

#include "tests/snowflake/driver/connection_string.h"
#include "tests/snowflake/driver/odbc.h"
#include "tests/snowflake/engine.h"

namespace fake_snowflake::driver {

struct SqlType {
    SQLSMALLINT type = SQL_VARCHAR;
    SQLULEN size = 0; // characters or digits
    SQLSMALLINT digits = 0;
    SQLLEN octets = 0; // of what is no text
    std::string_view name;
};

// DEFAULT_VARCHAR_SIZE of the keywords stands for the size of a text that has none of its own.
[[nodiscard]] SqlType sql_type_of(const ResultColumn& column, const Keywords& keywords);

} // namespace fake_snowflake::driver
