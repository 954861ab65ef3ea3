// Presence as it streams, names, changes, sequence numbers, the source's identity.
#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "core/store/outbox.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using store::RunResult;

TEST_CASE("what a first crawl finds is added, parents first") {
    Scenario s;
    CHECK(s.crawl({"db/", "db/s/", "db/s/t owner=bob"}) ==
          Told{"added db", "added db/s", "added db/s/t"});
    CHECK(s.body("db/s/t").owner == "bob");
}

TEST_CASE(
    "the second of two crawls without change tells nothing but crawl.*, and rewrites no object") {
    Scenario s;
    s.crawl({"db/", "db/s/", "db/s/t #1 columns=a:int", "f;function"});
    const int64_t before =
        s.count("SELECT SUM(fp_listing % 1000003) + SUM(last_event) FROM object");
    s.told_all();
    CHECK(s.crawl({"db/", "db/s/", "db/s/t #1 columns=a:int", "f;function"}).empty());
    CHECK(s.count("SELECT SUM(fp_listing % 1000003) + SUM(last_event) FROM object") == before);
}

TEST_CASE("presence commits as it streams: what was listed is told before its scope has ended") {
    Scenario s;
    Crawl crawl = s.start();
    Scope scope = crawl.scope("");
    scope.object("t");
    CHECK(s.told() == Told{"added t"});
    scope.failed();
    CHECK(crawl.end() == RunResult::incomplete);
    CHECK(s.presence("t") == "present");
}

TEST_CASE("a listing below a container that was not listed yet proves that the container exists") {
    Scenario s;
    Crawl crawl = s.start();
    crawl.lists("db/s", {"t"});
    CHECK(s.told() == Told{"added db", "added db/s", "added db/s/t"});
    crawl.lists("db", {"s/"});
    crawl.lists("", {"db/"});
    CHECK(crawl.end() == RunResult::complete);
    // Its kind was not known before: a change without an old value.
    CHECK(s.told() ==
          Told{"changed db/s kind: ? -> \"folder\"", "changed db kind: ? -> \"folder\""});
}

TEST_CASE("several scopes may be open at once, and their objects come in any order") {
    Scenario s;
    s.crawl({"a/", "b/", "a/x", "b/y", "b/z"});
    Crawl crawl = s.start();
    Scope root = crawl.scope("");
    Scope b = crawl.scope("b");
    root.object("b/");
    Scope a = crawl.scope("a");
    b.object("z");
    a.object("x");
    root.object("a/");
    a.complete();
    root.complete();
    b.object("y");
    b.complete();
    CHECK(crawl.end() == RunResult::complete);
    CHECK(s.told().empty());
}

TEST_CASE(
    "names are bytes: case twins, slashes, patterns and invalid UTF-8 are objects of their own") {
    Scenario s;
    const std::vector<std::string> tree = {"T", "t", "a%2Fb", "100%25", "%FF", "x_y", "%2E%2E"};
    CHECK(s.crawl(tree).size() == 7);
    CHECK(s.crawl(tree).empty());
    CHECK(s.crawl({"T", "t", "a%2Fb", "100%25", "x_y", "%2E%2E"}) == Told{"removed %FF dropped"});
}

TEST_CASE("a table and a function of one name are two objects") {
    Scenario s;
    CHECK(s.crawl({"f", "f;function", "g"}) == Told{"added f", "added f;function", "added g"});
    CHECK(s.crawl({"f", "g"}) == Told{"removed f;function dropped"});
    CHECK(s.crawl({"f;function", "f", "g"}) == Told{"restored f;function"});
}

TEST_CASE("empty names and names with NUL are refused") {
    Scenario s;
    Crawl crawl = s.start();
    Scope scope = crawl.scope("");
    Object nameless;
    nameless.kind = "table";
    // The frame itself is broken: the child is to be stopped.
    CHECK_THROWS_AS(scope.raw(nameless), Error);
}

TEST_CASE("a name twice in one listing makes the scope partial") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    Crawl crawl = s.start();
    crawl.lists("", {"a", "b", "a"});
    CHECK(crawl.end() == RunResult::incomplete);
    CHECK_THAT(crawl.outcome(""), Contains("partial: 'a' was listed twice"));
    CHECK(s.told().empty());
    CHECK(s.presence("c") == "present");
}

TEST_CASE("a new name twice in one listing makes the scope partial, too") {
    Scenario s;
    s.crawl({"a"});
    Crawl crawl = s.start();
    crawl.lists("", {"n owner=x", "n owner=y"});
    CHECK(crawl.end() == RunResult::incomplete);
    CHECK(s.told() == Told{"added n"});
    CHECK(s.presence("a") == "present");
}

TEST_CASE("a view that becomes a table is a change of kind of one object") {
    Scenario s;
    s.crawl({"v kind=view", "w"});
    const int64_t oid = s.oid("v");
    CHECK(s.crawl({"v kind=table", "w"}) == Told{"changed v kind: \"view\" -> \"table\""});
    CHECK(s.oid("v") == oid);
}

