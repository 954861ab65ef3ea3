// PUT /data/settings, jobs and purges: what is taken, what is asked of the daemon, what is
// answered.
#include <unistd.h>

#include <catch2/catch.hpp>

#include "daemon/json/value.h"
#include "tests/unit/control/problem.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;
using store::ActivateNew;
using store::Own;

namespace {

struct Asked {
    std::vector<std::string> calls;
    std::vector<store::SettingsChange> changes;
};

Asked asked(RunningServer& server) {
    Asked all;
    server.inside([&](control::Server&, FakeCommands& commands) {
        all = {commands.calls, commands.changes};
    });
    return all;
}

Reply put(RunningServer& server, const std::string& path, const std::string& body,
          const std::string& headers = "") {
    return RawClient(server.socket()).request("PUT", "/data/settings/" + path, body, headers);
}

// As who asks over the socket is named.
const std::string kMe = ::geteuid() == 0 ? "root" : "daemon";
constexpr const char* kActive = R"({"settings":{"isActive":true}})";

} // namespace

TEST_CASE("null is to inherit, absent is to leave as it is") {
    RunningServer server;
    CHECK(put(server, "shop", kActive).status == 202);
    CHECK(put(server, "shop",
              R"({"settings":{"isActive":null,"activateNewChildren":null,)"
              R"("dataOwners":null,"infrastructureAdmins":["b","a"]}})")
              .status == 202);
    CHECK(put(server, "shop",
              R"({"settings":{"isActive":false,"activateNewChildren":false,"dataOwners":[]}})")
              .status == 202);
    const auto changes = asked(server).changes;
    REQUIRE(changes.size() == 3);
    CHECK(changes[0].own == Own::active);
    CHECK_FALSE((changes[0].activate_new || changes[0].data_owners));
    CHECK_FALSE(changes[0].infrastructure_admins);
    CHECK(changes[1].own == Own::inherit);
    CHECK(changes[1].activate_new == ActivateNew::inherit);
    CHECK(changes[1].data_owners == std::vector<std::string>{});
    CHECK(changes[1].infrastructure_admins == std::vector<std::string>{"b", "a"});
    CHECK(changes[2].own == Own::inactive);
    CHECK(changes[2].activate_new == ActivateNew::off);
}

TEST_CASE("what is announced has a bulkId; where nothing is, the change itself is the answer") {
    RunningServer server;
    const Reply announced = put(server, "shop/main", kActive);
    CHECK(announced.status == 202);
    CHECK(announced.body == R"({"bulkId":"s1"})");
    CHECK_FALSE(announced.header("ETag").empty());
    const Reply done = put(server, "shop/main", R"({"settings":{"dataOwners":["bob","ann"]}})");
    CHECK(done.status == 200);
    const json::Value answer = json::parse(done.body);
    CHECK(json::to_text(answer["before"]["dataOwners"]) == "[]");
    CHECK(json::to_text(answer["after"]["dataOwners"]) == R"(["ann","bob"])");
}

