// Rename, replacement, swap and moves, by platform id.
#include <catch2/catch.hpp>

#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using store::Own;
using store::RunResult;

TEST_CASE("a known id under a new name, the old name missing: renamed, under the same oid") {
    Scenario s;
    s.crawl({"db/", "db/old #7", "db/x #8"});
    const int64_t oid = s.oid("db/old");
    CHECK(s.crawl({"db/", "db/new #7", "db/x #8"}) == Told{"renamed db/old -> db/new"});
    CHECK(s.oid("db/new") == oid);
}

TEST_CASE("a rename keeps fields and tells what else changed after it") {
    Scenario s;
    s.crawl({"old #7 owner=a", "x"});
    CHECK(s.crawl({"new #7 owner=b", "x"}) ==
          Told{"renamed old -> new", "changed new owner: \"a\" -> \"b\""});
}

TEST_CASE("a parked name is not told before its old scope has ended") {
    Scenario s;
    s.crawl({"a/", "b/", "a/t #7", "a/u #8"});
    Crawl crawl = s.start();
    crawl.lists("", {"a/", "b/"});
    crawl.lists("b", {"t #7"});
    CHECK(s.told().empty());
    crawl.lists("a", {"u #8"});
    CHECK(s.told().empty());
    crawl.end();
    CHECK(s.told() == Told{"renamed a/t -> b/t"});
}

TEST_CASE("without ids a rename is a removal and an addition") {
    Scenario s;
    s.crawl({"old", "x", "y"});
    CHECK(s.crawl({"new", "x", "y"}) == Told{"added new", "removed old dropped"});
}

TEST_CASE("a swap is two renames") {
    Scenario s;
    s.crawl({"a #1", "b #2", "c #3"});
    const int64_t a = s.oid("a");
    CHECK(s.crawl({"a #2", "b #1", "c #3"}) == Told{"renamed a -> b", "renamed b -> a"});
    CHECK(s.oid("b") == a);
}

TEST_CASE("a swap is found in a partial listing, too: both names hold another id") {
    Scenario s;
    s.crawl({"a #1", "b #2", "c #3"});
    Crawl crawl = s.start();
    crawl.scope("").objects({"a #2", "b #1"}).partial();
    crawl.end();
    CHECK(s.told() == Told{"renamed a -> b", "renamed b -> a"});
    CHECK(s.presence("c") == "present");
}

TEST_CASE("a ring of three renames is three renames") {
    Scenario s;
    s.crawl({"a #1", "b #2", "c #3", "d"});
    const Told told = s.crawl({"a #3", "b #1", "c #2", "d"});
    CHECK(told.size() == 3);
    CHECK_THAT(told, Catch::Matchers::UnorderedEquals(
                         Told{"renamed c -> a", "renamed a -> b", "renamed b -> c"}));
    CHECK(s.crawl({"a #3", "b #1", "c #2", "d"}).empty());
}

TEST_CASE("a chain of renames whose last name was free") {
    Scenario s;
    s.crawl({"a #1", "b #2", "x"});
    CHECK_THAT(s.crawl({"b #1", "c #2", "x"}),
               Catch::Matchers::UnorderedEquals(Told{"renamed a -> b", "renamed b -> c"}));
}

TEST_CASE("a swap is never seen half done, however small the steps are") {
    Scenario s;
    s.budget = 1;
    s.crawl({"a/", "b/", "a/x", "b/y", "a #1 kind=view"});
    s.crawl({"p/ #1", "q/ #2", "p/x #3", "q/y #4"});
    Crawl crawl = s.start();
    crawl.lists("", {"p/ #2", "q/ #1"});
    crawl.lists("p", {"y #4"});
    crawl.lists("q", {"x #3"});
    crawl.decide();
    while (s.work_once(1))
        CHECK(s.count("SELECT COUNT(*) FROM object WHERE instr(name, x'00')") == 0);
    CHECK(s.presence("q/x") == "present");
    CHECK(s.presence("p/y") == "present");
    s.told();
}

TEST_CASE("a known name with a new id was replaced: changed, under the same oid") {
    Scenario s;
    s.crawl({"t #1 owner=a", "u"});
    const int64_t oid = s.oid("t");
    CHECK(s.crawl({"t #2 owner=b", "u"}) ==
          Told{"replaced t platform_id: \"1\" -> \"2\", owner: \"a\" -> \"b\""});
    CHECK(s.oid("t") == oid);
    CHECK(s.crawl({"t #2 owner=b", "u"}).empty());
}

