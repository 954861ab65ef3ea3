#include <algorithm>
#include <catch2/catch.hpp>

#include "daemon/json/value.h"
#include "tests/unit/control/running_server.h"

using namespace objsync;
using namespace objsync::test;

namespace {

void commit(RunningServer& server, int events) {
    server.store().event(1, kOrders, {{"main", ""}, {"orders", ""}}, "changed", events);
    server.inside([](control::Server& control, FakeCommands&) { control.events_committed(); });
}

void follow(RawClient& client, const std::string& query) {
    // HTTP/1.0 has no chunks, so what comes is the stream itself.
    client.send("GET /events?follow=true" + query + " HTTP/1.0\r\nHost: x\r\n\r\n");
}

// The sequence numbers of the events in a stream, in order.
std::vector<int> sequences(const std::string& text) {
    std::vector<int> numbers;
    const std::string mark = "\"sequence\":\"";
    for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1))
        numbers.push_back(std::stoi(text.substr(at + mark.size(), 19)));
    return numbers;
}

std::string sequence_text(int number) {
    const std::string digits = std::to_string(number);
    return "\"sequence\":\"" + std::string(19 - digits.size(), '0') + digits + "\"";
}

std::string last_id(const std::string& stream) {
    const size_t at = stream.rfind("id: ") + 4;
    return stream.substr(at, stream.find('\n', at) - at);
}

std::vector<int> up_to(int last) {
    std::vector<int> numbers;
    for (int i = 1; i <= last; ++i)
        numbers.push_back(i);
    return numbers;
}

} // namespace

TEST_CASE("events are paged by cursor, and an empty page keeps its place") {
    RunningServer server;
    std::vector<int> seen;
    std::string since;
    bool more = true;
    for (int pages = 0; more && pages < 10; ++pages) {
        const Reply reply = ask(server, "GET", "/events?limit=2" + since);
        for (const int number : sequences(reply.body))
            seen.push_back(number);
        const json::Value page = json::parse(reply.body);
        since = "&since=" + page["cursor"].text();
        more = page["more"].boolean();
    }
    CHECK_FALSE(more);
    CHECK(seen == up_to(3));
    commit(server, 1);
    CHECK(sequences(ask(server, "GET", "/events?limit=2" + since).body) == std::vector<int>{4});
}

TEST_CASE("events are found by sequence number and filtered by path") {
    RunningServer server;
    CHECK(sequences(ask(server, "GET", "/events?connection=shop&since=2").body) ==
          std::vector<int>{2, 3});
    CHECK(sequences(ask(server, "GET", "/events?path=shop/main/orders").body) ==
          std::vector<int>{1, 3});
    CHECK(sequences(ask(server, "GET", "/events?path=lake").body).empty());
    CHECK(ask(server, "GET", "/events?path=nowhere").status == 404);
    CHECK(ask(server, "GET", "/events?path=lake&connection=shop").status == 400);
}

TEST_CASE("a page is filled with what is wanted, however much lies in between") {
    RunningServer server;
    commit(server, 3000);
    const Reply first = ask(server, "GET", "/events?path=shop/main/orders&limit=2");
    CHECK(sequences(first.body) == std::vector<int>{1, 3});
    const json::Value page = json::parse(first.body);
    CHECK(page["more"].boolean());
    const Reply one = ask(server, "GET", "/events?path=shop/main/orders&limit=1");
    CHECK(sequences(one.body) == std::vector<int>{1});
    const std::string since = "&since=" + json::parse(one.body)["cursor"].text();
    CHECK(sequences(ask(server, "GET", "/events?path=shop/main/orders&limit=1" + since).body) ==
          std::vector<int>{3});
    const json::Value none = json::parse(ask(server, "GET", "/events?path=lake").body);
    CHECK(none["events"].items().empty());
    CHECK_FALSE(none["more"].boolean());
}

TEST_CASE("a cursor that cannot be used says to start over") {
    RunningServer server;
    CHECK(ask(server, "GET", "/events?since=other.3").status == 410);
    CHECK(ask(server, "GET", "/events?since=nonsense").status == 410);
    CHECK(ask(server, "GET", "/events?connection=shop&since=99999999999999999999").status == 410);
    const json::Value page = json::parse(ask(server, "GET", "/events?limit=1").body);
    server.store().db().exec("DELETE FROM outbox WHERE pos < 3");
    const Reply reply = ask(server, "GET", "/events?since=" + page["cursor"].text());
    CHECK(reply.status == 410);
    CHECK(json::parse(reply.body)["whatToDo"].text().find("export") != std::string::npos);
}

