// A first crawl looks nothing up where nothing can be known; these are the cases where something
// is known all the same.
#include <catch2/catch.hpp>

#include "core/sync/merge.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using store::RunResult;

TEST_CASE("a crawl that begins beside a first one knows the ids that the first one has found") {
    Scenario s;
    Crawl first = s.start();
    first.lists("", {"p/", "q/"});
    first.lists("p", {"t #1"});
    Crawl second = s.start();
    CHECK(s.told() == Told{"added p", "added q", "added p/t"});
    second.lists("", {"p/", "q/"});
    second.lists("p", {});
    second.lists("q", {"u #1"});
    second.end();
    CHECK(s.told() == Told{"renamed p/t -> q/u"});
}

TEST_CASE("a first crawl knows the ids that one beside it has found") {
    Scenario s;
    Crawl first = s.start();
    first.lists("", {"p/", "q/"});
    Crawl second = s.start({"q"});
    second.lists("q", {"t #1"});
    second.end();
    CHECK(s.told() == Told{"added p", "added q", "added q/t"});
    first.lists("p", {"u #1"});
    first.lists("q", {});
    first.end();
    CHECK(s.told() == Told{"renamed q/t -> p/u"});
}

TEST_CASE("a first crawl knows an id that came to the connection otherwise") {
    Scenario s;
    Crawl first = s.start();
    first.lists("", {"p/", "q/"});
    s.in_transaction([&] {
        Object table;
        table.kind = "table";
        table.platform_id = "1";
        std::string stable, moving;
        encode_object(table, stable, moving);
        const int64_t added =
            sync::add(s.engine().world(), s.cause(), s.oid("q"), {{"q", ""}, {"t", ""}},
                      store::Own::inherit, {}, stable, moving, store::kFlagSource);
        CHECK(added != 0);
    });
    CHECK(s.told() == Told{"added p", "added q", "added q/t"});
    first.lists("p", {"u #1"});
    CHECK(s.told().empty()); // it waits to see what is in q
    first.lists("q", {"t #1"});
    first.end();
    CHECK(s.told() == Told{"added p/u"});
}

TEST_CASE("the ids of a first crawl that was killed are known to the next") {
    Scenario s;
    {
        Crawl first = s.start();
        first.lists("", {"p/", "q/"});
        first.lists("p", {"t #1"});
        s.kill();
    }
    CHECK(s.told() == Told{"added p", "added q", "added p/t"});
    s.hold_commits(true);
    {
        Crawl lost = s.start({"q"});
        lost.lists("q", {"v #2"});
        s.kill();
    }
    CHECK(s.crawl({"p/", "q/", "q/u #1", "q/v #2"}) == Told{"added q/v", "renamed p/t -> q/u"});
}

TEST_CASE("an id that stands twice in a first crawl is given to two objects") {
    Scenario s;
    CHECK(s.crawl({"p/", "p/a #1", "p/b #1"}) == Told{"added p", "added p/a", "added p/b"});
    CHECK(s.crawl({"p/", "p/a #1", "p/b #1"}).empty());
}

TEST_CASE("an operator is told of an id that stands twice in a first crawl") {
    Scenario s;
    Crawl crawl = s.start();
    crawl.lists("", {"p/"});
    crawl.lists("p", {"a #1", "b #2", "c #1", "d"});
    const std::vector<std::string> warnings = crawl.decide();
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].find("'1' stands at two objects, one of them c/p/c") != std::string::npos);
}

TEST_CASE("what returns is found in a container that was empty meanwhile") {
    Scenario s;
    s.crawl({"p/", "p/a"});
    const int64_t oid = s.oid("p/a");
    CHECK(s.crawl({"p/"}) == Told{"removed p/a dropped"});
    CHECK(s.crawl({"p/", "p/a"}) == Told{"restored p/a"});
    CHECK(s.oid("p/a") == oid);
}

TEST_CASE("the ids of a store of the first version are known after its migration") {
    Scenario s;
    s.crawl({"p/", "q/", "p/t #1"});
    s.in_transaction([&] {
        s.db().exec("DELETE FROM platform_id");
        store::index_platform_ids(s.db());
    });
    CHECK(s.crawl({"p/", "q/", "q/u #1"}) == Told{"renamed p/t -> q/u"});
}
