// What a listing proves: outcomes, bases, and children that die.
#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using store::RunResult;

TEST_CASE(
    "only complete lets names become missing: partial, denied, failed and skipped prove nothing") {
    using wire::Outcome;
    for (const Outcome outcome :
         {Outcome::partial, Outcome::denied, Outcome::failed, Outcome::skipped}) {
        Scenario s;
        s.crawl({"a", "b", "c"});
        Crawl crawl = s.start();
        crawl.scope("").object("a").end(outcome, {.text = "why"});
        CHECK(crawl.end() == RunResult::incomplete);
        CHECK(s.told().empty());
        CHECK_THAT(crawl.outcome(""), Contains("why"));
    }
}

TEST_CASE("an outcome speaks of one scope: a container below needs its own") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "x", "y"});
    Crawl crawl = s.start();
    crawl.lists("", {"s/", "x"});
    CHECK(crawl.end() == RunResult::incomplete);
    CHECK(s.told() == Told{"removed y dropped"});
    CHECK(crawl.outcome("s") == "skipped: not visited");
    CHECK(s.presence("s/a") == "present");
}

TEST_CASE("a scope that was never ended has failed, and the run is incomplete") {
    Scenario s;
    s.crawl({"a", "b"});
    Crawl crawl = s.start();
    crawl.scope("").object("a");
    CHECK(crawl.end() == RunResult::incomplete);
    CHECK_THAT(crawl.outcome(""), Contains("failed"));
    CHECK(s.told().empty());
}

TEST_CASE("a run that visits nothing is incomplete") {
    Scenario s;
    s.crawl({"a", "b"});
    Crawl crawl = s.start();
    CHECK(crawl.end() == RunResult::incomplete);
    CHECK(crawl.outcome("") == "skipped: not visited");
    CHECK(s.told().empty());
}

TEST_CASE("a target that was neither listed nor answered is not visited") {
    Scenario s;
    Crawl crawl = s.start({"no/such"});
    CHECK(crawl.end() == RunResult::incomplete);
    CHECK(crawl.outcome("no/such") == "skipped: not visited");
}

TEST_CASE("reasons: dropped where the listing is not filtered by permission, else vanished") {
    Scenario s;
    s.crawl({"a", "b", "c", "d"});
    Crawl crawl = s.start();
    crawl.lists("", {"a", "b", "c"}, {.filtered = true});
    crawl.end();
    CHECK(s.told() == Told{"removed d vanished"});
    CHECK(s.crawl({"a", "b"}) == Told{"removed c dropped"});
}

TEST_CASE("a failed run concludes what its complete scopes prove") {
    Scenario s;
    s.crawl({"p/", "q/", "p/a", "p/b", "q/c", "q/d"});
    Crawl crawl = s.start();
    crawl.lists("", {"p/", "q/"});
    crawl.lists("p", {"a"});
    crawl.scope("q").object("c");
    CHECK(crawl.end({.worker_clean = false, .error = "killed by signal 11"}) == RunResult::failed);
    const Told told = s.told_all();
    REQUIRE(told.size() == 1 + 2);
    CHECK(told[1] == "removed p/b dropped");
    CHECK_THAT(told[2], Contains("crawl.failed") && Contains("killed by signal 11"));
}

TEST_CASE("a cancelled run concludes nothing") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    Crawl crawl = s.start();
    crawl.lists("", {"a", "b", "new"});
    CHECK(crawl.cancel() == RunResult::cancelled);
    CHECK(s.told() == Told{"added new"});
    CHECK(s.presence("c") == "present");
}

TEST_CASE("missing is decided at the end of the run: seen elsewhere beats absence") {
    Scenario s;
    s.crawl({"s/", "s/a", "x"});
    Crawl crawl = s.start();
    crawl.lists("", {"x"});
    crawl.lists("s", {"a"});
    crawl.end();
    CHECK(s.told().empty());
}