TEST_CASE("settings that cannot be taken are named") {
    RunningServer server;
    const auto refused = [&](const std::string& body) {
        const Reply reply = put(server, "shop/main", body);
        check_problem(reply, 400, "invalid");
        return json::parse(reply.body)["detail"].text();
    };
    CHECK_THAT(refused("{}"), Contains("\"settings\""));
    CHECK_THAT(refused(R"({"settings":{}})"), Contains("empty"));
    CHECK_THAT(refused(R"({"settings":[]})"), Contains("\"settings\" must be an object"));
    CHECK_THAT(refused(R"({"settings":{"isActive":1}})"), Contains("\"isActive\" must be true"));
    CHECK_THAT(refused(R"({"settings":{"isactive":true}})"), Contains("isactive"));
    CHECK_THAT(refused(R"({"settings":{"dataOwners":"ann"}})"), Contains("dataOwners"));
    CHECK_THAT(refused(R"({"settings":{"dataOwners":[""]}})"), Contains("no principal"));
    CHECK_THAT(refused(R"({"settings":{"dataOwners":["a\u001b[2J"]}})"), Contains("no principal"));
    CHECK(asked(server).calls.empty());
}

TEST_CASE("the token of a preview and the tags of If-Match reach the daemon") {
    RunningServer server;
    CHECK(put(server, "shop?token=17", kActive, "If-Match: \"a\", W/\"b\"\r\n").status == 202);
    CHECK(put(server, "shop", kActive, "If-Match: *\r\n").status == 202);
    check_problem(put(server, "shop", kActive, "If-Match: abc\r\n"), 400, "invalid");
    // A weak tag is the same as none that there is.
    CHECK(asked(server).calls ==
          std::vector<std::string>{"set shop token 17 tag a tag  by " + kMe, "set shop by " + kMe});
}

TEST_CASE("the ETag of an object is that of its own settings, and stays while those stay") {
    RunningServer server;
    const auto tag = [&] { return ask(server, "GET", "/data/object/shop/main").header("ETag"); };
    const std::string before = tag();
    CHECK(before.size() > 2);
    store::set_owners(server.store().db(), kOrders, store::Role::data_owner, {"ann"});
    CHECK(tag() == before);
    store::set_owners(server.store().db(), kMain, store::Role::data_owner, {"ann"});
    CHECK(tag() != before);
}

TEST_CASE("a preview tells what would be announced by kind, a sample of it, and asks nobody") {
    RunningServer server;
    const json::Value p = json::parse(
        put(server, "shop/main?dryRun=true", R"({"settings":{"isActive":false}})").body);
    REQUIRE(p["changes"].items().size() == 1);
    CHECK(p["changes"].items()[0]["kind"].text() == "table");
    CHECK(p["changes"].items()[0]["deactivated"].integer() == 3);
    CHECK(p["changes"].items()[0]["activated"].integer() == 0);
    CHECK(p["accepted"].integer() == 1); // customers, which discovery had set
    CHECK(p["sample"].items().size() == 3);
    CHECK(p["sample"].items()[0]["state"].text() == "inactive");
    CHECK(p["before"]["isActive"].boolean());
    CHECK_FALSE(p["after"]["isActive"].boolean());
    CHECK_FALSE(p["token"].text().empty());
    check_problem(put(server, "shop/main/gone?dryRun=true", kActive), 409, "conflict");
    check_problem(
        put(server, "shop/main/orders?dryRun=true", R"({"settings":{"activateNewChildren":true}})"),
        400, "invalid");
    check_problem(put(server, "shop/none?dryRun=true", kActive), 404, "not-found");
    CHECK(asked(server).calls.empty());
}

TEST_CASE("jobs are listed with crawls, newest first and in pages, and looked up by their id") {
    RunningServer server;
    const auto ids = [&](const std::string& query) {
        const json::Value page = json::parse(ask(server, "GET", "/jobs" + query).body);
        std::string text;
        for (const json::Value& job : page["jobs"].items())
            text += job["id"].text() + " " + job["state"].text() + ", ";
        return text + page["cursor"].text();
    };
    CHECK(ids("") == "s3 created, s2 failed, s1 completed, ");
    CHECK(ids("?limit=2") == "s3 created, s2 failed, s2");
    CHECK(ids("?limit=2&cursor=s2") == "s1 completed, ");
    check_problem(ask(server, "GET", "/jobs?cursor=2"), 400, "invalid");
    const json::Value one = json::parse(ask(server, "GET", "/jobs?bulkId=s1").body);
    const json::Value& output = one["jobs"].items().at(0)["output"];
    CHECK(json::to_text(output["objectPath"]) == R"(["shop","main"])");
    CHECK(output["done"].integer() == 7);
    CHECK(output["total"].integer() == 7);
    CHECK(output["events"].integer() == 3);
    CHECK(output["isActive"].boolean());
    CHECK(output["requestedBy"].text() == "root");
}

TEST_CASE("what a job was about may be purged: who governs still sees the job") {
    RunningServer server;
    server.store().db().exec("UPDATE job SET oid = 999 WHERE id = 1");
    const json::Value one = json::parse(ask(server, "GET", "/jobs?bulkId=s1").body);
    CHECK(one["jobs"].items().at(0)["output"]["objectPath"].is_null());
}

TEST_CASE("a job is cancelled by its id") {
    RunningServer server;
    CHECK(ask(server, "DELETE", "/jobs/s1").body == R"({"id":"s1","cancelled":true})");
    (void)ask(server, "POST", "/data/crawl/shop");
    CHECK(ask(server, "DELETE", "/jobs/c7").status == 200);
    check_problem(ask(server, "DELETE", "/jobs/7"), 404, "not-found");
    check_problem(ask(server, "DELETE", "/jobs/s9"), 404, "not-found");
    CHECK(asked(server).calls == std::vector<std::string>{"cancel s1", "crawl shop", "cancel c7"});
    const json::Value would = json::parse(ask(server, "DELETE", "/jobs/s2?dryRun=true").body);
    CHECK_THAT(would["would"].text(), Contains("what was set at shop before"));
}

TEST_CASE("a purge answers with the path and how many went with it") {
    RunningServer server;
    const Reply purged = ask(server, "DELETE", "/data/object/shop/main/gone");
    CHECK(purged.body == R"({"objectPath":["shop","main","gone"],"childCount":2})");
    const json::Value would =
        json::parse(ask(server, "DELETE", "/data/object/shop/main/gone?dryRun=true").body);
    CHECK(would["objects"].integer() == 2); // two tombstones have this name
    const Reply present = ask(server, "DELETE", "/data/object/shop/main/orders?dryRun=true");
    check_problem(present, 409, "conflict");
    CHECK_THAT(json::parse(present.body)["whatToDo"].text(), Contains("exclude"));
    CHECK(asked(server).calls == std::vector<std::string>{"purge shop/main/gone"});
}
