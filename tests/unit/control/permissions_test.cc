// Role x route x ownership, driven by the table of routes: a route without a line here fails.
#include <catch2/catch.hpp>
#include <set>

#include "daemon/control/router.h"
#include "daemon/json/value.h"
#include "tests/unit/control/roles.h"

using namespace objsync;
using namespace objsync::test;

namespace {

constexpr As kRoles[] = {As::governor, As::admin,  As::owner, As::creator,
                         As::stranger, As::nobody, As::keeper};

// One letter for each of kRoles: y allowed, n refused (403), h hidden (404), u unknown (401).
struct Line {
    const char* route;
    const char* path;
    const char* body;
    const char* expected;
};

constexpr const char* kStatus = R"({"settings":{"isActive":true,"activateNewChildren":null}})";
constexpr const char* kOwners = R"({"settings":{"isActive":true,"dataOwners":["owner"]}})";
constexpr const char* kAdmins = R"({"settings":{"infrastructureAdmins":null}})";

const Line kLines[] = {
    // route, request, body,                                        governor, admin of shop, owner
    // of
    // shop/main, creator, admin and owner of lake, unknown token, owner of shop
    {"GET /", "/", "", "yyyyyuy"},
    {"GET /openapi.json", "/openapi.json", "", "yyyyyuy"},
    {"GET /healthz", "/healthz", "", "yyyyyuy"},
    {"GET /readyz", "/readyz", "", "yyyyyuy"},
    {"GET /metrics", "/metrics", "", "ynnnnun"},
    {"GET /sinks", "/sinks", "", "ynnnnun"},
    {"GET /tokens", "/tokens", "", "ynnnnun"},
    {"POST /tokens", "/tokens", "{\"principal\":\"x\"}", "ynnnnun"},
    {"DELETE /tokens/{key}", "/tokens/1000", "", "ynnnnun"},
    {"GET /audit", "/audit", "", "ynnnnun"},
    {"GET /status", "/status", "", "ynnnnun"},
    {"POST /reload", "/reload", "", "ynnnnun"},
    {"POST /config/check", "/config/check", "", "ynnnnun"},
    {"GET /plugins", "/plugins", "", "ynnynun"},
    {"POST /backup", "/backup", "{\"file\":\"/x\"}", "ynnnnun"},
    {"POST /pause", "/pause", "", "ynnnnun"},
    {"POST /resume", "/resume", "", "ynnnnun"},

    {"GET /data/connection", "/data/connection", "", "yyyyyuy"},
    {"POST /data/connection", "/data/connection",
     "{\"connectionKey\":\"new\",\"connection\":{\"plugin\":\"odbc\"}}", "ynnynun"},
    {"POST /data/connection/check", "/data/connection/check",
     "{\"connectionKey\":\"new\",\"connection\":{\"plugin\":\"odbc\"}}", "ynnynun"},
    {"GET /data/connection/{key}", "/data/connection/shop", "", "yyhhhuy"},
    {"PUT /data/connection/{key}", "/data/connection/shop", "{\"connection\":{}}", "yyhhhun"},
    {"DELETE /data/connection/{key}", "/data/connection/shop?token=token-1", "", "yyhhhun"},
    {"GET /data/connection/{key}/removal", "/data/connection/shop/removal", "", "yyhhhun"},
    {"POST /data/connection/{key}/accept", "/data/connection/shop/accept", "", "yyhhhun"},
    {"POST /data/connection/{key}/check", "/data/connection/shop/check", "", "yyhhhun"},
    {"POST /data/connection/{key}/pause", "/data/connection/shop/pause", "", "yyhhhun"},
    {"POST /data/connection/{key}/resume", "/data/connection/shop/resume", "", "yyhhhun"},

    {"POST /data/object/search/{path}", "/data/object/search/", "", "yyyyyuy"},
    {"POST /data/object/search/{path}", "/data/object/search/", "{\"name\":\"*\"}", "yyyyyuy"},
    {"POST /data/object/search/{path}", "/data/object/search/shop", "{\"name\":\"*\"}", "yyhhhuy"},
    {"POST /data/object/search/{path}", "/data/object/search/shop", "", "yyhhhuy"},
    {"POST /data/object/search/{path}", "/data/object/search/shop/main", "", "yyyhhuy"},
    {"POST /data/object/search/{path}", "/data/object/search/shop/archive", "", "yyhhhuy"},
    {"GET /data/object/{path}", "/data/object/shop", "", "yyhhhuy"},
    {"GET /data/object/{path}", "/data/object/shop/main", "", "yyyhhuy"},
    {"GET /data/object/{path}", "/data/object/shop/main/orders", "", "yyyhhuy"},
    {"GET /data/object/{path}", "/data/object/shop/main/gone", "", "yyyhhuy"},
    {"GET /data/object/{path}", "/data/object/shop/archive/old", "", "yyhhhuy"},
    {"GET /data/object/{path}", "/data/object/lake", "", "yhhhyuh"},
    {"PUT /data/tags/{path}", "/data/tags/shop", "{\"localTags\":{\"a\":\"1\"}}", "yyhhhuy"},
    {"PUT /data/tags/{path}", "/data/tags/shop/main/orders", "{\"localTags\":{\"a\":\"1\"}}",
     "yyyhhuy"},
    {"PUT /data/tags/{path}", "/data/tags/shop/archive/old", "{\"localTags\":{\"a\":\"1\"}}",
     "yyhhhuy"},
    {"POST /data/crawl/{path}", "/data/crawl/shop", "", "yyhhhuy"},
    {"POST /data/crawl/{path}", "/data/crawl/shop/main", "", "yyyhhuy"},
    {"POST /data/crawl/{path}", "/data/crawl/shop/main/not/known/yet", "", "yyyhhuy"},
    {"POST /data/crawl/{path}", "/data/crawl/shop/archive", "", "yyhhhuy"},
    {"GET /jobs", "/jobs?bulkId=c7", "", "yyhhhuy"}, // the crawl of the line before
    {"GET /jobs", "/jobs?bulkId=s1", "", "yyyhhuy"}, // of shop/main
    {"GET /jobs", "/jobs?bulkId=s2", "", "yyhhhuy"}, // of shop
    {"GET /jobs", "/jobs?bulkId=s3", "", "yhhhyuh"}, // of lake
    {"GET /jobs", "/jobs", "", "yyyyyuy"},
    {"DELETE /jobs/{key}", "/jobs/c7", "", "yyhhhuy"},
    {"DELETE /jobs/{key}", "/jobs/s1", "", "yyyhhuy"},
    {"DELETE /jobs/{key}", "/jobs/s2", "", "yyhhhuy"},
    {"DELETE /jobs/{key}", "/jobs/s1?dryRun=true", "", "yyyhhuy"},
    {"GET /explain/{path}", "/explain/shop/main/orders", "", "yyyhhuy"},
    {"GET /explain/{path}", "/explain/shop/archive", "", "yyhhhuy"},
    {"GET /export/{path}", "/export/", "", "yyyyyuy"},
    {"GET /export/{path}", "/export/shop/main", "", "yyyhhuy"},
    {"GET /export/{path}", "/export/shop", "", "yyhhhuy"},

    {"GET /runs", "/runs", "", "yyyyyuy"},
    {"GET /runs/{key}", "/runs/1", "", "yyhhhuy"}, // of the whole connection
    {"GET /runs/{key}", "/runs/2", "", "yyyhhuy"}, // of shop/main
    {"GET /runs/{key}/scopes", "/runs/1/scopes", "", "yyhhhuy"},
    {"GET /runs/{key}/scopes", "/runs/2/scopes", "", "yyyhhuy"},
    {"GET /removals", "/removals", "", "yyyyyuy"},
    {"GET /removals", "/removals?path=shop/main", "", "yyyhhuy"},
    {"GET /removals", "/removals?path=shop", "", "yyhhhuy"},
    {"POST /removals/approve", "/removals/approve", "{\"path\":\"shop/main\"}", "yyyhhuy"},
    {"POST /removals/approve", "/removals/approve", "{\"path\":\"shop\"}", "yyhhhuy"},
    {"POST /removals/reject", "/removals/reject", "{\"path\":\"shop/main/customers\"}", "yyyhhuy"},
    {"GET /events", "/events", "", "yyyyyuy"},
    {"GET /events", "/events?path=shop/main", "", "yyyhhuy"},
    {"GET /events", "/events?connection=shop", "", "yyhhhuy"},

    {"DELETE /data/object/{path}", "/data/object/shop/main/gone", "", "yyyhhuy"},
    {"DELETE /data/object/{path}", "/data/object/shop/main/gone?dryRun=true", "", "yyyhhuy"},
    {"DELETE /data/object/{path}", "/data/object/shop/archive/old", "", "yyhhhuy"},
    {"PUT /data/settings/{path}", "/data/settings/shop", kStatus, "yyhhhuy"},
    {"PUT /data/settings/{path}", "/data/settings/shop/main", kStatus, "yyyhhuy"},
    {"PUT /data/settings/{path}", "/data/settings/shop/main/orders", kStatus, "yyyhhuy"},
    {"PUT /data/settings/{path}", "/data/settings/shop/archive", kStatus, "yyhhhuy"},
    {"PUT /data/settings/{path}", "/data/settings/shop/main?dryRun=true", kStatus, "yyyhhuy"},
    {"PUT /data/settings/{path}", "/data/settings/shop/archive?dryRun=true", kStatus, "yyhhhuy"},
    // Who owns what is the admin's to say.
    {"PUT /data/settings/{path}", "/data/settings/shop", kOwners, "yyhhhun"},
    {"PUT /data/settings/{path}", "/data/settings/shop/main", kOwners, "yynhhun"},
    {"PUT /data/settings/{path}", "/data/settings/shop/main", kAdmins, "yynhhun"},
    {"PUT /data/settings/{path}", "/data/settings/shop/main?dryRun=true", kAdmins, "yynhhun"},
    {"PUT /data/settings/{path}", "/data/settings/lake?dryRun=true", kAdmins, "yhhhyuh"},
};

char verdict(const Reply& reply) {
    switch (reply.status) {
        case 401:
            return 'u';
        case 403:
            return 'n';
        case 404:
            return 'h';
        case 429:
            return '?';
        default:
            return 'y';
    }
}

std::string name_of(const control::Route& route) {
    return std::string(route.method) + " " + std::string(route.pattern);
}

} // namespace

