// The guard, filters, and what people decide about held removals.
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using store::RunResult;
using sync::Confirm;
using sync::GuardRule;
using sync::trips;

namespace {

std::vector<std::string> tables(const std::string& prefix, int from, int to) {
    std::vector<std::string> list;
    for (int i = from; i < to; i++)
        list.push_back(prefix + std::to_string(i));
    return list;
}

std::vector<std::string> join(std::vector<std::string> a, const std::vector<std::string>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

int64_t starting_with(const Told& told, const std::string& what) {
    return std::count_if(told.begin(), told.end(),
                         [&](const std::string& line) { return line.starts_with(what); });
}

} // namespace

TEST_CASE("the guard trips at more than the share and at least the number, or at everything") {
    const GuardRule rule; // 20 %, at least 50
    CHECK_FALSE(trips(rule, 0, 1000));
    CHECK_FALSE(trips(rule, 49, 60));
    CHECK(trips(rule, 50, 60));
    CHECK_FALSE(trips(rule, 50, 250)); // exactly the share
    CHECK(trips(rule, 51, 250));
    CHECK_FALSE(trips(rule, 1, 1)); // held only one
    CHECK(trips(rule, 2, 2));
}

TEST_CASE("counting may stop where it is certain that nothing trips") {
    for (const GuardRule rule :
         {GuardRule{}, GuardRule{0.0, 1}, GuardRule{1.0, 10}, GuardRule{0.5, 3}}) {
        for (int64_t missing = 1; missing < 60; missing++) {
            const int64_t enough = enough_to_pass(rule, missing);
            if (enough == INT64_MAX) continue;
            CHECK_FALSE(trips(rule, missing, enough));
            CHECK_FALSE(trips(rule, missing, enough + 1000));
        }
    }
}

TEST_CASE("more than the share of a connection is held, and fewer is removed") {
    Scenario s;
    s.crawl(tables("t", 0, 200));
    SECTION("fewer") {
        CHECK(starting_with(s.crawl(tables("t", 40, 200)), "removed") == 40);
    }
    SECTION("more") {
        const Told told = s.crawl(tables("t", 60, 200));
        CHECK(told.size() == 61);
        CHECK_THAT(told.front(),
                   Contains("removals.held {\"held\":60,\"why\":\"guard\",\"container\":\"\""));
        CHECK(starting_with(told, "changed") == 60);
        CHECK(starting_with(told, "removed") == 0);
    }
}

TEST_CASE("everything in a container that held more than one is held") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "x", "y"});
    CHECK(s.crawl({"s/", "x", "y"}) ==
          Told{"removals.held "
               "{\"held\":2,\"why\":\"guard\",\"container\":\"s\",\"sample\":[\"s/a\",\"s/b\"]}",
               "changed s/a presence: \"present\" -> \"held\"",
               "changed s/b presence: \"present\" -> \"held\""});
}

TEST_CASE("the only one in a container may go at once") {
    Scenario s;
    s.crawl({"s/", "s/a", "x", "y"});
    CHECK(s.crawl({"s/", "x", "y"}) == Told{"removed s/a dropped"});
}

TEST_CASE("a missing container that held more than one is held as a whole, told once") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "x", "y"});
    const Told told = s.crawl({"x", "y"});
    REQUIRE(told.size() == 2);
    CHECK(told[1] == "changed s presence: \"present\" -> \"held\"");
    CHECK(s.presence("s/a") == "present");
    CHECK(s.crawl({"x", "y"}) ==
          Told{"removed s/a parent_removed", "removed s/b parent_removed", "removed s dropped"});
}

TEST_CASE("a container's trip holds that container's removals, and nothing else") {
    Scenario s;
    s.crawl({"p/", "q/", "p/a", "p/b", "q/c", "q/d", "q/e"});
    const Told told = s.crawl({"p/", "q/", "q/c", "q/d"});
    CHECK(s.presence("p/a") == "held");
    CHECK(s.presence("p/b") == "held");
    CHECK(told.back() == "removed q/e dropped");
}

TEST_CASE("a connection's trip holds all of the run's removals") {
    Scenario s;
    std::vector<std::string> tree = {"p/", "q/"};
    tree = join(join(tree, tables("p/a", 0, 100)), tables("q/b", 0, 100));
    s.crawl(tree);
    // 30 of 100 in each trip neither (less than 50), 60 of 200 trip the connection.
    const Told told =
        s.crawl(join(join({"p/", "q/"}, tables("p/a", 30, 100)), tables("q/b", 30, 100)));
    CHECK(starting_with(told, "removed") == 0);
    CHECK(starting_with(told, "changed") == 60);
}

