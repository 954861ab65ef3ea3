// Runs side by side, kills and restarts.
#include <catch2/catch.hpp>

#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using store::RunResult;

TEST_CASE("a subtree crawl beside a full crawl: both find, each concludes its own") {
    Scenario s;
    s.crawl({"p/", "q/", "p/a", "p/b", "q/c", "q/d"});
    Crawl full = s.start();
    full.lists("", {"p/", "q/"});
    Crawl sub = s.start({"q"});
    sub.lists("q", {"c", "new"});
    CHECK(sub.end() == RunResult::complete);
    CHECK(s.told() == Told{"added q/new", "removed q/d dropped"});
    full.lists("p", {"a", "b"});
    full.lists("q", {"c", "new"});
    CHECK(full.end() == RunResult::complete);
    CHECK(s.told().empty());
}

TEST_CASE("if both list a scope, the later-begun listing wins") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    SECTION("an object that only the later one knows is not removed by the earlier one") {
        Crawl early = s.start();
        Scope scope = early.scope("");
        scope.objects({"a", "b", "c"});
        Crawl late = s.start();
        late.lists("", {"a", "b", "c", "new"});
        late.end();
        scope.complete();
        early.end();
        CHECK(s.told() == Told{"added new"});
    }
    SECTION("an object that only the earlier one still knew is removed by the later one") {
        Crawl early = s.start();
        Scope scope = early.scope("");
        scope.objects({"a", "b", "c"});
        Crawl late = s.start();
        late.lists("", {"a", "b"});
        late.end();
        CHECK(s.told() == Told{"removed c dropped"});
        scope.complete();
        early.end();
        CHECK(s.told().empty());
    }
    SECTION("what the earlier one says after the later one has ended is not taken") {
        Crawl early = s.start();
        Scope scope = early.scope("");
        Crawl late = s.start();
        late.lists("", {"a", "b"});
        late.end();
        CHECK(s.told() == Told{"removed c dropped"});
        scope.objects({"a", "b", "c"}).complete();
        CHECK(early.end() == RunResult::complete);
        CHECK(s.told().empty());
    }
    SECTION("the later-begun one counts, even if it ends first and the earlier one first decides") {
        Crawl early = s.start();
        Scope first = early.scope("");
        Crawl late = s.start();
        Scope second = late.scope("");
        second.objects({"a", "b"});
        first.objects({"a", "b"}).complete();
        second.object("c").complete();
        early.end();
        late.end();
        CHECK(s.told().empty());
    }
}

TEST_CASE("a later-begun listing that failed takes nothing from the earlier one") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    Crawl early = s.start();
    Scope scope = early.scope("");
    Crawl late = s.start();
    late.scope("").failed();
    late.end();
    scope.objects({"a", "b", "c", "new"}).complete();
    early.end();
    CHECK(s.told() == Told{"added new"});
}

TEST_CASE("a container first known while two runs list it is theirs by when they began") {
    Scenario s;
    s.crawl({"x"});
    Crawl early = s.start({"n"});
    Scope scope = early.scope("n");
    Crawl late = s.start({"n"});
    late.lists("n", {"a", "b"});
    late.end();
    s.told();
    scope.object("a").complete();
    early.end();
    CHECK(s.told().empty());
    CHECK(s.presence("n/b") == "present");
}

TEST_CASE("what another run has seen since is not removed: presence beats absence") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "s/c"});
    Crawl full = s.start();
    full.lists("", {"s/"});
    full.lists("s", {"a", "b"});
    SECTION("by a lookup that is still under way") {
        Crawl lookup = s.start({"s/c"});
        lookup.answers("s/c", wire::Verdict::object);
        full.end();
        CHECK(s.told().empty());
        lookup.end();
    }
    SECTION("by a lookup that has ended") {
        Crawl lookup = s.start({"s/c"});
        lookup.answers("s/c", wire::Verdict::object);
        lookup.end();
        full.end();
        CHECK(s.told().empty());
    }
}

TEST_CASE("what is seen between the decision and its application is not removed") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "x", "y", "z"});
    s.crawl({"x", "y", "z"});
    CHECK(s.presence("s") == "held");
    Crawl first = s.start();
    first.lists("", {"x", "y", "z"});
    first.decide(); // confirmed: s goes
    s.told();
    SECTION("by a run that goes on") {
        Crawl second = s.start();
        second.scope("s").object("b").partial();
        s.work();
        CHECK(s.told() == Told{"changed s presence: \"held\" -> \"present\""});
        second.end();
    }
    SECTION("by a run that has ended before anything was applied") {
        Crawl second = s.start();
        second.scope("s").object("b").partial();
        second.decide();
        s.work();
        CHECK(s.told() == Told{"changed s presence: \"held\" -> \"present\""});
    }
    SECTION("by a run that was abandoned") {
        Crawl second = s.start();
        second.scope("s").object("b").partial();
        s.in_transaction([&] { s.engine().abandon(second.id(), "broken frames", s.now); });
        s.work();
        CHECK(s.told() == Told{"changed s presence: \"held\" -> \"present\""});
    }
    CHECK(s.presence("s/a") == "present");
}

TEST_CASE("a removal in steps stops where a crawl has seen what is left") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "s/c", "x"});
    s.crawl({"x"});
    Crawl first = s.start();
    first.lists("", {"x"});
    first.decide();
    s.work_once(1); // a is gone
    Crawl second = s.start();
    Scope scope = second.scope("s");
    scope.object("c");
    s.work();
    scope.objects({"a", "b"}).complete();
    second.end();
    s.told();
    for (const char* path : {"s", "s/a", "s/b", "s/c"})
        CHECK(s.presence(path) == "present");
}

