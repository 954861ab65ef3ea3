// Comparing: fields and facets that are known, absent or volatile; facet passes.
#include <catch2/catch.hpp>

#include "core/sync/compare.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using store::RunResult;
using wire::Facet;

TEST_CASE("absent means keep what is stored: known to absent is nothing") {
    Scenario s;
    const std::string full =
        "t #1 kind=view type=VIEW owner=o comment=c created=1000 definition=d "
        "columns=a:int tags=x @k=v stamp=1";
    s.crawl({full});
    const Object before = s.body("t");
    CHECK(s.crawl({"t kind=-"}).empty());
    CHECK(s.body("t") == before);
    CHECK(s.crawl({full}).empty());
}

TEST_CASE("absent to known is changed without old, for each field and facet") {
    Scenario s;
    s.crawl({"t kind=-"});
    const auto changes = [&](const std::string& line) { return s.crawl({line}).at(0); };
    CHECK(changes("t kind=view") == "changed t kind: ? -> \"view\"");
    CHECK(changes("t kind=- type=V") == "changed t native_type: ? -> \"V\"");
    CHECK(changes("t kind=- #7") == "changed t platform_id: ? -> \"7\"");
    CHECK(changes("t kind=- owner=o") == "changed t owner: ? -> \"o\"");
    CHECK(changes("t kind=- comment=c") == "changed t comment: ? -> \"c\"");
    CHECK(changes("t kind=- created=0") == "changed t created: ? -> \"1970-01-01T00:00:00.000Z\"");
    CHECK(changes("t kind=- definition=d") == "changed t definition: ? -> \"d\"");
    CHECK_THAT(changes("t kind=- columns=a:int"), Contains("changed t columns: ? -> ["));
    CHECK_THAT(changes("t kind=- tags=x"), Contains("changed t tags: ? -> ["));
    CHECK(changes("t kind=- @k=v") == "changed t attributes.k: ? -> \"v\"");
}

TEST_CASE("columns are told one by one: added, retyped, gone, moved") {
    Scenario s;
    s.crawl({"t columns=a:int,b:text,c:date"});
    const Told told = s.crawl({"t columns=a:bigint,c:date,d:int"});
    REQUIRE(told.size() == 1);
    CHECK_THAT(told[0], Contains("columns.b: {\"name\":\"b\"") && Contains("-> gone"));
    CHECK_THAT(told[0], Contains("columns.a: ") && Contains("bigint"));
    CHECK_THAT(told[0], Contains("columns.d: ? -> {\"name\":\"d\""));
    CHECK_THAT(told[0], Contains("columns.c: ")); // its ordinal
}

TEST_CASE("columns that were known and are an empty list are gone, each") {
    Scenario s;
    s.crawl({"t columns=a:int"});
    CHECK_THAT(s.crawl({"t columns="}).at(0), Contains("columns.a: ") && Contains("-> gone"));
}

TEST_CASE("an attribute listed without a value is known to have none; one not listed is kept") {
    Scenario s;
    s.crawl({"t @a=1 @b=2"});
    CHECK(s.crawl({"t @a=-"}) == Told{"changed t attributes.a: \"1\" -> gone"});
    CHECK(s.body("t").attributes == std::vector<Attribute>{{"a", std::nullopt}, {"b", "2"}});
    CHECK(s.crawl({"t @a=- @c=-"}).empty());
    CHECK(s.crawl({"t @a=3"}) == Told{"changed t attributes.a: ? -> \"3\""});
}

TEST_CASE("volatile parts are stored, and never events") {
    Scenario s;
    s.crawl({"t stamp=1 modified=5 rows=10"});
    s.told_all();
    CHECK(s.crawl({"t stamp=2 modified=6 rows=11"}).empty());
    const Object o = s.body("t");
    CHECK(o.stamp == "2");
    CHECK(o.modified_ms == 6);
    CHECK(o.volatile_attributes == std::vector<Attribute>{{"rows", "11"}});
}

TEST_CASE("volatile parts that are absent are kept as well") {
    Scenario s;
    s.crawl({"t stamp=1 modified=5 rows=10"});
    s.crawl({"t owner=o"});
    CHECK(s.body("t").stamp == "1");
    CHECK(s.body("t").modified_ms == 5);
}

