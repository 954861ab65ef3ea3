// An event that tells of a whole object has its bytes from the object's row. Whatever becomes of
// that, the event reads as it did.
#include <catch2/catch.hpp>

#include "core/store/outbox.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;

TEST_CASE("an event that told an object stays as it was when the object changes") {
    Scenario s;
    s.crawl({"p/", "p/t #1 owner=a", "p/u"});
    SECTION("in a listing") {
        s.crawl({"p/", "p/t #1 owner=b", "p/u"});
    }
    SECTION("more than once") {
        s.crawl({"p/", "p/t #1 owner=b", "p/u"});
        s.crawl({"p/", "p/t #1 owner=c", "p/u"});
    }
    SECTION("in what is no news") {
        s.crawl({"p/", "p/t #1 owner=a stamp=2", "p/u"});
    }
    SECTION("by a pass over its tags") {
        Crawl crawl = s.start();
        crawl.lists("", {"p/"});
        crawl.lists("p", {"t #1 owner=a", "u"});
        crawl.facet(wire::Facet::tags, "p").object("p/t tags=pii").complete();
        crawl.end();
        CHECK(s.told().size() == 1);
    }
    SECTION("by another id") {
        s.crawl({"p/", "p/t #2 owner=a", "p/u"});
    }
    SECTION("to another name") {
        s.crawl({"p/", "p/n #1 owner=b", "p/u"});
    }
    SECTION("to nothing, and comes back otherwise, and changes again") {
        s.crawl({"p/", "p/u"});
        s.crawl({"p/", "p/t #1 owner=b", "p/u"});
        s.read_again();
        s.crawl({"p/", "p/t #1 owner=c", "p/u"});
    }
    SECTION("to nothing that is kept") {
        s.crawl({"p/", "p/u"});
        s.in_transaction([&] { CHECK(s.engine().purge_tombstones("c", s.now + 1, 100)); });
    }
    SECTION("while it is lost by a kill") {
        s.hold_commits(true);
        Crawl crawl = s.start();
        crawl.lists("p", {"t #1 owner=b", "u"});
        s.kill();
    }
    s.read_again();
}

TEST_CASE("a connection that goes and comes back: its root's events stay as they were") {
    Scenario s;
    s.crawl({"t"});
    s.in_transaction([&] {
        s.engine().unconfigure("c", s.now);
        s.engine().remove_connection("c", s.now);
    });
    s.work();
    s.in_transaction([&] { (void)s.engine().connection("c", "story", {}, s.now); });
    CHECK(s.told_all().back() == "restored connection");
    (void)s.events();
    s.read_again();
}

TEST_CASE("nothing is kept for an event while listings only leave out what was told") {
    Scenario s;
    s.crawl({"t #1 owner=a stamp=1"});
    s.crawl({"t"});
    s.crawl({"t"});
    CHECK(s.body("t").owner == "a");
    CHECK(s.count("SELECT COUNT(*) FROM outbox_object") == 0);
    s.crawl({"t owner=b"});
    CHECK(s.count("SELECT COUNT(*) FROM outbox_object") == 1);
    s.read_again();
}

TEST_CASE("what is kept for an event goes with it") {
    Scenario s;
    s.crawl({"t owner=a", "u owner=a"});
    s.crawl({"t owner=b", "u owner=a"});
    CHECK(s.count("SELECT COUNT(*) FROM outbox_object") == 1);
    s.in_transaction([&] { CHECK(store::prune_outbox(s.db(), {}, s.now + s.hour, 1000) > 0); });
    CHECK(s.count("SELECT COUNT(*) FROM outbox_object") == 0);
    // Nobody will read that event again, so nothing is kept for it.
    s.crawl({"t owner=b", "u owner=b"});
    CHECK(s.count("SELECT COUNT(*) FROM outbox_object") == 0);
}