TEST_CASE("what is to be held, and is seen before that is told, is not held") {
    Scenario s;
    s.crawl({"a", "b"});
    Crawl first = s.start();
    first.lists("", {});
    first.decide();
    Crawl second = s.start();
    second.scope("").objects({"a", "b"});
    s.work();
    second.end();
    CHECK(s.presence("a") == "present");
    CHECK(s.count("SELECT COUNT(*) FROM held") == 0);
    s.told();
}

TEST_CASE(
    "a container that another run renames while it is listed: nothing is told of the wrong one") {
    Scenario s;
    s.crawl({"s/ #1", "s/a", "s/b", "x"});
    Crawl slow = s.start({"s"});
    Scope scope = slow.scope("s");
    scope.object("a");
    Crawl full = s.start();
    full.lists("", {"z/ #1", "x"});
    full.end();
    CHECK(s.presence("z/b") == "present");
    scope.object("n").complete();
    CHECK(slow.end() == RunResult::incomplete);
    s.told();
    CHECK(s.presence("z/b") == "present");
    CHECK(s.oid("s") == 0);
}

TEST_CASE("a rename onto a name that a run under way has seen is left for the next crawl") {
    Scenario s;
    s.crawl({"t #1", "u #2", "x"});
    Crawl first = s.start();
    first.lists("", {"u #1", "x"}); // u was dropped, t became u
    first.decide();
    Crawl second = s.start();
    second.scope("").object("u #2"); // and yet it is there
    s.work();
    second.end();
    s.told();
    CHECK(s.count("SELECT COUNT(*) FROM object WHERE instr(name, x'00')") == 0);
    CHECK(s.presence("t") == "present");
    CHECK(s.presence("u") == "present");
}

TEST_CASE("an object that another run removed returns under its new name with its old path") {
    Scenario s;
    s.crawl({"p/", "q/", "p/t #1", "p/u #2", "p/v #3", "q/w #4"});
    const int64_t oid = s.oid("p/t");
    Crawl full = s.start();
    full.lists("", {"p/", "q/"});
    full.lists("q", {"t #1", "w #4"});
    Crawl sub = s.start({"p"});
    sub.lists("p", {"u #2", "v #3"});
    sub.end();
    full.end();
    s.told();
    CHECK(s.presence("p/t") == "unknown");
    CHECK(s.presence("q/t") == "present");
    CHECK(s.oid("q/t") == oid);
}

TEST_CASE("two full crawls at once end as one would") {
    Scenario s;
    s.crawl({"p/", "p/a", "p/b", "p/c"});
    Crawl one = s.start();
    Crawl two = s.start();
    for (Crawl* crawl : {&one, &two})
        crawl->lists("", {"p/"});
    for (Crawl* crawl : {&two, &one})
        crawl->lists("p", {"a", "b", "n"});
    one.end();
    two.end();
    CHECK(s.told() == Told{"added p/n", "removed p/c dropped"});
}

TEST_CASE("kill while listing: the run has concluded nothing") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    Crawl crawl = s.start();
    crawl.lists("", {"a", "b", "new"});
    s.kill();
    REQUIRE(s.recovered().size() == 1);
    CHECK(s.recovered()[0].result == RunResult::failed);
    s.work();
    const Told told = s.told_all();
    CHECK(s.presence("c") == "present");
    CHECK(s.presence("new") == "present");
    CHECK_THAT(told.back(), Contains("crawl.failed") && Contains("nothing was concluded"));
    CHECK(s.count("SELECT COUNT(*) FROM missing") == 0);
}

TEST_CASE(
    "kill between the decision and its application: what was decided is applied after the start") {
    Scenario s;
    s.crawl({"s/", "s/a", "x", "y", "z #1"});
    Crawl crawl = s.start();
    crawl.lists("", {"x", "y", "new #1"});
    crawl.decide();
    CHECK(s.told().empty());
    s.kill();
    CHECK(s.recovered().empty());
    s.work();
    CHECK(s.told() == Told{"renamed z -> new", "removed s/a parent_removed", "removed s dropped"});
}

TEST_CASE("kill before the decision commits: nothing was decided") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    Crawl crawl = s.start();
    crawl.lists("", {"a", "b"});
    s.hold_commits(true);
    crawl.decide();
    s.kill();
    s.work();
    s.told();
    CHECK(s.presence("c") == "present");
    CHECK(s.crawl({"a", "b"}) == Told{"removed c dropped"});
}

TEST_CASE("a removal in steps goes on after each kill, and tells everything once") {
    Scenario s({true, true});
    s.work();
    std::vector<std::string> tree = {"s/", "x"};
    for (int i = 0; i < 10; i++)
        tree.push_back("s/t" + std::to_string(i));
    s.crawl(tree);
    s.crawl({"x"});
    Crawl crawl = s.start();
    crawl.lists("", {"x"});
    crawl.decide();
    Told told;
    for (bool more = true; more;) {
        more = s.work_once(3);
        s.hold_commits(true);
        s.work_once(3);
        s.kill();
        for (const std::string& line : s.told())
            told.push_back(line);
    }
    CHECK(told.size() == 21);
    CHECK(told.back() == "removed s dropped");
}

TEST_CASE("runs have ids of their own, also when the last one was lost with its transaction") {
    Scenario s;
    s.crawl({"a"});
    s.hold_commits(true);
    Crawl lost = s.start();
    s.kill();
    Crawl next = s.start();
    CHECK(next.id() == lost.id());
    next.lists("", {"a"});
    CHECK(next.end() == RunResult::complete);
    s.told();
}
