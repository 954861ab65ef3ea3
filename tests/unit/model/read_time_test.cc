#include "core/model/read_time.h"

#include <catch2/catch.hpp>

using objsync::read_time;

TEST_CASE("a time is read with its offset and its milliseconds") {
    CHECK(read_time("1970-01-01T00:00:00Z") == 0);
    CHECK(read_time("2026-01-31T14:05:00.250Z") == 1'769'868'300'250);
    CHECK(read_time("2026-01-31T15:05:00.25+01:00") == 1'769'868'300'250);
    CHECK(read_time("2026-01-31t09:35:00.2509999-04:30") == 1'769'868'300'250);
    CHECK(read_time("2024-02-29 00:00:00z") == 1'709'164'800'000);
    CHECK(read_time("1969-12-31T23:59:59.999Z") == -1);
    CHECK(read_time("2016-12-31T23:59:60Z") == 1'483'228'800'000);
}

TEST_CASE("what is no time, or names a moment that there is not, is not read") {
    for (const char* text :
         {"", "2026", "2026-01-31", "2026-01-31T14:05Z", "2026-01-31T14:05:00",
          "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z",
          "2026-01-31T24:00:00Z", "2026-01-31T14:60:00Z", "2026-01-31T14:05:61Z",
          "2026-01-31T14:05:00.Z", "2026-01-31T14:05:00+1:00", "2026-01-31T14:05:00+24:00",
          "2026-01-31T14:05:00+01:60", "2026-01-31T14:05:00Z ", "+026-01-31T14:05:00Z",
          "2026-1-31T14:05:00Z"}) {
        INFO(text);
        CHECK_FALSE(read_time(text));
    }
}