TEST_CASE("sources below a missing container count for all containers above") {
    Scenario s;
    s.crawl(join(join({"p/", "p/s/"}, tables("p/s/a", 0, 60)), tables("p/b", 0, 60)));
    const Told told = s.crawl(join({"p/"}, tables("p/b", 0, 60)));
    REQUIRE(told.size() == 2);
    CHECK_THAT(told[0], Contains("\"container\":\"\""));
    CHECK(told[1] == "changed p/s presence: \"present\" -> \"held\"");
}

TEST_CASE("what is no data source does not count: empty containers may all go") {
    Scenario s;
    s.crawl({"a/", "b/", "c/", "x", "s1 kind=sequence", "s2 kind=sequence"});
    CHECK(starting_with(s.crawl({"x"}), "removed") == 5);
}

TEST_CASE("confirm: a run begun at least confirm_after later that agrees removes what is held") {
    Scenario s;
    s.crawl({"a", "b"});
    s.crawl({});
    CHECK(s.presence("a") == "held");
    s.hour = 599'000;
    SECTION("too early") {
        s.hour -= 10'000;
        CHECK(s.crawl({}).empty());
        CHECK(s.presence("a") == "held");
        SECTION("and the time counts from the first miss") {
            s.hour = 30'000;
            CHECK(s.crawl({}) == Told{"removed a dropped", "removed b dropped"});
        }
    }
    SECTION("late enough") {
        s.hour += 1'000;
        CHECK(s.crawl({}) == Told{"removed a dropped", "removed b dropped"});
    }
}

TEST_CASE("confirm needs a complete listing of that scope under the same basis") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "x"});
    s.crawl({"s/", "x"});
    CHECK(s.presence("s/a") == "held");
    SECTION("a partial one does not") {
        Crawl crawl = s.start();
        crawl.lists("", {"s/", "x"});
        crawl.scope("s").partial();
        crawl.end();
        CHECK(s.told().empty());
    }
    SECTION("one of another scope does not") {
        Crawl crawl = s.start({"x"});
        crawl.answers("x", wire::Verdict::object);
        crawl.end();
        CHECK(s.told().empty());
    }
    SECTION("one under another basis does not, and the count begins anew") {
        s.plugin_version = "2";
        CHECK(s.crawl({"s/", "x"}).empty());
        CHECK(s.crawl({"s/", "x"}) == Told{"removed s/a dropped", "removed s/b dropped"});
    }
}

TEST_CASE("contradict: an object seen again leaves the held set, the others stay in it") {
    Scenario s;
    s.crawl({"a", "b"});
    s.crawl({});
    CHECK(s.crawl({"a"}) ==
          Told{"changed a presence: \"held\" -> \"present\"", "removed b dropped"});
}

TEST_CASE("contradict by what is below: a held container is seen again with its children") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "x"});
    s.crawl({"x"});
    CHECK(s.presence("s") == "held");
    Crawl crawl = s.start({"s"});
    crawl.lists("s", {"a", "b"});
    crawl.end();
    CHECK(s.told() == Told{"changed s presence: \"held\" -> \"present\""});
}

TEST_CASE("approve removes what is held at and below a path, at once") {
    Scenario s;
    s.crawl({"p/", "q/", "p/a", "p/b", "q/c", "q/d", "x"});
    s.crawl({"p/", "q/", "x"});
    s.in_transaction(
        [&] { CHECK(s.engine().decide_held("c", decode_path("p"), true, s.now) == 2); });
    s.work();
    CHECK(s.told() == Told{"removals.approved {\"objects\":2,\"path\":\"p\"}",
                           "removed p/a dropped", "removed p/b dropped"});
    CHECK(s.presence("q/c") == "held");
}

TEST_CASE("reject makes what is held present again") {
    Scenario s;
    s.crawl({"p/", "p/a", "p/b", "x"});
    s.crawl({"p/", "x"});
    s.in_transaction([&] { CHECK(s.engine().decide_held("c", {}, false, s.now) == 2); });
    s.work();
    CHECK(s.told() == Told{"changed p/a presence: \"held\" -> \"present\"",
                           "changed p/b presence: \"held\" -> \"present\"",
                           "removals.rejected {\"objects\":2,\"path\":\"\"}"});
    // A later listing that does not give them holds them again: it is missing again.
    CHECK(starting_with(s.crawl({"p/", "x"}), "changed") == 2);
}

