// How connections are, from their crawls.
#include "core/store/health.h"

#include <catch2/catch.hpp>

#include "daemon/json/value.h"
#include "tests/unit/control/running_server.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using store::query::Health;
using State = Health::State;

namespace {

enum Result : int { complete = 1, incomplete, failed, cancelled };

// A connection, and the runs that it has had: run 1 ended at 1000, run 2 at 2000 and so on.
class Past {
public:
    Past() : store_(dir_ / "state.db") { store_.connection(1, "shop", 1); }

    Past& whole(Result result, const std::string& error = "") {
        return run("schedule", "", result, error);
    }
    Past& part(Result result) { return run("demand", "main\n", result, ""); }
    Past& run(const std::string& why, const std::string& targets, Result result,
              const std::string& error) {
        ++run_;
        store::Statement(store_.db(),
                         "INSERT INTO run (id, conn, why, targets, is_full, state, result, "
                         "started_at, ended_at, error) VALUES (?, 1, ?, ?, 0, 3, ?, 0, ?, ?)")
            .bind(run_, why, targets, static_cast<int>(result), run_ * 1000, error)
            .run();
        return *this;
    }
    // A listing of the newest run.
    Past& scope(const std::string& path, int outcome, const std::string& error = "") {
        store::Statement(store_.db(),
                         "INSERT INTO run_scope (run, path, facet, outcome, objects, basis, as_of, "
                         "error_class, native_code, error) VALUES (?, ?, 0, ?, 0, '', 0, 0, '', ?)")
            .bind(run_, path, outcome, error)
            .run();
        return *this;
    }
    Past& set(const char* assignment) {
        store_.db().exec((std::string("UPDATE connection SET ") + assignment).c_str());
        return *this;
    }
    [[nodiscard]] Health health() {
        store::query::TreeQuery tree(store_.db());
        return store::query::HealthQuery(store_.db()).of(*tree.connection("shop"));
    }

private:
    TempDir dir_;
    StoreMaker store_;
    int64_t run_ = 0;
};

constexpr int kComplete = 1, kDenied = 5, kSkipped = 7;

void check(const Health& health, State state, std::optional<int64_t> since) {
    CHECK(name_of(health.state) == name_of(state));
    CHECK(health.since == since);
}

} // namespace

TEST_CASE("a connection that was never crawled is ok since never") {
    check(Past().health(), State::ok, std::nullopt);
}

TEST_CASE("a connection is ok since the first of its newest complete crawls") {
    check(Past().whole(complete).health(), State::ok, 1000);
    check(Past().whole(failed).whole(complete).whole(complete).health(), State::ok, 2000);
    check(Past().whole(complete).part(complete).whole(complete).health(), State::ok, 1000);
}

TEST_CASE("a connection whose crawls do not see everything is degraded since they do not") {
    Past past;
    past.whole(complete).whole(incomplete).scope("a", kComplete);
    past.whole(incomplete).scope("main", kDenied, "permission denied");
    const Health health = past.health();
    check(health, State::degraded, 2000);
    REQUIRE(health.trouble);
    CHECK(health.trouble->path == "main");
    CHECK(health.trouble->error == "permission denied");
}

TEST_CASE("a scope that was listed well since is no trouble any more") {
    Past past;
    past.whole(incomplete).scope("main", kDenied);
    past.run("retry", "main\n", complete, "").scope("main", kComplete);
    check(past.health(), State::ok, 2000);
    past.part(incomplete).scope("main", kDenied);
    check(past.health(), State::degraded, 1000);
    past.whole(complete).scope("main", kComplete);
    check(past.health(), State::ok, 4000);
}

TEST_CASE("a crawl of a part can show that a connection is degraded, but not that it fails") {
    Past past;
    past.whole(complete).part(incomplete).scope("main", kDenied);
    check(past.health(), State::degraded, 2000);
    check(Past().whole(complete).part(failed).health(), State::ok, 1000);
    // What the filter leaves out of a part that was asked for is no trouble.
    check(Past().whole(complete).part(incomplete).scope("main", kSkipped).health(), State::ok,
          1000);
    Past not_visited;
    not_visited.whole(incomplete).scope("main", kSkipped, "not visited");
    check(not_visited.health(), State::degraded, 1000);
}

TEST_CASE("a connection whose newest crawl of the whole failed is failing, with why") {
    const Health health = Past().whole(complete).whole(failed, "no route").health();
    check(health, State::failing, 2000);
    CHECK(health.error == "no route");
    // What the scheduler counts comes a moment later, and says nothing else.
    Past since;
    since.whole(incomplete).whole(failed).whole(failed).set("failures = 2, failing_since = 77");
    check(since.health(), State::failing, 2000);
    check(Past().set("failures = 1, failing_since = 5").health(), State::failing, 5);
    Past over;
    over.whole(failed).whole(complete).set("failures = 1, failing_since = 5");
    check(over.health(), State::ok, 2000);
}

TEST_CASE("a crawl that was cancelled says nothing, and neither does what people decided") {
    check(Past().whole(complete).whole(cancelled).health(), State::ok, 1000);
    Past past;
    past.whole(incomplete).scope("main", kDenied);
    past.run("held", "\n", complete, "");
    check(past.health(), State::degraded, 1000);
}

TEST_CASE("what was before a removal does not count") {
    Past past;
    past.whole(failed).run("remove", "\n", complete, "");
    check(past.health(), State::ok, std::nullopt);
    past.whole(complete);
    check(past.health(), State::ok, 3000);
}

TEST_CASE("paused and unconfigured come before what crawls say, with their own since") {
    Past past;
    past.whole(failed).set("paused = 1, paused_since = 42");
    check(past.health(), State::paused, 42);
    past.set("configured = 0, unconfigured_since = 43");
    check(past.health(), State::unconfigured, 43);
}

TEST_CASE("health is the same in a connection, the list, the status and the metrics") {
    RunningServer server;
    const auto health = [&](const std::string& path) {
        const json::Value answer = json::parse(ask(server, "GET", path).body);
        if (answer["connections"].is_null()) return json::to_text(answer["health"]);
        for (const json::Value& one : answer["connections"].items()) {
            if (one["connectionKey"].text() == "shop") return json::to_text(one["health"]);
        }
        return std::string();
    };
    const std::string expected =
        R"({"state":"degraded","since":"2026-09-21T14:13:23.000Z",)"
        R"("reason":"shop/main: denied: permission denied for schema main"})";
    CHECK(health("/data/connection/shop") == expected);
    CHECK(health("/data/connection") == expected);
    CHECK(health("/status") == expected);
    const std::string metrics = ask(server, "GET", "/metrics").body;
    CHECK_THAT(metrics,
               Contains("objsync_connection_health{connection=\"shop\",state=\"degraded\"} 1\n"));
    CHECK_THAT(metrics,
               Contains("objsync_connection_health{connection=\"shop\",state=\"ok\"} 0\n"));
    CHECK_THAT(metrics, Contains("objsync_connection_health_since_time_seconds{connection="
                                 "\"shop\"} 1790000003\n"));
}

TEST_CASE("a connection that cannot be crawled as it is defined is failing, with what is wrong") {
    RunningServer server;
    server.inside([](control::Server&, FakeCommands& commands) {
        commands.wrong = "connection.options: \"options\" has no \"host\"";
    });
    const json::Value shop = json::parse(ask(server, "GET", "/data/connection/shop").body);
    CHECK(shop["health"]["state"].text() == "failing");
    CHECK_THAT(shop["health"]["reason"].text(), Contains("has no \"host\""));
    CHECK(shop["health"]["since"].text() == "2026-09-21T14:13:20.000Z");
}