TEST_CASE("every route has lines here, and every line a route") {
    std::set<std::string> decided, there;
    for (const Line& line : kLines)
        decided.insert(line.route);
    for (const control::Route& route : control::routes())
        there.insert(name_of(route));
    CHECK(decided == there);
}

TEST_CASE("each role may do at each place what it should, and nothing else") {
    ServerWithRoles server;
    for (const Line& line : kLines) {
        const std::string route(line.route);
        const std::string method = route.substr(0, route.find(' '));
        std::string got;
        for (const As who : kRoles)
            got += verdict(server.ask(who, method, line.path, line.body));
        CAPTURE(line.route, line.path);
        // What does not exist is 404 for those that may ask, too.
        if (std::string_view(line.path) == "/tokens/1000") got[0] = 'y';
        CHECK(got == line.expected);
    }
}

TEST_CASE("what is hidden and what is not there look the same") {
    ServerWithRoles server;
    const auto same = [&](const std::string& method, std::string there, std::string not_there,
                          const std::string& body = "") {
        for (const As who : {As::creator, As::stranger}) {
            const Reply a = server.ask(who, method, there, body);
            Reply b = server.ask(who, method, not_there, body);
            CAPTURE(there, a.body, b.body);
            CHECK(a.status == 404);
            CHECK(b.status == 404);
            const auto strip = [](std::string text) {
                for (const char* name : {"shop", "none", "/main/orders", "/a/b", "7", "8", "1"}) {
                    for (size_t at = 0; (at = text.find(name)) != std::string::npos;)
                        text.erase(at, std::strlen(name));
                }
                return text;
            };
            CHECK(strip(a.body) == strip(b.body));
        }
    };
    (void)server.ask(As::governor, "POST", "/data/crawl/shop");
    same("GET", "/data/connection/shop", "/data/connection/none");
    same("GET", "/data/object/shop/main/orders", "/data/object/none/a/b");
    same("POST", "/data/object/search/shop", "/data/object/search/none");
    same("POST", "/data/crawl/shop", "/data/crawl/none");
    same("PUT", "/data/tags/shop/main/orders", "/data/tags/none/a/b", R"({"localTags":{"a":"1"}})");
    same("DELETE", "/data/connection/shop?keepObjects=true",
         "/data/connection/none?keepObjects=true");
    same("POST", "/data/connection/shop/pause", "/data/connection/none/pause");
    same("GET", "/explain/shop", "/explain/none");
    same("GET", "/export/shop", "/export/none");
    same("GET", "/jobs?bulkId=c7", "/jobs?bulkId=c8");
    same("GET", "/jobs?bulkId=s1", "/jobs?bulkId=s8");
    same("DELETE", "/jobs/s1", "/jobs/s8");
    same("DELETE", "/jobs/c7", "/jobs/c8");
    same("DELETE", "/data/object/shop/main/orders", "/data/object/none/a/b");
    same("PUT", "/data/settings/shop/main/orders", "/data/settings/none/a/b", kStatus);
    same("PUT", "/data/settings/shop/main/orders", "/data/settings/none/a/b", kOwners);
    same("PUT", "/data/settings/shop?dryRun=true", "/data/settings/none?dryRun=true", kStatus);
    same("GET", "/removals?path=shop", "/removals?path=none");
    same("GET", "/events?path=shop", "/events?path=none");
    same("GET", "/events?connection=shop", "/events?connection=none");
    CHECK(server.ask(As::stranger, "GET", "/runs?connection=shop").body ==
          server.ask(As::stranger, "GET", "/runs?connection=none").body);
}

