#include "core/config/units.h"

#include <catch2/catch.hpp>

#include "core/config/problems.h"

using namespace objsync::config;

TEST_CASE("durations are read with their unit") {
    CHECK(read_duration("30s") == 30'000);
    CHECK(read_duration("15m") == 15 * kMinuteMs);
    CHECK(read_duration("24h") == kDayMs);
    CHECK(read_duration("90d") == 90 * kDayMs);
    CHECK(read_duration("1h30m") == 90 * kMinuteMs);
    CHECK(read_duration("250ms") == 250);
    CHECK(read_duration("0s") == 0);
    for (const char* bad : {"", "24", "h", "24 h", "-1h", "1.5h", "24x", "24hh", "1h30",
                            "99999999999999999999s", "9223372036854775807d"}) {
        CHECK_FALSE(read_duration(bad));
    }
}

TEST_CASE("durations and sizes are written as they would be read") {
    for (const int64_t ms : {int64_t{0}, int64_t{1}, kSecondMs, 90 * kSecondMs, kMinuteMs, kHourMs,
                             kDayMs, 25 * kHourMs, 90 * kDayMs}) {
        CHECK(read_duration(write_duration(ms)) == ms);
    }
    CHECK(write_duration(kDayMs) == "24h");
    CHECK(write_duration(90 * kDayMs) == "90d");
    CHECK(write_size(100 << 20) == "100MiB");
    CHECK(read_size("1GiB") == 1 << 30);
    for (const char* bad : {"1", "1MB", "1MiBx", "1 MiB", "", "-1B"})
        CHECK_FALSE(read_size(bad));
}

TEST_CASE("shares, times of day and file modes are read strictly") {
    CHECK(read_percent("20%") == 20);
    for (const char* bad : {"20", "%", "20Ki%", "20%%", "-1%"})
        CHECK_FALSE(read_percent(bad));
    CHECK(read_time_of_day("02:30") == 150);
    CHECK(read_time_of_day("00:00") == 0);
    for (const char* bad : {"24:00", "2:00", "02:60", "0200", "02:00:00", "ab:cd"}) {
        CHECK_FALSE(read_time_of_day(bad));
    }
    CHECK(read_mode("0660") == 0660);
    for (const char* bad : {"0860", "1777", "", "x", "-1"})
        CHECK_FALSE(read_mode(bad));
}

TEST_CASE("the nearest known name is suggested, a far one is not") {
    const std::vector<std::string> known = {"every", "exclude", "include", "at"};
    CHECK(did_you_mean("evry", known) == "; did you mean \"every\"?");
    CHECK(did_you_mean("EVERY", known) == "; did you mean \"every\"?");
    CHECK(did_you_mean("eveyr", known) == "; did you mean \"every\"?");
    CHECK(did_you_mean("inculde", known) == "; did you mean \"include\"?");
    CHECK(did_you_mean("password", known).empty());
    CHECK(did_you_mean("xy", known).empty());
}