TEST_CASE("the first complete listing under a new basis proves no absence") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    Crawl crawl = s.start();
    crawl.lists("", {"a", "b"}, {.basis = "poorer role"});
    CHECK(crawl.end() == RunResult::complete);
    const std::string held = "removals.held {\"held\":1,\"why\":\"basis\",\"sample\":[\"c\"]}";
    CHECK(s.told() == Told{held, "changed c presence: \"present\" -> \"held\""});

    SECTION("a second one under that basis agrees") {
        Crawl second = s.start();
        second.lists("", {"a", "b"}, {.basis = "poorer role", .filtered = true});
        second.end();
        CHECK(s.told() == Told{"removed c vanished"});
    }
    SECTION("a second one under that basis contradicts") {
        Crawl second = s.start();
        second.lists("", {"a", "b", "c"}, {.basis = "poorer role"});
        second.end();
        CHECK(s.told() == Told{"changed c presence: \"held\" -> \"present\""});
        CHECK(s.count("SELECT COUNT(*) FROM held") == 0);
    }
    SECTION("one under yet another basis proves no absence either") {
        Crawl second = s.start();
        second.lists("", {"a", "b"}, {.basis = "third role"});
        second.end();
        CHECK(s.told().empty());
        CHECK(s.presence("c") == "held");
        Crawl third = s.start();
        third.lists("", {"a", "b"}, {.basis = "third role"});
        third.end();
        CHECK(s.told() == Told{"removed c dropped"});
    }
    SECTION("one that is not complete proves nothing") {
        Crawl second = s.start();
        second.scope("").objects({"a", "b"}).partial({.basis = "poorer role"});
        second.end();
        CHECK(s.told().empty());
    }
}

TEST_CASE("a held object stays a data source until it is removed") {
    Scenario s({true, true});
    s.work();
    s.crawl({"a", "b", "c"});
    s.plugin_version = "2";
    CHECK(s.crawl({"a", "b"}).back() == "changed c presence: \"present\" -> \"held\"");
    CHECK(s.crawl({"a", "b"}) == Told{"deactivated c", "removed c dropped"});
}

TEST_CASE("objects known only from listings that were not complete are held by the first that is") {
    Scenario s;
    Crawl crawl = s.start();
    crawl.scope("").objects({"a", "b", "c"}).partial();
    crawl.end();
    s.told();
    CHECK(s.crawl({"a", "b"}).back() == "changed c presence: \"present\" -> \"held\"");
    CHECK(s.crawl({"a", "b"}) == Told{"removed c dropped"});
}

TEST_CASE("throttled and unavailable scopes are worth a retry alone; denied ones are not") {
    Scenario s;
    s.crawl({"p/", "q/", "r/"});
    Crawl crawl = s.start();
    crawl.lists("", {"p/", "q/", "r/"});
    crawl.scope("p").failed({.error = wire::ErrorClass::throttled, .text = "429"});
    crawl.scope("q").failed({.error = wire::ErrorClass::unavailable, .text = "503"});
    crawl.scope("r").denied({.error = wire::ErrorClass::denied, .text = "no USAGE"});
    crawl.decide();
    s.work();
    const auto finished = s.engine().take_finished();
    REQUIRE(finished.size() >= 1);
    REQUIRE(finished.back().retryable.size() == 2);
    CHECK(encode_path(finished.back().retryable[0].path) == "p");
    CHECK(encode_path(finished.back().retryable[1].path) == "q");
}

TEST_CASE("after a crash the next child goes on, and skips what has ended") {
    Scenario s;
    s.crawl({"p/", "q/", "p/a", "p/b", "q/c", "q/d"});
    Crawl crawl = s.start();
    crawl.lists("", {"p/", "q/"});
    crawl.lists("p", {"a"});
    crawl.scope("q").object("c");
    crawl.child_lost("killed by signal 11");
    std::vector<std::string> ended;
    for (const Path& path : crawl.run().ended_scopes())
        ended.push_back(encode_path(path));
    CHECK(ended == std::vector<std::string>{"", "p", "q"});
    CHECK_THAT(crawl.outcome("q"), Contains("failed: killed by signal 11"));
    CHECK(crawl.end() == RunResult::incomplete);
    CHECK(s.told() == Told{"removed p/b dropped"});
    CHECK(s.presence("q/d") == "present");
}

TEST_CASE("scopes that a crashed child had not begun are listed by the next one") {
    Scenario s;
    s.crawl({"p/", "q/", "p/a", "q/c", "q/d", "q/e"});
    Crawl crawl = s.start();
    crawl.lists("", {"p/", "q/"});
    crawl.scope("p").object("a");
    crawl.child_lost("out of memory");
    crawl.lists("q", {"c", "d"});
    CHECK(crawl.end() == RunResult::incomplete);
    CHECK(s.told() == Told{"removed q/e dropped"});
}

TEST_CASE("what a container's second listing in one run says is not taken") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "s/c"});
    Crawl crawl = s.start();
    crawl.lists("", {"s/"});
    crawl.lists("s", {"a", "b", "c"});
    crawl.lists("s", {});
    CHECK(crawl.end() == RunResult::incomplete);
    CHECK(s.told().empty());
}