TEST_CASE("unequal fingerprints with equal values are rewritten silently") {
    Scenario s;
    s.crawl({"t owner=o columns=a:int"});
    s.db().exec("UPDATE object SET fp_stable = 1, fp_listing = 1"); // of an older version of ours
    CHECK(s.crawl({"t owner=o columns=a:int"}).empty());
    CHECK(s.count("SELECT COUNT(*) FROM object WHERE fp_stable = 1 AND parent <> 0") == 0);
    CHECK(s.crawl({"t owner=p columns=a:int"}) == Told{"changed t owner: \"o\" -> \"p\""});
}

TEST_CASE("kind absent: what the object is stays as it was") {
    Scenario s({true, true});
    s.work();
    CHECK(s.crawl({"t owner=a"}) == Told{"added t", "activated t"});
    CHECK(s.crawl({"t kind=- owner=b"}) == Told{"changed t owner: \"a\" -> \"b\""});
}

TEST_CASE(
    "a kind that is no data source any more is deactivated, and one that becomes it activated") {
    Scenario s({true, true});
    s.work();
    s.crawl({"t"});
    CHECK(s.crawl({"t kind=sequence"}) ==
          Told{"changed t kind: \"table\" -> \"sequence\"", "deactivated t"});
    CHECK(s.crawl({"t kind=view"}) ==
          Told{"changed t kind: \"sequence\" -> \"view\"", "activated t"});
}

TEST_CASE("a kind that the plugin did not declare counts as a data source") {
    Scenario s({true, true});
    s.work();
    CHECK(s.crawl({"t kind=hypertable"}) == Told{"added t", "activated t"});
}

TEST_CASE("a facet pass tells what it names, and leaves the rest of the object alone") {
    Scenario s;
    s.crawl({"s/", "s/t owner=o columns=a:int", "s/u"});
    Crawl crawl = s.start({"s"});
    crawl.lists("s", {"t", "u"});
    crawl.facet(Facet::tags, "s").object("s/t tags=pii owner=ignored").complete();
    CHECK(crawl.end() == RunResult::complete);
    const Told told = s.told();
    REQUIRE(told.size() == 1);
    CHECK_THAT(told[0], Contains("changed s/t tags: ? -> ") && Contains("pii"));
    CHECK(s.body("s/t").owner == "o");
    // The listing itself says nothing of tags, and has not changed.
    CHECK(s.crawl({"s/", "s/t owner=o columns=a:int", "s/u"}).empty());
}

TEST_CASE("passes over columns and definitions") {
    Scenario s;
    s.crawl({"s/", "s/t", "s/v kind=view"});
    Crawl crawl = s.start({"s"});
    crawl.lists("s", {"t", "v kind=view"});
    crawl.facet(Facet::columns, "s")
        .object("s/t columns=a:int")
        .object("s/v columns=b:int")
        .complete();
    crawl.facet(Facet::definition, "s").object("s/v definition=select").complete();
    crawl.end();
    CHECK(s.told().size() == 3);
    SECTION("silence of these passes is no word of absence") {
        Crawl next = s.start({"s"});
        next.lists("s", {"t", "v kind=view"});
        next.facet(Facet::columns, "s").complete();
        next.facet(Facet::definition, "s").complete();
        next.end();
        CHECK(s.told().empty());
        CHECK(s.body("s/v").columns->size() == 1);
    }
}

TEST_CASE("the absence of tags in a complete pass counts only under the same basis") {
    Scenario s;
    s.crawl({"s/", "s/t tags=pii", "s/u tags=", "s/v"});
    const auto pass = [&](const std::string& basis, bool complete = true) {
        Crawl crawl = s.start({"s"});
        crawl.lists("s", {"t", "u", "v"});
        FacetPass tags = crawl.facet(Facet::tags, "s");
        if (complete)
            tags.complete({.basis = basis});
        else
            tags.failed({.basis = basis});
        crawl.end();
        return s.told();
    };
    CHECK(pass("one").empty());
    CHECK(pass("two").empty());
    CHECK(pass("two", false).empty());
    const Told told = pass("two");
    REQUIRE(told.size() == 1);
    CHECK_THAT(told[0], Contains("changed s/t tags: ") && Contains("-> []"));
    CHECK(pass("two").empty());
}