TEST_CASE("replacement and rename at once: the one of old is renamed, the new one is added") {
    for (const bool new_first : {true, false}) {
        Scenario s;
        s.crawl({"t #1", "x"});
        const int64_t old = s.oid("t");
        const Told told =
            new_first ? s.crawl({"t #9", "t_old #1", "x"}) : s.crawl({"t_old #1", "t #9", "x"});
        CHECK(told == Told{"renamed t -> t_old", "added t"});
        CHECK(s.oid("t_old") == old);
        CHECK(s.oid("t") != old);
    }
}

TEST_CASE(
    "a container that was renamed, and another that took its name: neither loses what it holds") {
    for (const bool new_first : {true, false}) {
        Scenario s;
        s.crawl({"s/ #1", "s/t #2", "s/u #3", "x"});
        const int64_t t = s.oid("s/t");
        Crawl crawl = s.start();
        if (new_first)
            crawl.lists("", {"s/ #9", "s_old/ #1", "x"});
        else
            crawl.lists("", {"s_old/ #1", "s/ #9", "x"});
        crawl.lists("s", {"n #8"});
        crawl.lists("s_old", {"t #2", "u #3"});
        // What is below the new one is listed when it is known whose name it took.
        crawl.decide();
        s.work();
        CHECK(s.told() == Told{"renamed s -> s_old", "renamed s/t -> s_old/t",
                               "renamed s/u -> s_old/u", "added s"});
        CHECK(s.oid("s_old/t") == t);
        REQUIRE(s.engine().take_finished().back().retryable.size() >= 1);
        CHECK(s.crawl({"s/ #9", "s/n #8", "s_old/ #1", "s_old/t #2", "s_old/u #3", "x"}) ==
              Told{"added s/n"});
    }
}

TEST_CASE("a replaced container: what was in the one of old is missed by the next listing") {
    Scenario s;
    s.crawl({"s/ #1", "s/t #2", "x", "y"});
    CHECK(s.crawl({"s/ #9", "s/n #8", "x", "y"}) == Told{"replaced s platform_id: \"1\" -> \"9\""});
    CHECK(s.crawl({"s/ #9", "s/n #8", "x", "y"}) == Told{"added s/n", "removed s/t dropped"});
}

TEST_CASE("a new object takes the name of one that was dropped: renamed, after the drop") {
    Scenario s;
    s.crawl({"t #1", "t_new #2", "x"});
    const int64_t fresh = s.oid("t_new");
    CHECK(s.crawl({"t #2", "x"}) == Told{"removed t dropped", "renamed t_new -> t"});
    CHECK(s.oid("t") == fresh);
}

TEST_CASE("a name that holds another id is not removed where its listing proves nothing") {
    // The one of old may have moved to where this run did not look. The name goes on as replaced,
    // and the name that is missing is removed as moved.
    Scenario s;
    s.crawl({"a/", "b/", "a/t #1", "a/x", "b/t #2", "b/y"});
    const int64_t holder = s.oid("b/t");
    Crawl crawl = s.start();
    crawl.lists("", {"a/", "b/"});
    crawl.lists("a", {"x"});
    crawl.scope("b").object("t #1").partial();
    crawl.end();
    CHECK(s.told() == Told{"replaced b/t platform_id: \"2\" -> \"1\"", "removed a/t moved"});
    CHECK(s.oid("b/t") == holder);
}

TEST_CASE("a move to another schema is renamed, whichever of the two is listed first") {
    for (const bool new_first : {true, false}) {
        Scenario s;
        s.crawl({"a/", "b/", "a/t #7", "a/u", "b/v"});
        Crawl crawl = s.start();
        crawl.lists("", {"a/", "b/"});
        if (new_first) crawl.lists("b", {"t #7", "v"});
        crawl.lists("a", {"u"});
        if (!new_first) crawl.lists("b", {"t #7", "v"});
        crawl.end();
        CHECK(s.told() == Told{"renamed a/t -> b/t"});
    }
}

TEST_CASE(
    "a schema that was dropped after all of it moved away is removed without a guard's hold") {
    Scenario s;
    s.crawl({"a/", "b/", "a/t #1", "a/u #2", "b/v #3"});
    CHECK(s.crawl({"b/", "b/t #1", "b/u #2", "b/v #3"}) ==
          Told{"renamed a/t -> b/t", "renamed a/u -> b/u", "removed a dropped"});
}

