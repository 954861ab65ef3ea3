// Dry runs: of every route that changes something, and none of them does.
#include <catch2/catch.hpp>

#include "daemon/control/router.h"
#include "daemon/control/shapes.h"
#include "daemon/json/value.h"
#include "tests/unit/control/problem.h"

using namespace objsync;
using namespace objsync::test;
using Catch::Contains;

namespace {

json::Value would(RunningServer& server, const std::string& method, const std::string& path,
                  const std::string& body = "") {
    const Reply reply = ask(server, method, path + "?dryRun=true", body);
    CAPTURE(path, reply.body);
    CHECK(reply.status == 200);
    return json::parse(reply.body);
}

} // namespace

TEST_CASE("every route that changes something has a dry run") {
    for (const control::Route& route : control::routes()) {
        if (!route.changes) continue;
        CAPTURE(route.method, route.pattern);
        CHECK(std::any_of(route.query.begin(), route.query.end(),
                          [](const control::Field& field) { return field.name == "dryRun"; }));
    }
}

TEST_CASE("a dry run says what would be done, and nothing is done or recorded") {
    RunningServer server({}, [](StoreMaker& store) {
        (void)store::insert_token(
            store.db(), {0, "hash", "ci", store::kGovernance, "for ci", kNow, "root", {}, {}});
        store.db().exec(
            "UPDATE connection SET identity = 'a', refused_identity = 'b' WHERE id = 1");
    });
    CHECK_THAT(would(server, "POST", "/pause")["would"].text(), Contains("shop"));
    CHECK(would(server, "POST", "/data/connection/shop/pause")["wouldChange"].boolean());
    CHECK_FALSE(would(server, "POST", "/data/connection/shop/resume")["wouldChange"].boolean());
    CHECK_THAT(would(server, "POST", "/data/connection/shop/accept")["would"].text(),
               Contains("expect b behind shop from now on, instead of a"));
    CHECK_THAT(would(server, "POST", "/reload")["would"].text(), Contains("/etc/objsync.toml"));
    CHECK_THAT(would(server, "POST", "/backup", R"({"file":"/not-there"})")["would"].text(),
               Contains("/not-there"));
    CHECK_THAT(would(server, "POST", "/tokens", R"({"principal":"ann"})")["would"].text(),
               Contains("of ann, which expires at"));
    CHECK_THAT(would(server, "DELETE", "/tokens/1")["would"].text(),
               Contains("revoke token 1 of ci (for ci) with GOVERNANCE, which never expires"));
    CHECK_FALSE(would(server, "DELETE", "/data/connection/shop")["token"].text().empty());
    const json::Value tags =
        would(server, "PUT", "/data/tags/shop/main/orders", R"({"localTags":{"a":"1"}})");
    CHECK(json::to_text(tags) == R"({"before":{"pii":"yes"},"after":{"a":"1","pii":"yes"}})");
    for (const char* decision : {"/removals/approve", "/removals/reject"}) {
        const json::Value held = would(server, "POST", decision, R"({"path":"shop/main"})");
        CHECK(held["objects"].integer() == 1);
        CHECK(json::to_text(held["sample"]) == R"(["shop/main/customers"])");
        CHECK_FALSE(
            would(server, "POST", decision, R"({"path":"shop/archive"})")["wouldChange"].boolean());
    }
    server.inside([](control::Server&, FakeCommands& commands) {
        CHECK(commands.calls.empty());
        CHECK(commands.recorded.empty());
    });
}

TEST_CASE("the dry run of a definition holds it against its plugin, and keeps nothing") {
    RunningServer server;
    CHECK(would(server, "POST", "/data/connection",
                R"({"connectionKey":"new","connection":{"plugin":"odbc"}})")["would"]
              .text() == "register connection new");
    CHECK(would(server, "PUT", "/data/connection/shop",
                R"({"connection":{"plugin":"odbc"}})")["would"]
              .text() == "change connection shop");
    const Reply wrong = ask(server, "PUT", "/data/connection/shop?dryRun=true",
                            R"({"connection":{"plugin":"wrong"}})");
    check_problem(wrong, 400, "invalid");
    CHECK(json::parse(wrong.body)["mistakes"].items().size() == 2);
    server.inside([](control::Server&, FakeCommands& commands) {
        for (const std::string& call : commands.calls)
            CHECK_THAT(call, Contains(" dry"));
        CHECK(commands.recorded.size() == 1); // that it was refused
    });
}

TEST_CASE("a dry run is refused where the change would be") {
    RunningServer server;
    const auto refused = [&](const std::string& method, const std::string& path, int status,
                             const std::string& kind, const std::string& body = "") {
        CAPTURE(path);
        check_problem(ask(server, method, path + "?dryRun=true", body), status, kind);
    };
    refused("POST", "/data/connection/none/pause", 404, "not-found");
    refused("POST", "/data/connection/shop/accept", 409, "conflict");
    refused("POST", "/backup", 409, "conflict", R"({"file":"/dev/null"})");
    refused("DELETE", "/tokens/77", 404, "not-found");
    refused("DELETE", "/data/connection/none", 404, "not-found");
    refused("PUT", "/data/tags/shop/main/gone", 409, "conflict", R"({"localTags":{"a":"1"}})");
    refused("PUT", "/data/tags/shop/main/none", 404, "not-found", R"({"localTags":{"a":"1"}})");
    refused("POST", "/tokens", 400, "invalid", R"({"principal":""})");
    server.inside([](control::Server&, FakeCommands& commands) { commands.config_wrong = true; });
    refused("POST", "/reload", 409, "conflict");
    check_problem(ask(server, "POST", "/pause?dryRun=perhaps"), 400, "invalid");
}
