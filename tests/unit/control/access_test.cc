// Who asks: peers of the socket and tokens; and what is recorded of what they ask for.
#include <sys/syscall.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "daemon/control/access.h"
#include "daemon/control/refusals.h"
#include "tests/unit/control/problem.h"
#include "tests/unit/control/running_server.h"

using namespace objsync;
using namespace objsync::test;

namespace {

// Asked by another user, in other groups. The system calls themselves change one thread only, and
// the socket remembers who connected.
Reply ask_as(const RunningServer& server, uid_t user, gid_t group, const std::string& method,
             const std::string& path) {
    std::filesystem::permissions(std::filesystem::path(server.socket()).parent_path(),
                                 std::filesystem::perms(0755));
    std::filesystem::permissions(server.socket(), std::filesystem::perms(0666));
    Reply reply;
    std::thread([&] {
        const gid_t groups[] = {group};
        if (::syscall(SYS_setgroups, 1, groups) != 0) return;
        if (::syscall(SYS_setresuid, -1, user, -1) != 0) return;
        reply = ask(server, method, path, "");
    }).join();
    return reply;
}

} // namespace

TEST_CASE("root and the daemon's own user may all, others what the configuration says") {
    if (::geteuid() != 0) {
        WARN("only root can take on another user; not tested");
        return;
    }
    control::ServerOptions options;
    options.callers = {{"alice", "12345", "", true, false, {}},
                       {"team", "", "23456", false, true, {}},
                       {"ghost", "no-such-user-here", "", true, false, {}}};
    RunningServer server(options, [](StoreMaker& store) {
        store::set_owners(store.db(), kMain, store::Role::data_owner, {"team"});
    });
    CHECK(ask(server, "POST", "/reload", "{}").status == 200);
    check_problem(ask_as(server, 65534, 65534, "POST", "/reload"), 403, "forbidden");
    check_problem(ask_as(server, 65534, 65534, "GET", "/data/object/shop"), 403, "forbidden");
    CHECK(ask_as(server, 65534, 65534, "GET", "/healthz").status == 200);
    CHECK(ask_as(server, 12345, 65534, "POST", "/reload").status == 200);
    CHECK(ask_as(server, 65534, 23456, "GET", "/data/object/shop/main").status == 200);
    CHECK(ask_as(server, 65534, 23456, "GET", "/plugins").status == 200);
    check_problem(ask_as(server, 65534, 23456, "GET", "/data/object/shop"), 404, "not-found");
    server.inside([](control::Server& s, FakeCommands&) { s.set_callers({}); });
    check_problem(ask_as(server, 12345, 65534, "POST", "/reload"), 403, "forbidden");
}

TEST_CASE("what was refused, and what changes nothing in the store, is recorded") {
    RunningServer server;
    CHECK(ask(server, "POST", "/reload", "{}").status == 200);
    CHECK(ask(server, "POST", "/data/connection/none/pause").status == 404);
    CHECK(ask(server, "GET", "/data/object/none").status == 404);
    std::vector<store::AuditRow> rows;
    server.inside([&](control::Server&, FakeCommands& commands) { rows = commands.recorded; });
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].action == "POST /reload");
    CHECK(rows[0].status == 200);
    CHECK_FALSE(rows[0].principal.empty());
    CHECK(rows[1].target == "none");
    CHECK(rows[1].status == 404);
    CHECK_FALSE(rows[1].detail.empty());
}

TEST_CASE("a refused mutation is recorded also of nobody known, but not without end") {
    RunningServer server;
    for (int i = 0; i < 70; ++i) {
        RawClient client(server.socket());
        CHECK(client.request("POST", "/pause", "", "Authorization: Bearer x\r\n").status == 401);
    }
    std::vector<store::AuditRow> rows;
    server.inside([&](control::Server&, FakeCommands& commands) { rows = commands.recorded; });
    REQUIRE(rows.size() == 60);
    CHECK(rows[0].principal.empty());
    CHECK(rows[0].status == 401);
    CHECK(rows[0].via.starts_with("uid "));
}