TEST_CASE("a renamed schema gives one renamed event for each descendant, parents first") {
    Scenario s;
    s.crawl({"db/", "db/s/ #1", "db/s/t #2", "db/s/u #3", "db/x"});
    CHECK(s.crawl({"db/", "db/z/ #1", "db/z/t #2", "db/z/u #3", "db/x"}) ==
          Told{"renamed db/s -> db/z", "renamed db/s/t -> db/z/t", "renamed db/s/u -> db/z/u"});
}

TEST_CASE("a renamed container needs no ids below it") {
    Scenario s;
    s.crawl({"s/ #1", "s/t", "s/u"});
    const int64_t t = s.oid("s/t");
    CHECK(s.crawl({"z/ #1", "z/t", "z/u"}) ==
          Told{"renamed s -> z", "renamed s/t -> z/t", "renamed s/u -> z/u"});
    CHECK(s.oid("z/t") == t);
}

TEST_CASE("what is new below a renamed container is told under the old path until the rename is") {
    // So every event speaks of the tree as it is stored at that moment.
    Scenario s;
    s.crawl({"s/ #1", "s/t #2"});
    CHECK(s.crawl({"z/ #1", "z/t #2 owner=o", "z/n #3"}) ==
          Told{"changed s/t owner: ? -> \"o\"", "added s/n", "renamed s -> z", "renamed s/n -> z/n",
               "renamed s/t -> z/t"});
}

TEST_CASE("a rename inside of a renamed container is told after the container's") {
    Scenario s;
    s.crawl({"s/ #1", "s/t #2", "s/u #3"});
    const Told told = s.crawl({"z/ #1", "z/t2 #2", "z/u #3"});
    CHECK(told == Told{"renamed s -> z", "renamed s/t -> z/t", "renamed s/u -> z/u",
                       "renamed z/t -> z/t2"});
}

TEST_CASE("the renamed events of a large container are told in steps, and go on after a kill") {
    Scenario s;
    std::vector<std::string> before = {"s/ #0"}, after = {"z/ #0"};
    for (int i = 0; i < 20; i++) {
        before.push_back("s/t" + std::to_string(i));
        after.push_back("z/t" + std::to_string(i));
    }
    s.crawl(before);
    Crawl crawl = s.start();
    crawl.lists("", {"z/ #0"});
    Scope z = crawl.scope("z");
    for (size_t i = 1; i < after.size(); i++)
        z.object(after[i].substr(2));
    z.complete();
    crawl.decide();
    s.told();
    Told told;
    for (int step = 0; s.work_once(3); step++) {
        s.hold_commits(true);
        s.work_once(3);
        s.kill();
        for (const Event& e : s.events())
            told.push_back(story(e));
    }
    CHECK(told.size() == 22);
    CHECK(told.front() == "renamed s -> z");
    CHECK_THAT(told.back(), Contains("crawl.finished"));
}

TEST_CASE("old name still listed with this id: ids are not unique, and both stay as they are") {
    Scenario s;
    s.crawl({"a #1", "x"});
    const int64_t a = s.oid("a");
    for (int i = 0; i < 2; i++) {
        Crawl crawl = s.start();
        crawl.lists("", i == 0 ? std::vector<std::string>{"b #1", "a #1", "x"}
                               : std::vector<std::string>{"a #1", "c #1", "b #1", "x"});
        crawl.decide();
        s.work();
        CHECK(s.told() == (i == 0 ? Told{"added b"} : Told{"added c"}));
    }
    CHECK(s.oid("a") == a);
    CHECK(s.crawl({"a #1", "b #1", "c #1", "x"}).empty());
}

TEST_CASE("one known id under two new names is no rename") {
    Scenario s;
    s.crawl({"a #1", "x", "y"});
    CHECK(s.crawl({"p #1", "q #1", "x", "y"}) == Told{"added p", "added q", "removed a moved"});
}

TEST_CASE("an id that a known name took over while its owner is still listed is no replacement") {
    Scenario s;
    s.crawl({"a #1", "b #2"});
    CHECK(s.crawl({"a #1", "b #1"}) == Told{"changed b platform_id: \"2\" -> \"1\""});
}

