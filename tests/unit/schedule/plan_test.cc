#include "core/schedule/plan.h"

#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "core/base/zone.h"

using namespace objsync;
using namespace objsync::schedule;

namespace {

constexpr int64_t kMinute = 60'000;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;

// Midnight UTC at the beginning of 2024; day numbers below are days of that year, from 0.
constexpr int64_t kYear = 1'704'067'200'000;
constexpr int64_t utc(int64_t day, int64_t hour, int64_t minute = 0) {
    return kYear + day * kDay + hour * kHour + minute * kMinute;
}
constexpr int64_t kMarch31 = 90;    // Berlin: 02:00 to 03:00 is skipped
constexpr int64_t kOctober27 = 300; // Berlin: 02:00 to 03:00 comes twice

const std::string kBerlin = "Europe/Berlin";

} // namespace

TEST_CASE("a time of day is that of its zone, in summer and in winter") {
    CHECK(next_time_of_day("UTC", 120, utc(10, 1)) == utc(10, 2));
    CHECK(next_time_of_day("UTC", 120, utc(10, 2)) == utc(11, 2));
    CHECK(next_time_of_day(kBerlin, 120, utc(10, 0)) == utc(10, 1));
    CHECK(next_time_of_day(kBerlin, 120, utc(180, 0, 30)) == utc(181, 0));
    CHECK(next_time_of_day("Asia/Kolkata", 120, utc(10, 0)) == utc(10, 20, 30));
    CHECK(next_time_of_day("Pacific/Auckland", 0, utc(10, 0)) == utc(10, 11));
}

TEST_CASE("a time of day that the clock skips is the moment of the skip") {
    // 02:30 does not exist on 31 March; the clock goes from 02:00 to 03:00 at 01:00 UTC.
    CHECK(next_time_of_day(kBerlin, 150, utc(kMarch31 - 1, 12)) == utc(kMarch31, 1));
    CHECK(next_time_of_day(kBerlin, 150, utc(kMarch31, 1)) == utc(kMarch31 + 1, 0, 30));
}

TEST_CASE("a time of day that the clock shows twice counts once") {
    CHECK(next_time_of_day(kBerlin, 150, utc(kOctober27 - 1, 12)) == utc(kOctober27, 0, 30));
    CHECK(next_time_of_day(kBerlin, 150, utc(kOctober27, 0, 30)) == utc(kOctober27 + 1, 1, 30));
}

TEST_CASE("every day of a year has exactly one moment, in every kind of zone") {
    for (const char* zone : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                             "America/Santiago", "Asia/Kathmandu", "UTC"}) {
        for (const int64_t minutes : {0, 30, 120, 150, 1439}) {
            int64_t at = next_time_of_day(zone, minutes, kYear);
            for (int day = 1; day < 366; day++) {
                const int64_t next = next_time_of_day(zone, minutes, at);
                REQUIRE(next > at + 22 * kHour);
                REQUIRE(next < at + 26 * kHour);
                at = next;
            }
        }
    }
}

TEST_CASE("a day that a zone left out does not stop the search") {
    // Samoa had no 30 December 2011.
    const int64_t december29 = 1'325'116'800'000 + 12 * kHour;
    const int64_t next = next_time_of_day("Pacific/Apia", 120, december29);
    CHECK(next > december29);
    CHECK(next < december29 + 2 * kDay);
    CHECK(next_time_of_day("Pacific/Apia", 120, next) <= next + kDay);
}

TEST_CASE("an unknown zone is an error that names it") {
    CHECK_THROWS_WITH(next_time_of_day("Mars/Base", 0, 0), Catch::Contains("Mars/Base"));
    CHECK_FALSE(zone_exists("Mars/Base"));
    CHECK_FALSE(zone_exists(""));
    CHECK(zone_exists(kBerlin));
}

TEST_CASE("a late crawl leaves the following due time where it was") {
    const Plan plan{"a", 24 * kHour, {}, "UTC", 0};
    CHECK(due_after(plan, utc(1, 2), utc(1, 2)) == utc(2, 2));
    CHECK(due_after(plan, utc(1, 2), utc(1, 9)) == utc(2, 2));
}

TEST_CASE("one crawl serves all due times that have passed, and half a period is free after it") {
    const Plan plan{"a", 24 * kHour, {}, "UTC", 0};
    CHECK(due_after(plan, utc(1, 2), utc(9, 9)) == utc(10, 2));
    CHECK(due_after(plan, utc(1, 2), utc(9, 1)) == utc(10, 2));
    CHECK(due_after(plan, utc(1, 2), utc(1, 15)) == utc(3, 2));
}

TEST_CASE("a clock that was set back far begins a new grid") {
    const Plan plan{"a", 24 * kHour, {}, "UTC", 0};
    CHECK(due_after(plan, utc(5000, 0), utc(1, 9)) == utc(2, 9));
    const Plan at{"a", 0, 120, "UTC", 0};
    CHECK(due_after(at, utc(5000, 2), utc(1, 9)) == utc(2, 2));
    CHECK(due_after(at, utc(1, 2), utc(1, 1, 55)) == utc(2, 2));
}

TEST_CASE("jitter is a connection's own, always the same, and never more than asked for") {
    Plan plan{"a", kDay, {}, "UTC", 10 * kMinute};
    const int64_t offset = jitter_offset(plan);
    CHECK(offset == jitter_offset(plan));
    bool differs = false;
    for (int i = 0; i < 100; i++) {
        plan.name = "connection" + std::to_string(i);
        CHECK(jitter_offset(plan) >= 0);
        CHECK(jitter_offset(plan) <= 10 * kMinute);
        differs |= jitter_offset(plan) != offset;
    }
    CHECK(differs);
    plan.jitter_ms = 0;
    CHECK(jitter_offset(plan) == 0);
}

TEST_CASE("jitter comes on top of the time of day") {
    const Plan plan{"a", 0, 120, "UTC", 10 * kMinute};
    const int64_t offset = jitter_offset(plan);
    const int64_t due = first_due(plan, utc(1, 0), utc(1, 0));
    CHECK(due == utc(1, 2) + offset);
    CHECK(due_after(plan, due, due) == utc(2, 2) + offset);
    CHECK(is_due_time_of(plan, due, utc(1, 0)));
    CHECK_FALSE(is_due_time_of(plan, due + kMinute, utc(1, 0)));
}

TEST_CASE("waiting after failures doubles from a minute to an hour") {
    CHECK(backoff(0) == 0);
    CHECK(backoff(1) == kMinute);
    CHECK(backoff(2) == 2 * kMinute);
    CHECK(backoff(6) == 32 * kMinute);
    CHECK(backoff(7) == kHour);
    CHECK(backoff(1'000'000) == kHour);
}