TEST_CASE("a pass with an older as-of time proves no absence") {
    Scenario s;
    s.crawl({"s/", "s/t tags=pii"});
    const auto pass = [&](int64_t as_of, bool names) {
        Crawl crawl = s.start({"s"});
        crawl.lists("s", {"t"});
        FacetPass tags = crawl.facet(Facet::tags, "s");
        if (names) tags.object("s/t tags=pii");
        tags.complete({.as_of = as_of});
        crawl.end();
        return s.told();
    };
    CHECK(pass(1000, true).empty());
    CHECK(pass(999, false).empty());
    CHECK(pass(1001, false).size() == 1);
}

TEST_CASE("tags below what is inaccessible are not taken away by a pass that cannot see it") {
    Scenario s;
    s.crawl({"s/", "s/t tags=pii", "s/u tags=pii", "s/n/", "s/n/w tags=pii"});
    for (int i = 0; i < 2; i++) {
        Crawl crawl = s.start({"s"});
        crawl.scope("s").object("u").keep("t").keep("n").complete();
        crawl.facet(Facet::tags, "s").object("s/u tags=pii").complete();
        crawl.end();
    }
    CHECK(s.body("s/t").tags->size() == 1);
    CHECK(s.body("s/n/w").tags->size() == 1);
}

TEST_CASE("tags below what could not be listed are not taken away: a lost grant hides them, too") {
    Scenario s;
    s.crawl({"s/", "s/t tags=pii", "s/n/", "s/n/w tags=pii"});
    const auto pass = [&](bool denied) {
        Crawl crawl = s.start({"s"});
        crawl.lists("s", {"t", "n/"});
        if (denied) {
            crawl.scope("s/n").denied();
        } else {
            crawl.lists("s/n", {"w"});
        }
        crawl.facet(Facet::tags, "s").object("s/t tags=pii").complete();
        crawl.end();
        return s.told();
    };
    CHECK(pass(true).empty());
    CHECK(pass(true).empty());
    CHECK(s.body("s/n/w").tags->size() == 1);
    CHECK(pass(false).size() == 1); // seen, and without tags
}

TEST_CASE("a pass names what was not listed: the next pass tells it again") {
    Scenario s;
    s.crawl({"s/", "s/t"});
    Crawl crawl = s.start({"s"});
    crawl.lists("s", {"t"});
    crawl.facet(Facet::tags, "s").object("s/unknown tags=x").complete();
    CHECK(crawl.end() == RunResult::complete);
    CHECK(s.told().empty());
}

TEST_CASE("a pass and a listing that both give a facet tell one change once") {
    Scenario s;
    s.crawl({"s/", "s/t tags=a"});
    for (int i = 0; i < 2; i++) {
        Crawl crawl = s.start({"s"});
        crawl.lists("s", {"t tags=b"});
        crawl.facet(Facet::tags, "s").object("s/t tags=b").complete();
        crawl.end();
        CHECK(s.told().size() == (i == 0 ? 1 : 0));
    }
}

TEST_CASE("a pass that failed makes the run incomplete; what it named is told") {
    Scenario s;
    s.crawl({"s/", "s/t"});
    Crawl crawl = s.start({"s"});
    crawl.lists("s", {"t"});
    crawl.facet(Facet::tags, "s").object("s/t tags=x").failed({.text = "timeout"});
    CHECK(crawl.end() == RunResult::incomplete);
    CHECK(s.told().size() == 1);
    CHECK(crawl.outcome("s", static_cast<int>(Facet::tags)) == "failed: timeout");
}

TEST_CASE("a pass that is open when the child dies has failed") {
    Scenario s;
    s.crawl({"s/", "s/t tags=a"});
    Crawl crawl = s.start({"s"});
    crawl.lists("s", {"t"});
    crawl.facet(Facet::tags, "s").object("s/t tags=a");
    crawl.child_lost("killed");
    CHECK(crawl.end() == RunResult::incomplete);
    CHECK(crawl.outcome("s", static_cast<int>(Facet::tags)) == "failed: killed");
}

TEST_CASE("comparing twins in column names falls back to the whole list") {
    Object stored, listed;
    stored.columns = thing("t columns=a:int,a:text").columns;
    listed.columns = thing("t columns=a:int").columns;
    const auto c = sync::compare(stored, listed);
    REQUIRE(c.changes.size() == 1);
    CHECK(c.changes[0].field == "columns");
}
