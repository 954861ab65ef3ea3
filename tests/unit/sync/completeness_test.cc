// What a listing proves: outcomes, bases, markers, keep, gone and lookups.
#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using store::RunResult;
using wire::Verdict;
using Catch::Contains;

TEST_CASE("only complete lets names become missing: partial, denied, failed and skipped prove nothing") {
    using wire::Outcome;
    for (const Outcome outcome : {Outcome::partial, Outcome::denied, Outcome::failed, Outcome::skipped}) {
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

TEST_CASE("unchanged with a valid marker keeps everything, and the run is complete") {
    Scenario s;
    Crawl first = s.start();
    first.lists("", {"s/", "a"}, {.marker = "m1"});
    first.lists("s", {"b"}, {.marker = "m2"});
    first.end();
    s.told();
    Crawl crawl = s.start();
    Scope root = crawl.scope("");
    CHECK(root.marker() == "m1");
    root.unchanged({.marker = "m1"});
    crawl.scope("s").unchanged({.marker = "m2"});
    CHECK(crawl.end() == RunResult::complete);
    CHECK(s.told().empty());
    // It covers the listing, and can be used again.
    Crawl again = s.start();
    CHECK(again.scope("s").marker() == "m2");
    again.cancel();
}

TEST_CASE("after unchanged, the containers below still need a visit of their own") {
    Scenario s;
    Crawl first = s.start();
    first.lists("", {"s/"}, {.marker = "m1"});
    first.lists("s", {"b"});
    first.end();
    Crawl crawl = s.start();
    crawl.scope("").unchanged({.marker = "m1"});
    CHECK(crawl.end() == RunResult::incomplete);
    CHECK(crawl.outcome("s") == "skipped: not visited");
}

TEST_CASE("unchanged_below covers all below") {
    Scenario s;
    Crawl first = s.start();
    first.lists("", {"s/"}, {.marker = "m1"});
    first.lists("s", {"n/", "b"});
    first.lists("s/n", {"c"});
    first.end();
    s.told();
    Crawl crawl = s.start();
    crawl.scope("").unchanged_below({.marker = "m1"});
    CHECK(crawl.end() == RunResult::complete);
    CHECK(s.told().empty());
}

TEST_CASE("unchanged without a valid stored marker counts as failed") {
    Scenario s;
    s.crawl({"a", "b"});
    SECTION("there was none") {
        Crawl crawl = s.start();
        crawl.scope("").unchanged({.marker = "m1"});
        CHECK(crawl.end() == RunResult::incomplete);
        CHECK_THAT(crawl.outcome(""), Contains("failed: the plugin said 'unchanged'"));
    }
    SECTION("it was another one, or none is said") {
        Crawl first = s.start();
        first.lists("", {"a", "b"}, {.marker = "m1"});
        first.end();
        for (const auto& marker : {std::optional<std::string>("m2"), std::optional<std::string>()}) {
            Crawl crawl = s.start();
            crawl.scope("").unchanged({.marker = marker});
            CHECK(crawl.end() == RunResult::incomplete);
        }
    }
    SECTION("of a container that is not known") {
        Crawl crawl = s.start({"x"});
        crawl.scope("x").unchanged_below({.marker = "m1"});
        CHECK(crawl.end() == RunResult::incomplete);
        CHECK(s.oid("x") == 0);
    }
}

TEST_CASE("a full run gives no markers and no stamps away") {
    Scenario s;
    Crawl first = s.start();
    first.lists("", {"a stamp=1"}, {.marker = "m1"});
    first.end();
    sync::RunRequest request;
    request.connection = "c";
    request.full = true;
    request.kinds = s.kinds;
    request.plugin_version = s.plugin_version;
    s.in_transaction([&] {
        sync::Run& run = s.engine().start_run(request, s.now);
        REQUIRE(run.begin({"source-1", "", "", {}}));
        std::string out;
        encode(out, wire::ScopeBegin{1, {}});
        wire::FrameDecoder decoder;
        decoder.feed(out);
        s.engine().frame(run, *decoder.next(), s.now);
        CHECK_FALSE(run.stored_marker(1));
        CHECK(run.stored_stamps(1, {}, 10).empty());
    });
}

TEST_CASE("each child's stored stamp is handed out, in pages") {
    Scenario s;
    s.crawl({"a stamp=1", "b", "c stamp=3", "d stamp=4", "e", "f stamp=6"});
    Crawl crawl = s.start();
    CHECK(crawl.scope("").stamps() == std::vector<std::string>{"a 1", "c 3", "d 4", "f 6"});
    crawl.cancel();
}

TEST_CASE("a change of basis voids markers") {
    Scenario s;
    Crawl first = s.start();
    first.lists("", {"a", "b"}, {.basis = "role one", .marker = "m1"});
    first.end();
    SECTION("the plugin's half, when it says unchanged") {
        Crawl crawl = s.start();
        crawl.scope("").unchanged({.basis = "role two", .marker = "m1"});
        CHECK(crawl.end() == RunResult::incomplete);
        CHECK_THAT(crawl.outcome(""), Contains("failed"));
    }
    SECTION("our half, the plugin's version") {
        s.plugin_version = "2";
        Crawl crawl = s.start();
        CHECK_FALSE(crawl.scope("").marker());
        crawl.cancel();
    }
    SECTION("our half, the filter") {
        s.filter = Filter({}, {"b"});
        Crawl crawl = s.start();
        CHECK_FALSE(crawl.scope("").marker());
        crawl.cancel();
    }
    SECTION("an accepted source identity") {
        s.identity = "source-2";
        s.start().end();
        s.in_transaction([&] { s.engine().accept_identity("c"); });
        Crawl crawl = s.start();
        CHECK_FALSE(crawl.scope("").marker());
        crawl.cancel();
    }
}

TEST_CASE("held objects void the markers of their container and of those above") {
    Scenario s;
    for (const std::string basis : {"one", "two"}) {
        Crawl crawl = s.start();
        crawl.lists("", {"s/"}, {.basis = basis, .marker = "m1"});
        crawl.lists("s", basis == "one" ? std::vector<std::string>{"a", "b"}
                                        : std::vector<std::string>{"a"},
                    {.basis = basis, .marker = "m2"});
        crawl.end();
    }
    CHECK(s.presence("s/b") == "held");
    for (const std::string path : {"", "s"}) {
        Crawl crawl = s.start();
        CHECK_FALSE(crawl.scope(path).marker());
        crawl.cancel();
    }
}

TEST_CASE("what stays held after another listing keeps markers void, so that it can be confirmed") {
    Scenario s;
    s.hour = 60'000;
    for (int i = 0; i < 2; i++) {
        Crawl crawl = s.start();
        crawl.lists("", i == 0 ? std::vector<std::string>{"a", "b"} : std::vector<std::string>{},
                    {.marker = "m" + std::to_string(i)});
        crawl.end();
    }
    CHECK(s.presence("a") == "held");
    Crawl early = s.start();  // too early to confirm
    early.lists("", {}, {.marker = "m1"});
    early.end();
    Crawl crawl = s.start();
    CHECK_FALSE(crawl.scope("").marker());
    crawl.cancel();
}

TEST_CASE("a listing below that ended otherwise than well voids the markers above it") {
    Scenario s;
    SECTION("it failed") {
        Crawl crawl = s.start();
        crawl.scope("s").failed();
        crawl.lists("", {"s/"}, {.marker = "m1"});
        crawl.end();
    }
    SECTION("nobody visited it") {
        Crawl crawl = s.start();
        crawl.lists("", {"s/"}, {.marker = "m1"});
        crawl.end();
    }
    SECTION("the run was cancelled") {
        Crawl crawl = s.start();
        crawl.lists("", {"s/"}, {.marker = "m1"});
        crawl.cancel();
    }
    SECTION("the daemon was killed") {
        Crawl crawl = s.start();
        crawl.lists("", {"s/"}, {.marker = "m1"});
        s.kill();
    }
    Crawl crawl = s.start();
    CHECK_FALSE(crawl.scope("").marker());
    crawl.cancel();
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
        CHECK(s.crawl({"a", "b", "c"}) == Told{"changed c presence: \"inaccessible\" -> \"present\""});
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

TEST_CASE("keep of something that is listed, before or after, does not make it inaccessible for long") {
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
    CHECK(s.crawl({"s/", "s/t", "x"}) == Told{"changed s presence: \"inaccessible\" -> \"present\""});
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
        CHECK(crawl.end() == RunResult::complete);
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

TEST_CASE("an empty listing of an unknown name proves nothing: many sources answer so for any name") {
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
    for (const Path& path : crawl.run().ended_scopes()) ended.push_back(encode_path(path));
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