TEST_CASE("lists hold nothing of what the caller may not read") {
    ServerWithRoles server;
    for (const char* path :
         {"/data/connection", "/runs", "/removals", "/events", "/export/", "/jobs"}) {
        for (const As who : {As::creator, As::stranger}) {
            const Reply reply = server.ask(who, "GET", path);
            CAPTURE(path, reply.body);
            CHECK(reply.status == 200);
            CHECK(reply.body.find("shop") == std::string::npos);
        }
        const Reply all = server.ask(As::admin, "GET", path);
        CAPTURE(path);
        CHECK(all.body.find("shop") != std::string::npos);
        CHECK(all.body.find("lake") == std::string::npos);
    }
    CHECK(server.ask(As::stranger, "POST", "/data/object/search/").body.find("shop") ==
          std::string::npos);
    const std::string mine = server.ask(As::owner, "POST", "/data/object/search/").body;
    CHECK(mine.find(R"(["shop","main"])") != std::string::npos);
    CHECK(mine.find("archive") == std::string::npos);
    CHECK(server.ask(As::owner, "GET", "/export/").body.find("archive") == std::string::npos);
    CHECK(server.ask(As::owner, "GET", "/events").body.find("orders") != std::string::npos);
    CHECK(json::parse(server.ask(As::owner, "GET", "/runs").body)["runs"].items().size() == 1);
    CHECK(json::parse(server.ask(As::owner, "GET", "/jobs").body)["jobs"].items().size() == 1);
}

TEST_CASE("a follower gets the events of what it may read, and no others") {
    ServerWithRoles server;
    auto& store = server.server().store();
    const json::Value made =
        json::parse(server.ask(As::governor, "POST", "/tokens", R"({"principal":"owner"})").body);
    RawClient owner(server.server().socket());
    owner.send("GET /events?follow=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
               made["token"].text() + "\r\n\r\n");
    (void)owner.read_until("id: ");
    store.event(1, kOld, {{"archive", ""}, {"old", ""}}, "changed");
    store.event(1, kOrders, {{"main", ""}, {"orders", ""}}, "changed");
    server.server().inside([](control::Server& s, FakeCommands&) { s.events_committed(); });
    const std::string got = owner.read_until("shop/main/orders");
    CHECK(got.find("archive") == std::string::npos);
}
