// Points in time as the account keeps them.
#pragma once

#include <chrono>

namespace fake_snowflake {

using Time = std::chrono::sys_time<std::chrono::nanoseconds>; // UTC

// A day at midnight, for tests that state when something happened.
[[nodiscard]] constexpr Time day(int year, unsigned month, unsigned number) {
    return std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} /
                                 std::chrono::day{number}};
}

} // namespace fake_snowflake
