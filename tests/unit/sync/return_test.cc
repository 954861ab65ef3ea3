// Returns, tombstones, and connections that go and come back.
#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using store::Own;

TEST_CASE("a path that returns keeps its oid: restored, with the differences to the tombstone") {
    Scenario s;
    s.crawl({"t owner=a columns=x:int", "u", "v"});
    const int64_t oid = s.oid("t");
    s.crawl({"u", "v"});
    CHECK(s.crawl({"t owner=b columns=x:int", "u", "v"}) ==
          Told{"restored t owner: \"a\" -> \"b\""});
    CHECK(s.oid("t") == oid);
    CHECK(s.crawl({"t owner=b columns=x:int", "u", "v"}).empty());
}

TEST_CASE("own settings come back with an object that returns") {
    Scenario s;
    s.crawl({"t", "u", "v"});
    s.set_status("t", Own::active);
    s.work();
    CHECK(s.told() == Told{"activated t"});
    CHECK(s.crawl({"u", "v"}) == Told{"deactivated t", "removed t dropped"});
    CHECK(s.crawl({"t", "u", "v"}) == Told{"restored t", "activated t"});
}

TEST_CASE("a tombstone's id under a new name is restored with the old path") {
    Scenario s;
    s.crawl({"a/", "b/", "a/t #7", "a/u #8", "a/w #9"});
    const int64_t oid = s.oid("a/t");
    CHECK(s.crawl({"a/", "b/", "a/u #8", "a/w #9"}) == Told{"removed a/t dropped"});
    CHECK(s.crawl({"a/", "b/", "b/n #7", "a/u #8", "a/w #9"}) == Told{"restored b/n from a/t"});
    CHECK(s.oid("b/n") == oid);
}

TEST_CASE("a path that returns with another id keeps its oid, too") {
    Scenario s;
    s.crawl({"t #1", "u", "v"});
    const int64_t oid = s.oid("t");
    s.crawl({"u", "v"});
    CHECK(s.crawl({"t #2", "u", "v"}) == Told{"restored t platform_id: \"1\" -> \"2\""});
    CHECK(s.oid("t") == oid);
}

TEST_CASE("a container that returns brings back what is below it, parents first") {
    Scenario s;
    s.crawl({"s/", "s/t", "x", "y"});
    CHECK(s.crawl({"x", "y"}) == Told{"removed s/t parent_removed", "removed s dropped"});
    CHECK(s.crawl({"s/", "s/t", "x", "y"}) == Told{"restored s", "restored s/t"});
}

TEST_CASE("a container that is known only by what is below it returns as well") {
    Scenario s;
    s.crawl({"s/", "s/t", "x", "y"});
    s.crawl({"x", "y"});
    Crawl crawl = s.start({"s"});
    crawl.lists("s", {"t"});
    crawl.end();
    CHECK(s.told() == Told{"restored s", "restored s/t"});
}

TEST_CASE("removals are told children first, for the container and each descendant") {
    Scenario s;
    s.guard = [](const std::string&) { return sync::GuardRule{1.0, 1000}; };
    s.crawl({"s/", "s/n/", "s/n/t", "s/n/u", "s/v", "x"});
    s.crawl({"x"});
    // All of a container: held until the next crawl confirms it.
    CHECK(s.crawl({"x"}) == Told{"removed s/n/t parent_removed", "removed s/n/u parent_removed",
                                 "removed s/n parent_removed", "removed s/v parent_removed",
                                 "removed s dropped"});
}

TEST_CASE("tombstones are purged by retention, and what returns later is new") {
    Scenario s;
    s.crawl({"t", "u", "v"});
    const int64_t oid = s.oid("t");
    s.crawl({"u", "v"});
    s.in_transaction([&] { CHECK_FALSE(s.engine().purge_tombstones("c", s.now - s.hour, 100)); });
    s.in_transaction([&] { CHECK(s.engine().purge_tombstones("c", s.now + 1, 100)); });
    s.in_transaction([&] { CHECK_FALSE(s.engine().purge_tombstones("c", s.now + 1, 100)); });
    CHECK(s.crawl({"t", "u", "v"}) == Told{"added t"});
    CHECK(s.oid("t") != oid);
}

TEST_CASE("a connection that is configured cannot be removed") {
    Scenario s;
    CHECK_THROWS_WITH(s.engine().remove_connection("c", s.now), Contains("still configured"));
    CHECK_THROWS_WITH(s.engine().remove_connection("x", s.now), Contains("no connection 'x'"));
}

TEST_CASE("a removed connection ends with connection_removed, in steps, and its sequence goes on") {
    Scenario s({true, true});
    s.work();
    s.crawl({"s/", "s/t", "u"});
    s.in_transaction([&] {
        s.engine().unconfigure("c", s.now);
        s.engine().remove_connection("c", s.now);
    });
    s.work(1);
    CHECK(s.told() == Told{"deactivated s/t", "removed s/t connection_removed",
                           "removed s connection_removed", "deactivated u",
                           "removed u connection_removed",
                           "removed connection connection_removed"});

    SECTION("when it is configured again, its objects return") {
        s.in_transaction([&] { s.engine().connection("c", "p", {true, true}, s.now); });
        s.work();
        CHECK(s.crawl({"s/", "s/t", "u"}).size() == 5); // three restored, two activated
        CHECK(s.presence("s/t") == "present");
    }
}

TEST_CASE("a connection is not removed under a crawl that is listing it") {
    Scenario s;
    Crawl crawl = s.start();
    crawl.scope("").object("t");
    s.engine().unconfigure("c", s.now);
    CHECK_THROWS_WITH(s.engine().remove_connection("c", s.now), Contains("crawl"));
}
