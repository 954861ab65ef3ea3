// The routes that tell the daemon to do something.
#include <catch2/catch.hpp>

#include "daemon/json/value.h"
#include "tests/unit/control/running_server.h"

using namespace objsync;
using namespace objsync::test;

namespace {

std::vector<std::string> calls_of(RunningServer& server) {
    std::vector<std::string> calls;
    server.inside([&](control::Server&, FakeCommands& commands) { calls = commands.calls; });
    return calls;
}

} // namespace

TEST_CASE("a crawl is started at any path and followed by its bulkId") {
    RunningServer server;
    const Reply started = ask(server, "POST", "/data/crawl/shop/main/a%2Fb?dryRun=true",
                              R"({"forceRecursiveCrawl":true})");
    CHECK(started.status == 202);
    CHECK(calls_of(server) == std::vector<std::string>{"crawl shop/main/a%2Fb full dry"});
    const std::string id = json::parse(started.body)["bulkId"].text();
    std::vector<std::string> states;
    for (int i = 0; i < 3; ++i) {
        const json::Value jobs = json::parse(ask(server, "GET", "/jobs?bulkId=" + id).body);
        states.push_back(jobs["jobs"].items().at(0)["state"].text());
    }
    CHECK(states == std::vector<std::string>{"created", "active", "completed"});
    for (const char* unknown : {"c8", "7", "c", "c7x", "s9", "c-7", ""})
        CHECK(ask(server, "GET", std::string("/jobs?bulkId=") + unknown).status == 404);
    CHECK(ask(server, "POST", "/data/crawl/nowhere").status == 404);
}

TEST_CASE("a refused reload gives every mistake, and what to do") {
    RunningServer server;
    server.inside([](control::Server&, FakeCommands& c) { c.config_wrong = true; });
    const Reply reply = ask(server, "POST", "/reload");
    CHECK(reply.status == 400);
    const json::Value problem = json::parse(reply.body);
    CHECK(problem["mistakes"].items().size() == 1);
    CHECK(problem["whatToDo"].text() == "correct it and reload");
}

TEST_CASE("a check of the configuration counts what its filter would put out of scope") {
    RunningServer server;
    const json::Value report = json::parse(ask(server, "POST", "/config/check").body);
    CHECK(report["valid"].boolean());
    const json::Value& out = report["filters"].items().at(0)["outOfScope"];
    CHECK(out["objects"].integer() == 2); // the table orders and the function orders
    CHECK(out["dataSources"].integer() == 1);
    CHECK(json::to_text(out["sample"]) == R"(["shop/main/orders","shop/main/orders;function"])");
}

TEST_CASE("a connection is removed with the token of its preview only") {
    RunningServer server;
    CHECK(ask(server, "DELETE", "/data/connection/shop").status == 400);
    CHECK(ask(server, "DELETE", "/data/connection/shop?token=other").status == 409);
    const json::Value preview =
        json::parse(ask(server, "GET", "/data/connection/shop/removal").body);
    const std::string token = preview["token"].text();
    const Reply removed = ask(server, "DELETE", "/data/connection/shop?token=" + token);
    CHECK(removed.status == 200);
    CHECK(json::parse(removed.body)["objects"].integer() == 10);
    CHECK(json::parse(removed.body)["dataSources"].integer() == 6);
    CHECK(calls_of(server) == std::vector<std::string>{"remove shop"});
}

TEST_CASE("held removals are shown with what holds them, and decided by path") {
    RunningServer server;
    const json::Value held = json::parse(ask(server, "GET", "/removals?path=shop/main").body);
    REQUIRE(held["groups"].items().size() == 1);
    CHECK(held["groups"].items()[0]["guard"].text() == "shop/main");
    REQUIRE(held["objects"].items().size() == 1);
    CHECK(held["objects"].items()[0]["oid"].integer() == kCustomers);
    const json::Value other = json::parse(ask(server, "GET", "/removals?path=shop/archive").body);
    CHECK(other["objects"].items().empty());
    CHECK(ask(server, "POST", "/removals/approve", R"({"path":"shop/main"})").status == 200);
    CHECK(ask(server, "POST", "/removals/reject", R"({"path":"shop"})").status == 200);
    CHECK(ask(server, "POST", "/removals/reject", "{}").status == 400);
    CHECK(calls_of(server) == std::vector<std::string>{"approve shop/main", "reject shop"});
}

