#include "tests/snowflake/driver/calendar.h"

#include <chrono>
#include <cstdio>

namespace fake_snowflake::driver {

namespace {

constexpr int64_t kSecond = 1'000'000'000;

} // namespace

SQL_TIMESTAMP_STRUCT timestamp_of(int64_t nanoseconds) {
    using std::chrono::days;
    const std::chrono::sys_time<std::chrono::nanoseconds> time{
        std::chrono::nanoseconds(nanoseconds)};
    const auto day = std::chrono::floor<days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    SQL_TIMESTAMP_STRUCT out{};
    out.year = static_cast<SQLSMALLINT>(static_cast<int>(date.year()));
    out.month = static_cast<SQLUSMALLINT>(static_cast<unsigned>(date.month()));
    out.day = static_cast<SQLUSMALLINT>(static_cast<unsigned>(date.day()));
    out.hour = static_cast<SQLUSMALLINT>(clock.hours().count());
    out.minute = static_cast<SQLUSMALLINT>(clock.minutes().count());
    out.second = static_cast<SQLUSMALLINT>(clock.seconds().count());
    out.fraction = static_cast<SQLUINTEGER>(clock.subseconds().count());
    return out;
}

bool has_fraction(int64_t nanoseconds) {
    return nanoseconds % kSecond != 0;
}

size_t print_timestamp(int64_t nanoseconds, char* to, size_t room) {
    const SQL_TIMESTAMP_STRUCT t = timestamp_of(nanoseconds);
    int size = std::snprintf(to, room, "%04d-%02u-%02u %02u:%02u:%02u", t.year, t.month, t.day,
                             t.hour, t.minute, t.second);
    const auto more = [&](int digits, SQLUINTEGER value) {
        size += std::snprintf(to + size, room - static_cast<size_t>(size), ".%0*u", digits, value);
    };
    if (t.fraction == 0) return static_cast<size_t>(size);
    if (t.fraction % 1'000'000 == 0) {
        more(3, t.fraction / 1'000'000);
    } else if (t.fraction % 1'000 == 0) {
        more(6, t.fraction / 1'000);
    } else {
        more(9, t.fraction);
    }
    return static_cast<size_t>(size);
}

} // namespace fake_snowflake::driver
