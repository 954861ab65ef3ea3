// Markers: when "unchanged" is an answer, and what voids it. Stamps.
#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using store::RunResult;

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
        for (const auto& marker :
             {std::optional<std::string>("m2"), std::optional<std::string>()}) {
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
        const auto page = run.stored_stamps(1, {}, 10);
        REQUIRE(page.size() == 1); // the name all the same, to look for where a listing lacks it
        CHECK(page[0].child.name == "a");
        CHECK(page[0].stamp.empty());
    });
}

TEST_CASE("each stored child is handed out with its stamp, in pages") {
    Scenario s;
    s.crawl({"a stamp=1", "b", "c stamp=3", "d stamp=4", "e", "f stamp=6"});
    Crawl crawl = s.start();
    CHECK(crawl.scope("").stamps() ==
          std::vector<std::string>{"a 1", "b ", "c 3", "d 4", "e ", "f 6"});
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
        crawl.lists(
            "s",
            basis == "one" ? std::vector<std::string>{"a", "b"} : std::vector<std::string>{"a"},
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
    Crawl early = s.start(); // too early to confirm
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