TEST_CASE("pause and resume speak of one connection or of all") {
    RunningServer server;
    CHECK(ask(server, "POST", "/pause").status == 200);
    CHECK(ask(server, "POST", "/data/connection/shop/pause").status == 200);
    CHECK(ask(server, "POST", "/data/connection/shop/resume").status == 200);
    CHECK(ask(server, "POST", "/data/connection/other/resume").status == 404);
    CHECK(calls_of(server) ==
          std::vector<std::string>{"pause ", "pause shop", "resume shop", "resume other"});
}

TEST_CASE("a backup goes to an absolute path only") {
    RunningServer server;
    CHECK(ask(server, "POST", "/backup", R"({"file":"x.db"})").status == 400);
    CHECK(ask(server, "POST", "/backup", R"({"file":"/tmp/x.db"})").status == 200);
}

TEST_CASE("runs tell their outcomes, and the scopes that went wrong why") {
    RunningServer server;
    const json::Value runs = json::parse(ask(server, "GET", "/runs?connection=shop").body);
    REQUIRE(runs["runs"].items().size() == 2);
    CHECK(runs["runs"].items()[0]["id"].integer() == 2);
    CHECK(runs["runs"].items()[0]["result"].text() == "incomplete");
    CHECK(runs["runs"].items()[1]["counts"]["added"].integer() == 9);
    const json::Value run = json::parse(ask(server, "GET", "/runs/2").body);
    CHECK(json::to_text(run["outcomes"]) == R"({"complete":1,"denied":1})");
    const json::Value bad = json::parse(ask(server, "GET", "/runs/2/scopes?problems=true").body);
    REQUIRE(bad["scopes"].items().size() == 1);
    CHECK(bad["scopes"].items()[0]["errorClass"].text() == "denied");
    const json::Value page = json::parse(ask(server, "GET", "/runs/2/scopes?limit=1").body);
    const json::Value rest = json::parse(
        ask(server, "GET", "/runs/2/scopes?limit=1&cursor=" + page["cursor"].text()).body);
    CHECK(rest["scopes"].items().at(0)["path"].text() == "main");
    CHECK(rest["cursor"].is_null());
}

TEST_CASE("the status gives each connection's last crawl from the store") {
    RunningServer server;
    for (const char* path : {"/status", "/data/connection"}) {
        const json::Value answer = json::parse(ask(server, "GET", path).body);
        const json::Value& shop = answer["connections"].items().back();
        CHECK(shop["connectionKey"].text() == "shop");
        CHECK(shop["state"].text() == "backing_off");
        CHECK(shop["lastRun"]["id"].integer() == 2);
        CHECK(shop["lastRun"]["result"].text() == "incomplete");
    }
    const json::Value lake = json::parse(ask(server, "GET", "/data/connection/lake").body);
    CHECK(lake["lastRun"].is_null());
    CHECK(ask(server, "GET", "/data/connection/nowhere").status == 404);
}

TEST_CASE("explain says in words what decides") {
    RunningServer server;
    const json::Value held = json::parse(ask(server, "GET", "/explain/shop/main/customers").body);
    CHECK(held["filter"]["text"].text() == "included by \"**\", which names main");
    CHECK(held["status"]["text"].text() == "inactive, set here when it was discovered");
    CHECK(held["presence"]["text"].text().find("too much went missing at once in shop/main") !=
          std::string::npos);
    const json::Value kept_out = json::parse(ask(server, "GET", "/explain/shop/main/TMP_1").body);
    CHECK_FALSE(kept_out["known"].boolean());
    CHECK(kept_out["filter"]["text"].text() == "excluded by \"**/TMP_*\", which names main/TMP_1");
    const json::Value inherited = json::parse(ask(server, "GET", "/explain/shop/main/orders").body);
    CHECK(inherited["status"]["text"].text() == "active, inherited from shop/main");
    CHECK(inherited["events"].items().size() == 2);
    CHECK(ask(server, "GET", "/explain/nowhere/x").status == 404);
}

TEST_CASE("an export has every object that is there once, a line each") {
    RunningServer server;
    const auto lines = [&](const std::string& path) {
        const Reply reply = ask(server, "GET", path);
        REQUIRE(reply.status == 200);
        return std::count(reply.body.begin(), reply.body.end(), '\n');
    };
    CHECK(lines("/export/") == 11);
    CHECK(lines("/export/shop/archive") == 2);
    CHECK(ask(server, "GET", "/export/shop/none").status == 404);
}