TEST_CASE("old scope not complete: added under a new oid with copied settings") {
    Scenario s;
    s.crawl({"a/", "b/", "a/t #7", "a/u", "b/v"});
    s.set_status("a/t", Own::active);
    s.work();
    CHECK(s.told() == Told{"activated a/t"});
    Crawl crawl = s.start();
    crawl.lists("", {"a/", "b/"});
    crawl.lists("b", {"t #7", "v"});
    crawl.scope("a").failed();
    crawl.end();
    CHECK(s.told() == Told{"added b/t", "activated b/t"});
    CHECK(s.presence("a/t") == "present");
    CHECK(s.oid("a/t") != s.oid("b/t"));

    SECTION("once the old name proves missing it is removed with reason moved") {
        CHECK(s.crawl({"a/", "b/", "a/u", "b/t #7", "b/v"}) ==
              Told{"deactivated a/t", "removed a/t moved"});
    }
    SECTION("while its scope fails, nothing more is told") {
        Crawl again = s.start();
        again.lists("", {"a/", "b/"});
        again.lists("b", {"t #7", "v"});
        again.scope("a").failed();
        again.end();
        CHECK(s.told().empty());
    }
}

TEST_CASE(
    "a container whose old scope did not end complete is copied with what was listed below it") {
    Scenario s;
    s.crawl({"a/", "b/", "a/s/ #1", "a/s/t #2", "a/s/u #3", "a/x"});
    Crawl crawl = s.start();
    crawl.lists("", {"a/", "b/"});
    crawl.lists("b", {"s/ #1"});
    crawl.lists("b/s", {"t #2", "n #4"});
    crawl.scope("a").partial();
    crawl.end();
    s.told();
    CHECK(s.presence("a/s/t") == "present");
    CHECK(s.presence("b/s/t") == "present");
    CHECK(s.presence("b/s/n") == "present");
    // The listing below was compared to what was there before: it proves nothing of the old place.
    CHECK(s.presence("a/s/u") == "present");
    s.crawl({"a/", "b/", "a/x", "b/s/ #1", "b/s/t #2", "b/s/n #4"});
    s.crawl({"a/", "b/", "a/x", "b/s/ #1", "b/s/t #2", "b/s/n #4"});
    CHECK(s.presence("a/s") == "unknown");
    CHECK(s.presence("b/s/t") == "present");
    CHECK(s.crawl({"a/", "b/", "a/x", "b/s/ #1", "b/s/t #2", "b/s/n #4"}).empty());
}

TEST_CASE("under a new basis an old name is not taken as free") {
    Scenario s;
    s.crawl({"a #1", "x"});
    Crawl crawl = s.start();
    crawl.lists("", {"b #1", "x"}, {.basis = "other role"});
    crawl.end();
    CHECK(s.told() == Told{"added b",
                           "removals.held {\"held\":1,\"why\":\"basis\",\"sample\":[\"a\"]}",
                           "changed a presence: \"present\" -> \"held\""});
}

TEST_CASE("a rename of an object that was held or inaccessible makes it present") {
    Scenario s;
    s.crawl({"a #1", "b #2", "x"});
    Crawl crawl = s.start();
    crawl.scope("").objects({"b #2", "x"}).keep("a").complete();
    crawl.end();
    CHECK(s.told() == Told{"changed a presence: \"present\" -> \"inaccessible\""});
    CHECK(s.crawl({"n #1", "b #2", "x"}) ==
          Told{"renamed a -> n", "changed n presence: \"inaccessible\" -> \"present\""});
}

TEST_CASE("an id that has come to stand above itself moves nothing") {
    // The source changed in mid-crawl: each of the two was listed below the other.
    Scenario s;
    s.crawl({"p/ #1", "q/ #2", "x"});
    Crawl crawl = s.start();
    crawl.lists("p", {"q/ #2"});
    crawl.lists("", {"x"});
    crawl.lists("q", {"p/ #1"});
    crawl.end();
    s.told();
    CHECK(s.count("SELECT COUNT(*) FROM object WHERE presence < 3 AND parent = oid") == 0);
}

TEST_CASE("a cancelled run renames nothing") {
    Scenario s;
    s.crawl({"old #7", "x"});
    Crawl crawl = s.start();
    crawl.lists("", {"new #7", "x"});
    CHECK(crawl.cancel() == RunResult::cancelled);
    CHECK(s.told().empty());
    CHECK(s.crawl({"new #7", "x"}) == Told{"renamed old -> new"});
}
