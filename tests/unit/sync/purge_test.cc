// Tombstones that a person purges.
#include <catch2/catch.hpp>

#include "core/sync/purge.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using sync::Purged;

namespace {

Purged purge(Scenario& s, const std::string& path, int64_t limit = 1000) {
    Purged done;
    s.in_transaction(
        [&] { done = sync::purge(s.engine().world(), "c", decode_path(path), limit); });
    return done;
}

// Crawls, and agrees to what the guard holds of it.
void crawl_for_good(Scenario& s, const std::vector<std::string>& tree) {
    s.crawl(tree);
    s.in_transaction([&] { s.engine().decide_held("c", {}, true, s.now); });
    s.work();
    s.told();
}

constexpr const char* kTombstones = "SELECT COUNT(*) FROM object WHERE presence = 3";
constexpr const char* kOrphans =
    "SELECT COUNT(*) FROM object WHERE parent <> 0 AND parent NOT IN (SELECT oid FROM object)";

} // namespace

TEST_CASE("a tombstone is purged with all that lies below it, and with its owners") {
    Scenario s;
    s.crawl({"s/", "s/n/", "s/n/t", "s/n/u", "other/", "other/x", "other/gone"});
    sync::NewSettings owners;
    owners.data_owners = {"ann"};
    s.in_transaction(
        [&] { sync::apply_settings(s.engine().world(), s.cause(), s.oid("s/n/t"), owners); });
    crawl_for_good(s, {"other/", "other/x"});
    REQUIRE(s.count(kTombstones) == 5);
    const Purged done = purge(s, "s");
    CHECK(done.kind == Purged::Kind::purged);
    CHECK(done.objects == 4);
    CHECK_FALSE(done.more);
    CHECK(s.count(kTombstones) == 1); // of another path
    CHECK(s.count("SELECT COUNT(*) FROM owner") == 0);
    CHECK(s.told().empty());
    CHECK(purge(s, "s").kind == Purged::Kind::not_found);
    // What was purged and returns is new.
    CHECK(s.crawl({"s/", "other/", "other/x"}) == Told{"added s"});
}

TEST_CASE("what is there is not purged, whatever was there before it under the same name") {
    Scenario s;
    s.crawl({"s/", "s/t #1", "s/u #2"});
    s.crawl({"s/", "s/u #2"});
    REQUIRE(s.crawl({"s/", "s/t #2"}) == Told{"renamed s/u -> s/t"});
    REQUIRE(s.count(kTombstones) == 1);
    CHECK(purge(s, "s/t").kind == Purged::Kind::present);
    CHECK(purge(s, "s").kind == Purged::Kind::present);
    CHECK(purge(s, "").kind == Purged::Kind::present);
    CHECK(purge(s, "s/none").kind == Purged::Kind::not_found);
}

TEST_CASE("a large purge goes in steps, the deepest first, and a kill between them leaves a tree") {
    Scenario s;
    std::vector<std::string> tree = {"s/", "s/n/"};
    for (int i = 0; i < 20; i++)
        tree.push_back("s/n/t" + std::to_string(i));
    s.crawl(tree);
    crawl_for_good(s, {"other/"});
    REQUIRE(s.count(kTombstones) == 22);
    int64_t erased = 0;
    for (bool more = true; more;) {
        const Purged done = purge(s, "s", 3);
        CHECK(done.objects <= 3);
        erased += done.objects;
        more = done.more;
        CHECK(s.count(kOrphans) == 0);
        s.kill();
    }
    CHECK(erased == 22);
    CHECK(s.count(kTombstones) == 0);
    s.told();
}
