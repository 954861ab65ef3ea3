// Sections 4 and 7: presence commits as it streams, names, sequence numbers.
#include <catch2/catch.hpp>

#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using sync::FileSettings;

TEST_CASE("what a first crawl finds is added, parents first") {
    Scenario s;
    CHECK(s.crawl({"db/", "db/s/", "db/s/t owner=bob"}) ==
          Told{"added db", "added db/s", "added db/s/t"});
    CHECK(s.body("db/s/t").owner == "bob");
}
