// Returns, tombstones, and connections that go and come back.
#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "core/store/access.h"
#include "tests/unit/sync/crawl.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using store::Own;

TEST_CASE("a path that returns keeps its oid: restored, with the differences to the tombstone") {
    Scenario s;
    s.crawl({"t owner=a columns=x:int", "u", "v"});
    const int64_t oid = s.oid("t");
    s.crawl({"u", "v"});
    CHECK(s.crawl({"t owner=b columns=x:int", "u", "v"}) ==
          Told{"restored t owner: \"a\" -> \"b\""});
    CHECK(s.oid("t") == oid);
    CHECK(s.crawl({"t owner=b columns=x:int", "u", "v"}).empty());
}

TEST_CASE("own settings come back with an object that returns") {
    Scenario s;
    s.crawl({"t", "u", "v"});
    s.set_status("t", Own::active);
    s.work();
    CHECK(s.told() == Told{"activated t"});
    CHECK(s.crawl({"u", "v"}) == Told{"deactivated t", "removed t dropped"});
    CHECK(s.crawl({"t", "u", "v"}) == Told{"restored t", "activated t"});
}

TEST_CASE("a tombstone's id under a new name is restored with the old path") {
    Scenario s;
    s.crawl({"a/", "b/", "a/t #7", "a/u #8", "a/w #9"});
    const int64_t oid = s.oid("a/t");
    CHECK(s.crawl({"a/", "b/", "a/u #8", "a/w #9"}) == Told{"removed a/t dropped"});
    CHECK(s.crawl({"a/", "b/", "b/n #7", "a/u #8", "a/w #9"}) == Told{"restored b/n from a/t"});
    CHECK(s.oid("b/n") == oid);
}

TEST_CASE("a path that returns with another id keeps its oid, too") {
    Scenario s;
    s.crawl({"t #1", "u", "v"});
    const int64_t oid = s.oid("t");
    s.crawl({"u", "v"});
    CHECK(s.crawl({"t #2", "u", "v"}) == Told{"restored t platform_id: \"1\" -> \"2\""});
    CHECK(s.oid("t") == oid);
}

TEST_CASE("a container that returns brings back what is below it, parents first") {
    Scenario s;
    s.crawl({"s/", "s/t", "x", "y"});
    CHECK(s.crawl({"x", "y"}) == Told{"removed s/t parent_removed", "removed s dropped"});
    CHECK(s.crawl({"s/", "s/t", "x", "y"}) == Told{"restored s", "restored s/t"});
}

TEST_CASE("a container that is known only by what is below it returns as well") {
    Scenario s;
    s.crawl({"s/", "s/t", "x", "y"});
    s.crawl({"x", "y"});
    Crawl crawl = s.start({"s"});
    crawl.lists("s", {"t"});
    crawl.end();
    CHECK(s.told() == Told{"restored s", "restored s/t"});
}

TEST_CASE("removals are told children first, for the container and each descendant") {
    Scenario s;
    s.guard = [](const std::string&) { return sync::GuardRule{1.0, 1000}; };
    s.crawl({"s/", "s/n/", "s/n/t", "s/n/u", "s/v", "x"});
    s.crawl({"x"});
    // All of a container: held until the next crawl confirms it.
    CHECK(s.crawl({"x"}) == Told{"removed s/n/t parent_removed", "removed s/n/u parent_removed",
                                 "removed s/n parent_removed", "removed s/v parent_removed",
                                 "removed s dropped"});
}

TEST_CASE("tombstones are purged by retention, and what returns later is new") {
    Scenario s;
    s.crawl({"t", "u", "v"});
    const int64_t oid = s.oid("t");
    s.crawl({"u", "v"});
    s.in_transaction([&] { CHECK_FALSE(s.engine().purge_tombstones("c", s.now - s.hour, 100)); });
    s.in_transaction([&] { CHECK(s.engine().purge_tombstones("c", s.now + 1, 100)); });
    s.in_transaction([&] { CHECK_FALSE(s.engine().purge_tombstones("c", s.now + 1, 100)); });
    CHECK(s.crawl({"t", "u", "v"}) == Told{"added t"});
    CHECK(s.oid("t") != oid);
}

TEST_CASE("a connection that is configured cannot be removed") {
    Scenario s;
    CHECK_THROWS_WITH(s.engine().remove_connection("c", s.now), Contains("still configured"));
    CHECK_THROWS_WITH(s.engine().remove_connection("x", s.now), Contains("no connection 'x'"));
}

TEST_CASE("a removed connection ends with connection_removed, in steps, and its sequence goes on") {
    Scenario s({true, true});
    s.work();
    s.crawl({"s/", "s/t", "u"});
    s.in_transaction([&] {
        s.engine().unconfigure("c", s.now);
        s.engine().remove_connection("c", s.now);
    });
    s.work(1);
    CHECK(s.told() == Told{"deactivated s/t", "removed s/t connection_removed",
                           "removed s connection_removed", "deactivated u",
                           "removed u connection_removed",
                           "removed connection connection_removed"});

    SECTION("when it is configured again, its objects return") {
        s.in_transaction([&] { s.engine().connection("c", "p", {true, true}, s.now); });
        s.work();
        CHECK(s.crawl({"s/", "s/t", "u"}).size() == 5); // three restored, two activated
        CHECK(s.presence("s/t") == "present");
    }
}

