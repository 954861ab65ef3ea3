// Keep, gone and lookups: what is said beside listings.
#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using store::RunResult;
using wire::Verdict;

TEST_CASE("keep one: not in this listing but not gone makes it inaccessible") {
    Scenario s({true, true});
    s.work();
    s.crawl({"a", "b", "c"});
    Crawl crawl = s.start();
    crawl.scope("").objects({"a", "b"}).keep("c").complete();
    CHECK(crawl.end() == RunResult::complete);
    // A data source that is inaccessible stays one.
    CHECK(s.told() == Told{"changed c presence: \"present\" -> \"inaccessible\""});

    SECTION("seen again, it is present") {
        CHECK(s.crawl({"a", "b", "c"}) ==
              Told{"changed c presence: \"inaccessible\" -> \"present\""});
    }
    SECTION("kept again, nothing is told") {
        Crawl again = s.start();
        again.scope("").objects({"a", "b"}).keep("c").complete();
        again.end();
        CHECK(s.told().empty());
    }
    SECTION("a complete listing that does not keep it proves it gone") {
        CHECK(s.crawl({"a", "b"}) == Told{"deactivated c", "removed c dropped"});
    }
}

TEST_CASE("keep all makes all that the listing did not give inaccessible") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    Crawl crawl = s.start();
    crawl.scope("").object("a").keep_all().complete();
    crawl.end();
    CHECK(s.told() == Told{"changed b presence: \"present\" -> \"inaccessible\"",
                           "changed c presence: \"present\" -> \"inaccessible\""});
}

TEST_CASE(
    "keep of something that is listed, before or after, does not make it inaccessible for long") {
    Scenario s;
    s.crawl({"a", "b"});
    Crawl crawl = s.start();
    crawl.scope("").object("a").keep("a").keep("b").object("b").complete();
    crawl.end();
    s.told();
    CHECK(s.presence("a") == "present");
    CHECK(s.presence("b") == "present");
}

TEST_CASE("keep takes an object out of the held set: not gone, says the plugin") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    s.plugin_version = "2";
    s.crawl({"a", "b"});
    Crawl crawl = s.start();
    crawl.scope("").objects({"a", "b"}).keep("c").complete();
    crawl.end();
    CHECK(s.told() == Told{"changed c presence: \"held\" -> \"inaccessible\""});
    CHECK(s.count("SELECT COUNT(*) FROM held") == 0);
}

TEST_CASE("an inaccessible container is told alone; what is below keeps its presence") {
    Scenario s;
    s.crawl({"s/", "s/t", "x"});
    Crawl crawl = s.start();
    crawl.scope("").object("x").keep("s").complete();
    crawl.end();
    CHECK(s.told() == Told{"changed s presence: \"present\" -> \"inaccessible\""});
    CHECK(s.presence("s/t") == "present");
    CHECK(s.crawl({"s/", "s/t", "x"}) ==
          Told{"changed s presence: \"inaccessible\" -> \"present\""});
}

TEST_CASE("gone: the platform says it was dropped, even where the listing failed") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    Crawl crawl = s.start();
    crawl.scope("").gone("b").failed();
    crawl.end();
    CHECK(s.told() == Told{"removed b dropped"});
}

TEST_CASE("gone, and yet listed in the same run: presence beats absence") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    Crawl crawl = s.start();
    crawl.scope("").gone("b").objects({"a", "b", "c"}).gone("c").complete();
    crawl.end();
    CHECK(s.told().empty());
}

TEST_CASE("gone of what nobody knows is nothing") {
    Scenario s;
    s.crawl({"a"});
    Crawl crawl = s.start();
    crawl.scope("").object("a").gone("zzz").complete();
    crawl.end();
    CHECK(s.told().empty());
}

TEST_CASE("gone confirms what is held under a new basis") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    s.plugin_version = "2";
    s.crawl({"a", "b"});
    Crawl crawl = s.start();
    crawl.scope("").objects({"a", "b"}).gone("c").partial();
    crawl.end();
    CHECK(s.told() == Told{"removed c dropped"});
}

TEST_CASE("a lookup of one object: found, gone, denied or unknown") {
    Scenario s;
    s.crawl({"s/", "s/a owner=x", "s/b", "s/c"});
    SECTION("found and changed") {
        Crawl crawl = s.start({"s/a"});
        crawl.answers("s/a owner=y", Verdict::object);
        CHECK(crawl.end() == RunResult::complete);
        CHECK(s.told() == Told{"changed s/a owner: \"x\" -> \"y\""});
    }
    SECTION("found, and new: its path need not be known yet") {
        Crawl crawl = s.start({"new/n"});
        crawl.answers("new/n", Verdict::object);
        CHECK(crawl.end() == RunResult::complete);
        CHECK(s.told() == Told{"added new", "added new/n"});
    }
    SECTION("gone") {
        Crawl crawl = s.start({"s/a"});
        crawl.answers("s/a", Verdict::gone);
        CHECK(crawl.end() == RunResult::complete);
        CHECK(s.told() == Told{"removed s/a dropped"});
    }
    SECTION("gone, and never known") {
        Crawl crawl = s.start({"s/zzz"});
        crawl.answers("s/zzz", Verdict::gone);
        CHECK(crawl.end() == RunResult::incomplete); // whoever asked is told that it is not there
        CHECK(s.told().empty());
    }
    SECTION("found, but out of scope") {
        s.filter = Filter({}, {"s/tmp_*"});
        Crawl crawl = s.start({"s/tmp_1"});
        crawl.answers("s/tmp_1", Verdict::object);
        CHECK(crawl.end() == RunResult::incomplete);
        CHECK(s.told().empty());
    }
    SECTION("denied") {
        Crawl crawl = s.start({"s/a"});
        crawl.answers("s/a", Verdict::denied);
        crawl.end();
        CHECK(s.told() == Told{"changed s/a presence: \"present\" -> \"inaccessible\""});
    }
    SECTION("unknown proves nothing") {
        Crawl crawl = s.start({"s/a"});
        crawl.answers("s/a", Verdict::unknown);
        CHECK(crawl.end() == RunResult::incomplete);
        CHECK(s.told().empty());
    }
}

TEST_CASE("an answer for a container above the target asks for no listing of it") {
    Scenario s;
    Crawl crawl = s.start({"s/t"});
    crawl.answers("s/", Verdict::object);
    crawl.answers("s/t", Verdict::object);
    CHECK(crawl.end() == RunResult::complete);
    CHECK(s.told() == Told{"added s", "added s/t"});
}

TEST_CASE("a subtree crawl whose path is not known yet makes what leads to it") {
    Scenario s;
    Crawl crawl = s.start({"db/s"});
    crawl.lists("db/s", {"t"});
    CHECK(crawl.end() == RunResult::complete);
    CHECK(s.told() == Told{"added db", "added db/s", "added db/s/t"});
}

TEST_CASE(
    "an empty listing of an unknown name proves nothing: many sources answer so for any name") {
    Scenario s;
    Crawl crawl = s.start({"typo"});
    crawl.lists("typo", {});
    crawl.end();
    CHECK(s.told().empty());
}

TEST_CASE("a subtree crawl concludes nothing outside of its scopes") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "z/", "z/y"});
    Crawl crawl = s.start({"s"});
    crawl.lists("s", {"a"});
    CHECK(crawl.end() == RunResult::complete);
    CHECK(s.told() == Told{"removed s/b dropped"});
}