TEST_CASE(
    "a container that becomes a kind that holds nothing: what it held is gone, under the guard") {
    Scenario s;
    s.crawl({"s/", "s/t", "x", "y"});
    CHECK(s.crawl({"s", "x", "y"}) ==
          Told{"changed s kind: \"folder\" -> \"table\"", "removed s/t dropped"});
    CHECK(s.crawl({"s", "x", "y"}).empty());
    s.crawl({"s/", "s/a", "s/b", "x", "y"});
    s.crawl({"s", "x", "y"});
    CHECK(s.presence("s/a") == "held");
    CHECK(s.crawl({"s", "x", "y"}) == Told{"removed s/a dropped", "removed s/b dropped"});
    CHECK(s.crawl({"s", "x", "y"}).empty());
}

TEST_CASE("oids are never reused, not even after a purge and a restart") {
    Scenario s;
    s.crawl({"a", "b"});
    const int64_t old = s.oid("b");
    s.crawl({"a"});
    s.in_transaction([&] { CHECK(s.engine().purge_tombstones("c", s.now + 1, 100)); });
    s.kill();
    s.crawl({"a", "b"});
    CHECK(s.oid("b") > old);
}

TEST_CASE("a connection's events have no gaps, also over a kill with work that was lost") {
    Scenario s;
    s.crawl({"a"});
    Crawl crawl = s.start();
    Scope scope = crawl.scope("");
    s.hold_commits(true);
    scope.object("lost");
    s.kill();
    s.crawl({"a", "found"});
    // The consumer of the scenario checks every number; nobody heard of what was lost.
    CHECK(s.oid("lost") == 0);
    (void)s.events();
}

TEST_CASE("events are initial until the connection's first complete run is over") {
    Scenario s;
    Crawl first = s.start();
    first.scope("").object("a").partial();
    first.end();
    for (const Event& e : s.events())
        CHECK(e.initial);
    s.crawl({"a", "b"});
    // (crawl() has looked at the events; the next run is news.)
    Crawl third = s.start();
    third.lists("", {"a", "b", "c"});
    third.end();
    for (const Event& e : s.events())
        CHECK_FALSE(e.initial);
}

TEST_CASE("the events of the first complete run are initial, its end included") {
    Scenario s;
    Crawl crawl = s.start();
    crawl.lists("", {"a"});
    crawl.end();
    const auto events = s.events();
    REQUIRE(events.size() == 3);
    for (const Event& e : events)
        CHECK(e.initial);
}

TEST_CASE("a complete crawl of a subtree does not end the initial load") {
    Scenario s;
    Crawl crawl = s.start({"db"});
    crawl.lists("db", {"a"});
    CHECK(crawl.end() == RunResult::complete);
    s.told();
    Crawl next = s.start();
    next.lists("", {"db/"});
    for (const Event& e : s.events())
        CHECK(e.initial);
    next.cancel();
}

TEST_CASE("every event names the object's event before it") {
    Scenario s;
    s.crawl({"a owner=x"});
    s.crawl({"a owner=y"});
    store::Statement get(s.db(), "SELECT last_event FROM object WHERE name = x'61'");
    REQUIRE(get.step());
    const int64_t last = get.integer(0);
    get.reset();
    store::OutboxReader outbox(s.db());
    const Event changed = outbox.at(last)->event;
    CHECK(changed.type == EventType::changed);
    CHECK(outbox.at(changed.previous)->event.type == EventType::added);
}

TEST_CASE("a changed source identity fails the run, and nothing is compared") {
    Scenario s;
    s.crawl({"a", "b"});
    s.identity = "source-2";
    Crawl crawl = s.start();
    CHECK_FALSE(crawl.begun());
    CHECK_THAT(crawl.run().refusal(), Contains("connection accept c"));
    CHECK_THROWS_AS(crawl.scope(""), Error);
    CHECK(crawl.end() == RunResult::failed);
    CHECK(s.told().empty());
    CHECK(s.presence("a") == "present");
}

TEST_CASE("an accepted identity lets crawls go on, and its first listing proves no absence") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    s.identity = "source-2";
    CHECK(s.start().end() == RunResult::failed);
    s.in_transaction([&] { CHECK(s.engine().accept_identity("c") == "source-1"); });
    CHECK(s.crawl({"a", "b"}) ==
          Told{"removals.held {\"held\":1,\"why\":\"basis\",\"sample\":[\"c\"]}",
               "changed c presence: \"present\" -> \"held\""});
    CHECK(s.crawl({"a", "b"}) == Told{"removed c dropped"});
}

TEST_CASE("accepting an identity when none was refused is an error that says so") {
    Scenario s;
    s.crawl({"a"});
    CHECK_THROWS_WITH(s.engine().accept_identity("c"), Contains("no source identity to accept"));
    CHECK_THROWS_WITH(s.engine().accept_identity("x"), Contains("no connection 'x'"));
}

TEST_CASE(
    "a source without identity is refused, and the old source is taken again without a word") {
    Scenario s;
    s.crawl({"a"});
    s.identity = "";
    CHECK(s.start().end() == RunResult::failed);
    s.identity = "source-2";
    CHECK(s.start().end() == RunResult::failed);
    s.identity = "source-1";
    CHECK(s.crawl({"a"}).empty());
    CHECK_THROWS_AS(s.engine().accept_identity("c"), Error);
}

TEST_CASE("a child that breaks the rules of frames is an error, not a conclusion") {
    Scenario s;
    s.crawl({"a"});
    Crawl crawl = s.start();
    std::string out;
    encode_scope_end(out,
                     wire::End{99, wire::Outcome::complete, "role", std::nullopt, false, 0, {}});
    CHECK_THROWS_WITH(crawl.send(out), Contains("scope 99"));
}