TEST_CASE("a decision about a path where nothing is held is nothing") {
    Scenario s;
    s.crawl({"a"});
    s.in_transaction([&] { CHECK(s.engine().decide_held("c", {}, true, s.now) == 0); });
    s.work();
    CHECK(s.told().empty());
    CHECK_THROWS_WITH(s.engine().decide_held("x", {}, true, s.now), Contains("no connection 'x'"));
}

TEST_CASE("manual needs a person") {
    Scenario s;
    s.guard = [](const std::string&) {
        GuardRule rule;
        rule.confirm = Confirm::manual;
        return rule;
    };
    s.crawl({"a", "b"});
    s.crawl({});
    for (int i = 0; i < 3; i++)
        CHECK(s.crawl({}).empty());
    CHECK(s.presence("a") == "held");
    s.in_transaction([&] { s.engine().decide_held("c", decode_path("a"), true, s.now); });
    s.work();
    CHECK(s.told().back() == "removed a dropped");
    CHECK(s.presence("b") == "held");
}

TEST_CASE("thresholds can be set per path") {
    Scenario s;
    s.guard = [](const std::string& path) {
        return path == "strict" ? GuardRule{0.0, 1} : GuardRule{};
    };
    s.crawl(
        {"strict/", "loose/", "strict/a", "strict/b", "strict/c", "loose/a", "loose/b", "loose/c"});
    s.crawl({"strict/", "loose/", "strict/a", "strict/b", "loose/a", "loose/b"});
    CHECK(s.presence("strict/c") == "held");
    CHECK(s.presence("loose/c") == "unknown");
}

TEST_CASE("what the platform says is gone is held as well when it is too much, and waits as long") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "x"});
    s.hour = 60'000;
    for (int i = 0; i < 2; i++) {
        Crawl crawl = s.start();
        crawl.scope("s").gone("a").gone("b").failed();
        crawl.end();
        CHECK(s.presence("s/a") == "held");
    }
    s.hour = 3'600'000;
    Crawl crawl = s.start();
    crawl.scope("s").gone("a").gone("b").failed();
    crawl.end();
    CHECK(s.presence("s/a") == "unknown");
}

TEST_CASE("a container that goes does not take its held objects along unnoticed") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "x", "y"});
    s.crawl({"s/", "x", "y"});
    CHECK(s.presence("s/a") == "held");
    s.hour = 1'000; // too early to confirm anything
    s.crawl({"x", "y"});
    CHECK(s.presence("s") == "held");
    CHECK(s.presence("s/a") == "held");
}

TEST_CASE("inaccessible objects are held as well when all of them are missing") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    Crawl crawl = s.start();
    crawl.scope("").keep_all().complete();
    crawl.end();
    s.told();
    s.crawl({});
    CHECK(s.presence("a") == "held");
}

TEST_CASE("a filter that excludes more: out_of_scope, held once since the basis is new") {
    Scenario s;
    s.crawl({"a", "b", "c"});
    s.filter = Filter({}, {"c"});
    CHECK(s.crawl({"a", "b"}).back() == "changed c presence: \"present\" -> \"held\"");
    CHECK(s.crawl({"a", "b"}) == Told{"removed c out_of_scope"});
    SECTION("and what it lets in again returns") {
        s.filter = Filter();
        CHECK(s.crawl({"a", "b", "c"}) == Told{"restored c"});
    }
}

TEST_CASE("a container that the filter leaves as a mere way is not out of scope") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "z/", "z/y"});
    s.filter = Filter({"s/a", "z"}, {});
    s.crawl({"s/", "s/a", "z/", "z/y"});
    CHECK(s.crawl({"s/", "s/a", "z/", "z/y"}) == Told{"removed s/b out_of_scope"});
}

TEST_CASE("out_of_scope beyond the threshold, a filter typo, is confirmed by hand only") {
    Scenario s;
    s.crawl({"s/", "s/a", "s/b", "x"});
    s.filter = Filter({}, {"s/*"});
    s.crawl({"s/", "x"});
    for (int i = 0; i < 3; i++)
        CHECK(s.crawl({"s/", "x"}).empty());
    CHECK(s.presence("s/a") == "held");
    SECTION("approved") {
        s.in_transaction([&] { s.engine().decide_held("c", {}, true, s.now); });
        s.work();
        CHECK(s.told().back() == "removed s/b out_of_scope");
    }
    SECTION("or the typo is mended") {
        s.filter = Filter();
        CHECK(s.crawl({"s/", "s/a", "s/b", "x"}) ==
              Told{"changed s/a presence: \"held\" -> \"present\"",
                   "changed s/b presence: \"held\" -> \"present\""});
    }
}
