// Connections as they are defined, tried and ended, and local tags: what is taken, what is asked of
// the daemon, what is answered.
#include <unistd.h>

#include <catch2/catch.hpp>

#include "daemon/json/node.h"
#include "tests/unit/control/problem.h"
#include "tests/unit/control/roles.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using Calls = std::vector<std::string>;

namespace {

Calls calls_of(RunningServer& server) {
    Calls calls;
    server.inside([&](control::Server&, FakeCommands& commands) { calls = commands.calls; });
    return calls;
}

const std::string kMe = ::geteuid() == 0 ? "root" : "daemon";

Reply put_tags(RunningServer& server, const std::string& path, const std::string& tags) {
    return ask(server, "PUT", "/data/tags/" + path, R"({"localTags":)" + tags + "}");
}

} // namespace

TEST_CASE("JSON becomes the tree of a configuration, each member with its path") {
    const auto node =
        json::node_of(json::parse(R"({"a":{"b":[1,{"c":"x"}]},"d":true})"), "connection");
    const auto& list = *node.find("a")->find("b");
    CHECK(list.at.text() == "connection.a.b");
    CHECK(list.items[0].integer == 1);
    CHECK(list.items[1].find("c")->at.text() == "connection.a.b[1].c");
    CHECK(node.find("d")->boolean);
    CHECK(json::node_text(node) == R"({"a":{"b":[1,{"c":"x"}]},"d":true})");
}

TEST_CASE("JSON that no configuration could hold is refused by the path of the member") {
    const auto why = [](const std::string& text) {
        try {
            (void)json::node_of(json::parse(text), "connection");
        } catch (const Error& e) {
            CHECK(e.kind() == ErrorKind::input);
            return std::string(e.what());
        }
        return std::string();
    };
    CHECK_THAT(why(R"({"a":{"b":null}})"), Contains("connection.a.b: ") && Contains("null"));
    CHECK_THAT(why(R"({"a":[1.5]})"), Contains("connection.a[0]: "));
    CHECK_THAT(why(R"({"a":1,"a":2})"), Contains("connection.a: it is given twice"));
    std::string deep = "1";
    for (int i = 0; i < 20; i++)
        deep = R"({"x":)" + deep + "}";
    CHECK_THAT(why(deep), Contains("nested too deeply"));
}

TEST_CASE("a connection is registered with its settings, and with who registers it") {
    RunningServer server;
    const Reply reply = ask(server, "POST", "/data/connection",
                            R"({"connectionKey":"new","connection":{"plugin":"odbc"},)"
                            R"("settings":{"isActive":true,"activateNewChildren":false,)"
                            R"("dataOwners":["ann"]},"options":{"forceRecursiveCrawl":true}})");
    CHECK(reply.status == 201);
    CHECK(reply.body == R"({"connectionKey":"new"})");
    CHECK(calls_of(server) == Calls{"register new of odbc full for " + kMe});
    server.inside([](control::Server&, FakeCommands& commands) {
        REQUIRE(commands.changes.size() == 1);
        CHECK(commands.changes[0].own == store::Own::active);
        CHECK(commands.changes[0].activate_new == store::ActivateNew::off);
        CHECK(commands.changes[0].data_owners == std::vector<std::string>{"ann"});
        CHECK_FALSE(commands.changes[0].infrastructure_admins);
    });
}

TEST_CASE("what is wrong with a definition is told in one go, each by the path of its member") {
    RunningServer server;
    const Reply wrong = ask(server, "POST", "/data/connection",
                            R"({"connectionKey":"new","connection":{"plugin":"wrong"}})");
    check_problem(wrong, 400, "invalid");
    const json::Value problem = json::parse(wrong.body);
    REQUIRE(problem["mistakes"].items().size() == 2);
    CHECK_THAT(problem["mistakes"].items()[0].text(), Contains("connection.every: "));
    CHECK_THAT(problem["mistakes"].items()[1].text(), Contains("connection.plugin: "));
    for (const char* body : {
             R"({"connectionKey":"new"})",
             R"({"connectionKey":"new","connection":[]})",
             R"({"connectionKey":"new","connection":{"every":null}})",
             R"({"connection":{"plugin":"odbc"}})",
             R"({"connectionKey":"new","connection":{"plugin":"odbc"},"settings":{"x":1}})",
             R"({"connectionKey":"new","connection":{"plugin":"odbc"},"options":{"x":1}})",
         }) {
        CAPTURE(body);
        check_problem(ask(server, "POST", "/data/connection", body), 400, "invalid");
    }
}