TEST_CASE("a removal goes on after a kill, and says of each object once that it is gone") {
    Scenario s;
    s.crawl({"s/", "s/t", "s/u", "v"});
    s.in_transaction([&] {
        s.engine().unconfigure("c", s.now);
        s.engine().remove_connection("c", s.now);
    });
    CHECK(s.engine().is_being_removed(*s.engine().find("c")));
    CHECK(s.work_once(1));
    s.hold_commits(true);
    s.work_once(2);
    s.kill();
    s.work(1);
    CHECK(s.told() == Told{"removed s/t connection_removed", "removed s/u connection_removed",
                           "removed s connection_removed", "removed v connection_removed",
                           "removed connection connection_removed"});
    CHECK(s.engine().find("c")->root == 0);
    CHECK_FALSE(s.engine().is_being_removed(*s.engine().find("c")));
}

TEST_CASE("a connection that is configured again before its removal is over keeps what is left") {
    Scenario s;
    s.crawl({"s/", "s/t", "s/u", "v"});
    s.in_transaction([&] {
        s.engine().unconfigure("c", s.now);
        s.engine().remove_connection("c", s.now);
    });
    CHECK(s.work_once(1));
    s.in_transaction([&] { s.engine().connection("c", "p", {}, s.now); });
    s.work();
    CHECK(s.told() == Told{"removed s/t connection_removed"});
    CHECK(s.crawl({"s/", "s/t", "s/u", "v"}) == Told{"restored s/t"});
}

TEST_CASE("what was known of a removed connection's crawls is forgotten with it") {
    Scenario s;
    s.crawl({"t"});
    store::ConnectionRow* conn = s.engine().find("c");
    conn->paused = true;
    conn->failures = 3;
    conn->last_started = s.now;
    s.in_transaction([&] {
        s.engine().save(*conn);
        s.engine().unconfigure("c", s.now);
        s.engine().remove_connection("c", s.now);
    });
    s.work();
    s.in_transaction([&] { s.engine().connection("c", "p", {}, s.now); });
    conn = s.engine().find("c");
    CHECK_FALSE(conn->paused);
    CHECK(conn->failures == 0);
    CHECK_FALSE(conn->last_started);
    CHECK(conn->configured);
}

TEST_CASE("the crawls of others do not wait for a removal") {
    Scenario s;
    std::vector<std::string> tree;
    for (int i = 0; i < 20; i++)
        tree.push_back("t" + std::to_string(i));
    s.crawl(tree);
    s.in_transaction([&] {
        s.engine().unconfigure("c", s.now);
        s.engine().remove_connection("c", s.now);
    });
    int64_t other = 0;
    s.in_transaction([&] {
        s.engine().connection("d", "p", {}, s.now);
        sync::RunRequest request;
        request.connection = "d";
        other = s.engine().start_run(request, s.now).id();
        s.engine().end_run(other, {}, s.now);
    });
    s.work_once(1);
    const auto finished = s.engine().take_finished();
    REQUIRE(finished.size() == 1);
    CHECK(finished[0].run == other);
}

TEST_CASE("a registered connection has the settings of its registration, and keeps what is set") {
    Scenario s;
    sync::NewSettings settings;
    settings.own = Own::active;
    settings.activate_new = store::ActivateNew::on;
    settings.data_owners = {"ann"};
    settings.infrastructure_admins = {"bob"};
    s.in_transaction([&] { s.engine().registered("r", "p", settings, s.now); });
    const auto root = [&] { return *s.engine().world().objects.read(s.engine().find("r")->root); };
    CHECK(root().own == Own::active);
    CHECK(root().activate_new == store::ActivateNew::on);
    CHECK(store::OwnerQuery(s.db()).owners(root().oid) == store::Owners{{"ann"}, {"bob"}});

    SECTION("a start or a reload does not touch them") {
        sync::NewSettings others;
        others.own = Own::inactive;
        s.in_transaction([&] {
            (void)sync::apply_settings(s.engine().world(), {s.engine().find("r"), 0, s.now},
                                       root().oid, others);
        });
        s.in_transaction([&] { s.engine().registered("r", "q", {}, s.now); });
        CHECK(root().own == Own::inactive);
        CHECK(s.engine().find("r")->plugin == "q");
    }
    SECTION("what a file says of it later is news") {
        s.in_transaction([&] { s.engine().connection("r", "p", {}, s.now); });
        CHECK(root().own == Own::inactive);
    }
    SECTION("one that is taken up again has the settings of the new registration") {
        s.in_transaction([&] { s.engine().unconfigure("r", s.now); });
        sync::NewSettings again;
        again.own = Own::inactive;
        s.in_transaction([&] { s.engine().registered("r", "p", again, s.now); });
        CHECK(root().own == Own::inactive);
        CHECK(root().activate_new == store::ActivateNew::on);
    }
}

TEST_CASE("a connection is not removed under a crawl that is listing it") {
    Scenario s;
    Crawl crawl = s.start();
    crawl.scope("").object("t");
    s.engine().unconfigure("c", s.now);
    CHECK_THROWS_WITH(s.engine().remove_connection("c", s.now), Contains("crawl"));
}