TEST_CASE("of a minute's refusals the first are recorded, and how many were not") {
    control::Refusals refusals;
    int64_t left_out = 0;
    for (int i = 0; i < 65; ++i)
        CHECK(refusals.take("a", 1'000'000, left_out) == (i < 60));
    CHECK(refusals.take("b", 1'000'000, left_out));
    CHECK(refusals.take("a", 1'060'000, left_out));
    CHECK(left_out == 5);
    CHECK(refusals.take("a", 1'060'001, left_out));
    CHECK(left_out == 0);
}

TEST_CASE("a token works until it is revoked, and its use is kept") {
    RunningServer server;
    check_problem(ask(server, "POST", "/tokens", R"({"principal":"a\nb"})"), 400, "invalid");
    const json::Value made = json::parse(
        ask(server, "POST", "/tokens", R"({"principal":"ci","permissions":["GOVERNANCE"]})").body);
    const std::string token = made["token"].text();
    CHECK(token.starts_with("objsync_"));
    CHECK(token.size() == 72);
    const auto with = [&](const std::string& header) {
        RawClient client(server.socket());
        return client.request("GET", "/status", "", "Authorization: " + header + "\r\n");
    };
    CHECK(with("Bearer " + token).status == 200);
    CHECK(with("bearer " + token).status == 200);
    CHECK(ask(server, "GET", "/tokens").body.find(token) == std::string::npos);
    const Reply wrong = with("Bearer " + token + "0");
    check_problem(wrong, 401, "unauthorized");
    CHECK(wrong.header("WWW-Authenticate") == "Bearer");
    check_problem(with("Basic cm9vdDo="), 401, "unauthorized");
    CHECK(ask(server, "DELETE", "/tokens/1").status == 200);
    check_problem(with("Bearer " + token), 401, "unauthorized");
    check_problem(ask(server, "DELETE", "/tokens/99"), 404, "not-found");
}

TEST_CASE("an expired token is none") {
    std::string token;
    RunningServer server({}, [&](StoreMaker& store) {
        const control::NewToken made = control::make_token();
        token = made.text;
        (void)store::insert_token(
            store.db(), {0, made.hash, "ci", store::kGovernance, "", kNow, "root", kNow, {}});
    });
    RawClient client(server.socket());
    check_problem(client.request("GET", "/healthz", "", "Authorization: Bearer " + token + "\r\n"),
                  401, "unauthorized");
}

TEST_CASE("metrics have help, a type, and names with units") {
    RunningServer server;
    (void)ask(server, "GET", "/data/object/none");
    // The objects are counted beside the server, which has begun with it before it answered.
    std::string text;
    do {
        text = ask(server, "GET", "/metrics").body;
    } while (text.find("objsync_objects{") == std::string::npos);
    CHECK(text.find("objsync_objects{kind=\"table\",presence=\"held\"} 1\n") != std::string::npos);
    CHECK(text.find("objsync_objects{kind=\"connection\",presence=\"present\"} 2\n") !=
          std::string::npos);
    CHECK(text.find("objsync_api_requests_total{route=\"GET /data/object/{path}\",code=\"404\"} "
                    "1\n") != std::string::npos);
    CHECK(text.find("objsync_held_objects 1\n") != std::string::npos);
    CHECK(text.find("objsync_runs_total{result=\"complete\"} 1\n") != std::string::npos);
    CHECK(text.find("objsync_last_run_duration_seconds{connection=\"shop\"} 1\n") !=
          std::string::npos);
    CHECK(text.find("objsync_sink_lag_events{sink=\"events\"} 0\n") != std::string::npos);
    for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
        const std::string line = text.substr(at, text.find('\n', at) - at);
        if (line.front() == '#') continue;
        const std::string name = line.substr(0, line.find_first_of("{ "));
        CAPTURE(line);
        CHECK(text.find("# HELP " + name + " ") != std::string::npos);
        CHECK(text.find("# TYPE " + name + " ") != std::string::npos);
    }
}

TEST_CASE("a stream ends when its token is revoked") {
    RunningServer server;
    const json::Value made = json::parse(
        ask(server, "POST", "/tokens", R"({"principal":"ci","permissions":["GOVERNANCE"]})").body);
    RawClient follower(server.socket());
    follower.send("GET /events?follow=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
                  made["token"].text() + "\r\n\r\n");
    (void)follower.read_until("id: ");
    CHECK(ask(server, "DELETE", "/tokens/1").status == 200);
    CHECK(follower.closed());
}