TEST_CASE("a connection is changed and tried under its key, in the name of who asks") {
    RunningServer server;
    CHECK(
        ask(server, "PUT", "/data/connection/shop", R"({"connection":{"plugin":"odbc"}})").status ==
        200);
    const Reply tried = ask(server, "POST", "/data/connection/check",
                            R"({"connectionKey":"new","connection":{"plugin":"odbc"}})");
    CHECK(tried.status == 200);
    CHECK(json::parse(tried.body)["findings"].items().at(0)["found"].text() == "in");
    check_problem(ask(server, "POST", "/data/connection/check",
                      R"({"connectionKey":"new","connection":{"plugin":"wrong"}})"),
                  400, "invalid");
    CHECK(calls_of(server) == Calls{"change shop of odbc for " + kMe, "try new of odbc for " + kMe,
                                    "try new of wrong for " + kMe});
}

TEST_CASE("a registered connection is read with who registered it and when") {
    RunningServer server;
    const json::Value shop = json::parse(ask(server, "GET", "/data/connection/shop").body);
    CHECK(shop["registered"].boolean());
    CHECK(shop["connection"]["plugin"].text() == "odbc");
    CHECK(shop["createdBy"].text() == "alice");
    CHECK(shop["createdAt"].text() == "2026-09-21T14:13:20.000Z");
    const json::Value lake = json::parse(ask(server, "GET", "/data/connection/lake").body);
    CHECK_FALSE(lake["registered"].boolean());
    CHECK(lake["connection"].is_null());
    CHECK(lake["createdBy"].is_null());
}

TEST_CASE("to forget a registration needs no token, as nothing ends") {
    RunningServer server;
    const Reply reply = ask(server, "DELETE", "/data/connection/shop?keepObjects=true");
    CHECK(reply.status == 200);
    CHECK(json::parse(reply.body)["objects"].integer() == 0);
    CHECK(calls_of(server) == Calls{"remove shop but its objects"});
}

TEST_CASE("local tags stand apart from the platform's, in objects and exports") {
    RunningServer server;
    const json::Value orders =
        json::parse(ask(server, "GET", "/data/object/shop/main/orders").body);
    CHECK(json::to_text(orders["localTags"]) == R"({"pii":"yes"})");
    CHECK(orders["object"]["tags"].is_null());
    const json::Value main = json::parse(ask(server, "GET", "/data/object/shop/main").body);
    CHECK(json::to_text(main["localTags"]) == "{}");
    const std::string exported = ask(server, "GET", "/export/shop/main").body;
    CHECK_THAT(exported, Contains(R"("localTags":{"pii":"yes"})"));
}

TEST_CASE("local tags are set and taken away by name, and what was is in the answer") {
    RunningServer server;
    const Reply reply = put_tags(server, "shop/main/orders", R"({"pii":"no","area":null,"x":""})");
    CHECK(reply.status == 200);
    CHECK(reply.body == R"({"before":{"area":"sales"},"after":{"pii":"no","x":""}})");
    CHECK(calls_of(server) == Calls{"tag shop/main/orders area gone pii=no x="});
}

TEST_CASE("what is no tag is refused") {
    RunningServer server;
    for (const char* tags :
         {"{}", "[]", "null", R"({"a":1})", R"({"":"x"})", R"({"a=b":"x"})", R"({"a":"x\ny"})"}) {
        CAPTURE(tags);
        check_problem(put_tags(server, "shop/main/orders", tags), 400, "invalid");
    }
    check_problem(ask(server, "PUT", "/data/tags/", R"({"localTags":{"a":"1"}})"), 400, "invalid");
    CHECK(calls_of(server).empty());
}

TEST_CASE("a caller without GOVERNANCE vouches for secrets by its names, a governor for any") {
    control::Caller caller;
    caller.principals = {"alice", "stewards"};
    CHECK(caller.vouchers() == caller.principals);
    caller.governor = true;
    CHECK(caller.vouchers().empty());
}
