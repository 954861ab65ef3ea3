// What one client may take of the server.
#include <catch2/catch.hpp>
#include <memory>

#include "tests/unit/control/problem.h"
#include "tests/unit/control/running_server.h"

using namespace objsync;
using namespace objsync::test;

TEST_CASE("one user cannot take all places, and is told so") {
    control::ServerOptions options;
    options.max_of_peer = 3;
    RunningServer server(options);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.socket()));
        CHECK(clients.back()->request("GET", "/healthz").status == 200);
    }
    RawClient one_more(server.socket());
    check_problem(one_more.receive(), 429, "too-many");
    CHECK(one_more.closed());
    clients.pop_back();
    CHECK(clients.back()->request("GET", "/healthz").status == 200);
}

TEST_CASE("clients that say nothing make room for others when places become few") {
    control::ServerOptions options;
    options.max_connections = 4;
    RunningServer server(options);
    std::vector<std::unique_ptr<RawClient>> silent;
    for (int i = 0; i < 4; ++i) {
        silent.push_back(std::make_unique<RawClient>(server.socket()));
        silent.back()->send("GET /healthz HTTP/1.1\r\nHo");
    }
    // Long before the time that a request may take.
    CHECK(ask(server, "GET", "/healthz").status == 200);
}

TEST_CASE("a user that asks too fast is told to wait") {
    control::ServerOptions options;
    options.max_rate = 5;
    RunningServer server(options);
    RawClient client(server.socket());
    int refused = 0;
    for (int i = 0; i < 20 && refused == 0; ++i) {
        const Reply reply = client.request("GET", "/healthz");
        if (reply.status == 200) continue;
        ++refused;
        check_problem(reply, 429, "too-many");
        CHECK(reply.header("Retry-After") == "1");
    }
    CHECK(refused == 1);
}

TEST_CASE("a URI and headers beyond the limits are problems") {
    RunningServer server;
    check_problem(ask(server, "GET", "/data/object/shop/" + std::string(20'000, 'x')), 414,
                  "too-large");
    RawClient client(server.socket());
    check_problem(client.request("GET", "/healthz", "", "X: " + std::string(40'000, 'x') + "\r\n"),
                  431, "too-large");
}

TEST_CASE("a large answer is compressed for who asks for it") {
    RunningServer server;
    RawClient client(server.socket());
    const Reply plain = client.request("GET", "/openapi.json");
    const Reply packed = client.request("GET", "/openapi.json", "", "Accept-Encoding: gzip\r\n");
    CHECK(plain.header("Content-Encoding").empty());
    CHECK(packed.header("Content-Encoding") == "gzip");
    CHECK(packed.header("Vary") == "Accept-Encoding");
    CHECK(packed.body.starts_with("\x1f\x8b"));
    CHECK(packed.body.size() * 4 < plain.body.size());
    const Reply small = client.request("GET", "/data/object/shop", "", "Accept-Encoding: gzip\r\n");
    CHECK(small.header("Content-Encoding").empty());
    const Reply declined =
        client.request("GET", "/openapi.json", "", "Accept-Encoding: br, gzip;q=0\r\n");
    CHECK(declined.header("Content-Encoding").empty());
}
