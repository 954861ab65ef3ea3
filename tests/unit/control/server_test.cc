#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "daemon/control/router.h"
#include "daemon/json/value.h"
#include "tests/unit/control/problem.h"
#include "tests/unit/control/running_server.h"

using namespace objsync;
using namespace objsync::test;

namespace {

// As a daemon that was killed leaves it: bound, but nobody listens.
void leave_socket(const std::string& file) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    file.copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    ::close(fd);
}

} // namespace

TEST_CASE("the socket has mode 0660 and goes when the server ends") {
    RunningServer server;
    struct stat info {};
    REQUIRE(::stat(server.socket().c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0660);
    server.stop();
    CHECK(::stat(server.socket().c_str(), &info) != 0);
}

TEST_CASE("a second server on a socket that answers is refused, and harms nothing") {
    RunningServer server;
    Loop loop;
    FakeCommands commands(loop);
    control::ServerOptions options;
    options.socket = server.socket();
    options.store_file = server.store().db().file();
    CHECK_THROWS_AS(control::Server(loop, commands, options, {}), Error);
    CHECK(ask(server, "GET", "/healthz").status == 200);
}

TEST_CASE("a socket that a dead daemon left is replaced, another file is not") {
    TempDir dir;
    StoreMaker maker(dir / "state.db");
    fill(maker);
    Loop loop;
    FakeCommands commands(loop);
    control::ServerOptions options;
    options.socket = dir / "control.sock";
    options.store_file = dir / "state.db";
    std::ofstream(options.socket) << "keep";
    CHECK_THROWS_AS(control::Server(loop, commands, options, {}), Error);
    CHECK(std::filesystem::file_size(options.socket) == 4);
    std::filesystem::remove(options.socket);
    leave_socket(options.socket);
    CHECK_NOTHROW(control::Server(loop, commands, options, {}));
}

TEST_CASE("every route answers, and unknown paths and methods are named") {
    RunningServer server;
    const json::Value table = json::parse(ask(server, "GET", "/").body);
    CHECK(table["routes"].items().size() == control::routes().size());
    check_problem(ask(server, "GET", "/nothing"), 404, "no-route");
    check_problem(ask(server, "GET", "/status/more"), 404, "no-route");
    const Reply wrong = ask(server, "DELETE", "/status");
    check_problem(wrong, 405, "method");
    CHECK(wrong.header("Allow") == "GET");
}

TEST_CASE("HEAD answers like GET, without a body") {
    RunningServer server;
    RawClient client(server.socket());
    client.send("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    CHECK(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
}

TEST_CASE("a connection is kept for further requests") {
    RunningServer server;
    RawClient client(server.socket());
    CHECK(client.request("GET", "/status").status == 200);
    CHECK(client.request("POST", "/reload", "{}").status == 200);
    CHECK(client.request("GET", "/data/object/shop").status == 200);
    CHECK(client.request("GET", "/data/object/none").status == 404);
    CHECK(client.request("GET", "/healthz").body == R"({"status":"ok"})");
}

TEST_CASE("an object is found by its path text, percent-encoded as URLs need") {
    RunningServer server;
    const auto oid = [&](const std::string& path) {
        const Reply reply = ask(server, "GET", "/data/object/" + path);
        CAPTURE(path, reply.body);
        REQUIRE(reply.status == 200);
        return json::parse(reply.body)["oid"].integer();
    };
    CHECK(oid("shop/main/orders") == kOrders);
    CHECK(oid("shop/main/%6Frders") == kOrders);
    CHECK(oid("shop/main/orders;function") == kFunction);
    CHECK(oid("shop/main/a%2Fb%3Bc%25") == kSlash);
    CHECK(oid("shop/main/%FF%FE") == kBytes);
    CHECK(oid("shop/main/%2E%2E") == kDots);
    CHECK(oid("sh%6Fp") == kShop);
}

TEST_CASE("paths that mean nothing are refused and say why") {
    RunningServer server;
    const auto get = [&](const std::string& path) {
        return ask(server, "GET", "/data/object/" + path);
    };
    check_problem(get("shop/main/a/b;c"), 404, "not-found");
    check_problem(get("shop/main/.."), 400, "invalid");
    check_problem(get("shop//orders"), 400, "invalid");
    check_problem(get("shop/main/100%"), 400, "invalid");
    check_problem(get("shop/main/%zz"), 400, "invalid");
    check_problem(get("shop/main/x%00y"), 400, "invalid");
    check_problem(get("shop/main/orders%3Bfunction"), 404, "not-found");
    check_problem(get(""), 400, "invalid");
    check_problem(get("nowhere"), 404, "not-found");
}

TEST_CASE("an object tells its state, its settings and its own") {
    RunningServer server({}, [](StoreMaker& store) {
        store::set_owners(store.db(), kMain, store::Role::data_owner, {"zoe", "ann"});
        store::set_owners(store.db(), kCustomers, store::Role::data_owner, {"bob"});
    });
    const json::Value o =
        json::parse(ask(server, "GET", "/data/object/shop/main/customers?history=5").body);
    CHECK(json::to_text(o["objectPath"]) == R"(["shop","main","customers"])");
    CHECK(o["kind"].text() == "table");
    CHECK(o["state"].text() == "inactive");
    CHECK(o["presence"].text() == "held");
    CHECK(json::to_text(o["settings"]) ==
          R"({"isActive":false,"activateNewChildren":true,)"
          R"("dataOwners":["ann","bob","zoe"],"infrastructureAdmins":[]})");
    CHECK(json::to_text(o["overrides"]) ==
          R"({"isActive":false,"activateNewChildren":null,"origin":"discovery",)"
          R"("dataOwners":["bob"],"infrastructureAdmins":[]})");
    CHECK(o["held"]["cause"].text() == "vanished");
    CHECK(o["object"]["columns"].items().size() == 1);
    CHECK(o["history"]["events"].items().size() == 1);
}

TEST_CASE("a listing is paged by its cursor") {
    RunningServer server;
    std::vector<std::string> names;
    std::string cursor;
    do {
        const std::string more = cursor.empty() ? "" : ",\"cursor\":\"" + cursor + "\"";
        const json::Value page = json::parse(
            ask(server, "POST", "/data/object/search/shop/main", "{\"limit\":2" + more + "}").body);
        for (const auto& o : page["objects"].items())
            names.push_back(o["objectPath"].items().back().text());
        cursor = page["cursor"].text();
        REQUIRE(names.size() <= 6);
    } while (!cursor.empty());
    CHECK(names == std::vector<std::string>{"%2E%2E", "a%2Fb%3Bc%25", "customers", "orders",
                                            "%FF%FE", "orders;function"});
}

TEST_CASE("without a path the connections are listed") {
    RunningServer server;
    for (const char* path : {"/data/object/search", "/data/object/search/"}) {
        const json::Value page = json::parse(ask(server, "POST", path, "{}").body);
        CHECK(page["objects"].items().size() == 2);
    }
}

TEST_CASE("bodies and parameters that are not understood are refused") {
    RunningServer server;
    const auto search = [&](const std::string& body) {
        return ask(server, "POST", "/data/object/search/shop", body);
    };
    check_problem(search("{"), 400, "invalid");
    check_problem(search("[]"), 400, "invalid");
    check_problem(search("{\"limit\":\"2\"}"), 400, "invalid");
    check_problem(search("{\"limit\":0}"), 400, "invalid");
    check_problem(search("{\"limit\":100000}"), 400, "invalid");
    check_problem(search("{\"limt\":2}"), 400, "invalid");
    check_problem(search("{\"removed\":true,\"cursor\":\"x\"}"), 400, "invalid");
    check_problem(search("{\"cursor\":\"%zz\"}"), 400, "invalid");
    check_problem(ask(server, "GET", "/runs?limt=2"), 400, "invalid");
    check_problem(ask(server, "GET", "/runs?limit=2&limit=3"), 400, "invalid");
    check_problem(ask(server, "GET", "/runs?limit=many"), 400, "invalid");
    check_problem(ask(server, "GET", "/runs/0"), 400, "invalid");
    check_problem(ask(server, "GET", "/runs/99"), 404, "not-found");
}

TEST_CASE("a body beyond the limit is refused, with and without its length told before") {
    control::ServerOptions options;
    options.max_body = 1000;
    RunningServer server(options);
    check_problem(ask(server, "POST", "/reload", std::string(1001, ' ')), 413, "too-large");
    RawClient client(server.socket());
    client.send("POST /reload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk(500, ' ');
    for (int i = 0; i < 3; ++i)
        client.send("1f4\r\n" + chunk + "\r\n");
    client.send("0\r\n\r\n");
    check_problem(client.receive(), 413, "too-large");
    CHECK(ask(server, "POST", "/reload", "{}").status == 200);
}

TEST_CASE("headers beyond the limit and texts that are no HTTP end the connection only") {
    RunningServer server;
    RawClient large(server.socket());
    large.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n");
    CHECK(large.receive().status == 431);
    RawClient garbage(server.socket());
    garbage.send("\x16\x03\x01 what\r\n\r\n\r\n");
    CHECK(garbage.closed());
    CHECK(ask(server, "GET", "/healthz").status == 200);
}

TEST_CASE("a request that takes too long to come is cut off, the others go on") {
    control::ServerOptions options;
    options.receive_timeout_ms = 100;
    RunningServer server(options);
    RawClient head(server.socket());
    head.send("GET /status HTTP/1.1\r\nHo");
    RawClient body(server.socket());
    body.send("POST /reload HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
    RawClient idle(server.socket());
    CHECK(idle.request("GET", "/healthz").status == 200);
    CHECK(head.closed());
    CHECK(body.closed());
    CHECK(idle.closed());
    CHECK(ask(server, "GET", "/healthz").status == 200);
}

TEST_CASE("more clients than are allowed wait, and are served when others have gone") {
    control::ServerOptions options;
    options.max_connections = 2;
    RunningServer server(options);
    auto first = std::make_unique<RawClient>(server.socket());
    RawClient second(server.socket());
    CHECK(first->request("GET", "/healthz").status == 200);
    CHECK(second.request("GET", "/healthz").status == 200);
    first.reset();
    CHECK(second.request("GET", "/healthz").status == 200);
    CHECK(ask(server, "GET", "/healthz").status == 200);
}

TEST_CASE("a server that ends answers those who still wait for the daemon") {
    RunningServer server;
    RawClient client(server.socket());
    client.send("POST /data/connection/silent/check HTTP/1.1\r\nHost: x\r\n\r\n");
    // Asked on the same loop, so the first has been taken when this is answered.
    CHECK(ask(server, "GET", "/healthz").status == 200);
    server.stop();
    check_problem(client.receive(), 503, "unavailable");
}

TEST_CASE("a client that goes before its answer does no harm") {
    RunningServer server;
    for (int i = 0; i < 20; ++i) {
        RawClient client(server.socket());
        client.send("POST /data/connection/shop/check HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    CHECK(ask(server, "POST", "/data/connection/shop/check").status == 200);
}

TEST_CASE("a client that stops reading is cut off") {
    control::ServerOptions options;
    options.send_timeout_ms = 100;
    RunningServer server(options);
    server.store().event(1, kOrders, {{"main", ""}, {"orders", ""}}, "changed", 4000);
    RawClient client(server.socket());
    client.send("GET /events?follow=true&connection=shop&since=1 HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(client.hung_up());
    CHECK(ask(server, "GET", "/healthz").status == 200);
}