TEST_CASE("who follows gets each new event once, in order") {
    RunningServer server;
    RawClient client(server.socket());
    follow(client, "");
    (void)client.read_until("\n\n"); // where it begins
    for (int i = 0; i < 20; ++i)
        commit(server, 5);
    const std::vector<int> seen = sequences(client.read_until(sequence_text(103)));
    CHECK(seen.size() == 100);
    CHECK(seen.front() == 4);
    CHECK(std::is_sorted(seen.begin(), seen.end()));
}

TEST_CASE("who comes back with the last id it saw loses and repeats nothing") {
    RunningServer server;
    std::vector<int> seen;
    std::string id;
    {
        RawClient client(server.socket());
        follow(client, "&connection=shop&since=1");
        const std::string text = client.read_until(sequence_text(3));
        seen = sequences(text);
        id = last_id(text);
    }
    commit(server, 4);
    RawClient again(server.socket());
    again.send("GET /events?follow=true HTTP/1.0\r\nHost: x\r\nLast-Event-ID: " + id + "\r\n\r\n");
    for (const int number : sequences(again.read_until(sequence_text(7))))
        seen.push_back(number);
    CHECK(seen == up_to(7));
}

TEST_CASE("the place of a filtered follower moves past what it is not shown") {
    RunningServer server;
    RawClient client(server.socket());
    follow(client, "&path=shop/archive");
    const std::string before = last_id(client.read_until("\n\n"));
    commit(server, 1);
    const std::string dot = before.substr(0, before.find('.') + 1);
    const std::string text = client.read_until("id: " + dot + "4\n");
    CHECK(sequences(text).empty());
    CHECK(last_id(text) == dot + "4");
}

TEST_CASE("a follower that does not read loses nothing and holds nobody up") {
    RunningServer server;
    RawClient slow(server.socket());
    follow(slow, "&connection=shop&since=1");
    // Far more than the socket's buffers take.
    for (int i = 0; i < 20; ++i)
        commit(server, 200);
    CHECK(ask(server, "GET", "/data/object/shop/main/orders").status == 200);
    const bool all = sequences(slow.read_until(sequence_text(4003))) == up_to(4003);
    CHECK(all);
}

TEST_CASE("a follower whose next events were dropped is told, not skipped ahead") {
    control::ServerOptions options;
    RunningServer server(options);
    RawClient client(server.socket());
    follow(client, "");
    (void)client.read_until("\n\n");
    server.store().event(1, kOrders, {{"main", ""}, {"orders", ""}}, "changed", 3);
    server.store().db().exec("DELETE FROM outbox WHERE pos < 6");
    server.inside([](control::Server& control, FakeCommands&) { control.events_committed(); });
    const std::string text = client.read_until("event: problem");
    CHECK(text.find("event: problem") != std::string::npos);
    CHECK(sequences(text).empty());
}

TEST_CASE("a quiet stream gives signs of life") {
    control::ServerOptions options;
    options.keep_alive_ms = 20;
    RunningServer server(options);
    RawClient client(server.socket());
    follow(client, "");
    CHECK(client.read_until(":\n\n").find(":\n\n") != std::string::npos);
    commit(server, 1);
    CHECK(sequences(client.read_until(sequence_text(4))) == std::vector<int>{4});
}

TEST_CASE("followers leave room for requests") {
    control::ServerOptions options;
    options.max_connections = 4;
    RunningServer server(options);
    RawClient first(server.socket()), second(server.socket()), third(server.socket());
    follow(first, "");
    (void)first.read_until("\n\n");
    follow(second, "");
    (void)second.read_until("\n\n");
    follow(third, "");
    CHECK(third.receive().status == 503);
    CHECK(ask(server, "GET", "/healthz").status == 200);
}

TEST_CASE("a server that ends ends its streams") {
    RunningServer server;
    RawClient client(server.socket());
    follow(client, "");
    (void)client.read_until("\n\n");
    server.stop();
    CHECK(client.closed());
}
