// Nanoseconds since the epoch as a date and a time of day.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tests/snowflake/driver/odbc.h"

namespace fake_snowflake::driver {

[[nodiscard]] SQL_TIMESTAMP_STRUCT timestamp_of(int64_t nanoseconds);
[[nodiscard]] bool has_fraction(int64_t nanoseconds);

// YYYY-MM-DD HH:MM:SS and a fraction where there is one. Returns the length.
size_t print_timestamp(int64_t nanoseconds, char* to, size_t room);

} // namespace fake_snowflake::driver
