// What needs no server: pace, retries, tokens, addresses, decoding.
#include <catch2/catch.hpp>

#include "plugins/databricks/auth/lease.h"
#include "plugins/databricks/auth/oauth.h"
#include "plugins/databricks/http/url.h"
#include "plugins/databricks/json/decode.h"
#include "plugins/databricks/polite/pace.h"
#include "plugins/databricks/polite/retry.h"
#include "plugins/databricks/rest/answer.h"
#include "plugins/databricks/tags/tags.h"
#include "plugins/databricks/uc/object.h"
#include "plugins/databricks/uc/pages.h"

using namespace objsync::databricks;
using objsync::sdk::Error;
using std::chrono::seconds;

namespace {

const Clock::time_point kStart = Clock::time_point(seconds(1000));

// How many go within `time`, asked each millisecond.
int admitted(Pace& pace, Clock::time_point& now, Millis time) {
    int n = 0;
    for (const auto end = now + time; now < end; now += Millis(1)) {
        while (pace.admit(now) == Millis(0) && n < 100000)
            ++n;
    }
    return n;
}

Page page_of(Decoder& decoder, const std::string& body) {
    Page page;
    decoder.page(body, "tables", page);
    return page;
}

} // namespace

TEST_CASE("a token bucket lets no more through than its rate") {
    Pace pace(15);
    auto now = kStart;
    CHECK(admitted(pace, now, seconds(10)) <= 15 * 11);
    CHECK(admitted(pace, now, seconds(10)) >= 149);
}

TEST_CASE("without a limit all goes, until the platform pushes back") {
    Pace pace(0);
    CHECK(pace.admit(kStart) == Millis(0));
    CHECK(pace.rate() == 0);
    for (int i = 0; i < 200; ++i)
        REQUIRE(pace.admit(kStart) == Millis(0));
    pace.pushed_back(kStart, Millis(0));
    CHECK(pace.rate() == Approx(100).margin(1));
}

TEST_CASE("a push back holds everything for as long as it says, then halves the rate") {
    Pace pace(20);
    pace.pushed_back(kStart, seconds(7));
    CHECK(pace.admit(kStart + seconds(6)) > Millis(900));
    CHECK(pace.admit(kStart + seconds(8)) == Millis(0));
    CHECK(pace.rate() == 10);
}

TEST_CASE("many refusals of one second halve the rate once") {
    Pace pace(16);
    for (int i = 0; i < 8; ++i)
        pace.pushed_back(kStart + Millis(i), Millis(0));
    CHECK(pace.rate() == 8);
    pace.pushed_back(kStart + seconds(2), Millis(0));
    CHECK(pace.rate() == 4);
}

TEST_CASE("a lowered rate grows back with what succeeds, and not beyond the limit") {
    Pace pace(10);
    pace.pushed_back(kStart, Millis(0));
    for (int i = 0; i < 100; ++i)
        pace.answered();
    CHECK(pace.rate() == 10);
}

TEST_CASE("Retry-After is honoured, also where it is longer than the own delay") {
    const RetryRules rules;
    Retry retry(rules, kStart);
    const auto wait = retry.next(Trouble::throttled, seconds(42), kStart, 0.5);
    REQUIRE(wait);
    CHECK(*wait >= seconds(42));
    CHECK(*wait < seconds(44));
}

TEST_CASE("delays double, carry jitter and have a longest") {
    const RetryRules rules;
    Retry low(rules, kStart), high(rules, kStart);
    CHECK(low.next(Trouble::throttled, Millis(0), kStart, 0) == Millis(500));
    CHECK(high.next(Trouble::throttled, Millis(0), kStart, 0.99) > Millis(900));
    CHECK(low.next(Trouble::throttled, Millis(0), kStart, 0) == Millis(1000));
    for (int i = 0; i < 20; ++i)
        CHECK(low.next(Trouble::throttled, Millis(0), kStart, 0) <= Millis(15000));
}

TEST_CASE("throttling is retried until patience ends, a plain 500 a few times only") {
    const RetryRules rules;
    Retry server(rules, kStart), throttled(rules, kStart);
    int n = 0;
    while (server.next(Trouble::server, Millis(0), kStart, 0))
        ++n;
    CHECK(n == rules.server_attempts - 1);
    for (int i = 0; i < 50; ++i)
        REQUIRE(throttled.next(Trouble::throttled, Millis(0), kStart, 0));
    CHECK(!throttled.next(Trouble::throttled, Millis(0), kStart + rules.patience, 0));
}

TEST_CASE("while nothing succeeds, retries run out for all requests together") {
    RetryBudget budget;
    int n = 0;
    while (budget.take())
        ++n;
    CHECK(n == 50);
    for (int i = 0; i < 5; ++i)
        budget.succeeded();
    CHECK(budget.take());
    CHECK(!budget.take());
}

TEST_CASE("an access token is renewed before it expires") {
    const Lease hour("t", seconds(3600), kStart), short_one("t", seconds(10), kStart);
    CHECK(hour.good(kStart + seconds(3299)));
    CHECK(!hour.good(kStart + seconds(3300)));
    CHECK(short_one.good(kStart + seconds(7)));
    CHECK(!short_one.good(kStart + seconds(8)));
    CHECK(!Lease().good(kStart));
}

TEST_CASE("a host may be a name or a URL with port and path") {
    CHECK(base_url("adb-1.2.azuredatabricks.net", "host") == "https://adb-1.2.azuredatabricks.net");
    CHECK(base_url("https://x.example.com:8443/uc/", "host") == "https://x.example.com:8443/uc");
    CHECK(base_url("http://localhost:8080", "host") == "http://localhost:8080");
    CHECK(base_url("http://127.0.0.1:80/p", "host") == "http://127.0.0.1:80/p");
    CHECK(base_url("http://[::1]:80", "host") == "http://[::1]:80");
}

TEST_CASE("plain http to another machine is refused, and so is what hides a host") {
    for (const char* bad :
         {"http://example.com", "http://127.evil.example.com", "http://localhost.example.com",
          "ftp://x", "https://", "https://user:pw@x", "https://x?y=1", "https://x y",
          "http://1270.0.0.1", "http://localhost@evil.example.com"}) {
        INFO(bad);
        CHECK_THROWS_AS(base_url(bad, "host"), Error);
    }
    CHECK_THROWS_WITH(base_url("http://example.com", "host"), Catch::Contains("'host'"));
}

TEST_CASE("names of any bytes are escaped in paths and queries") {
    CHECK(full_name("my-catalog", "a b", "ta/ble") == "my-catalog.a%20b.ta%2Fble");
    CHECK(full_name("\xc3\xbc?&#") == "%C3%BC%3F%26%23");
    std::string url = "/x";
    add_query(url, "a", "1&2");
    add_query(url, "b", "");
    CHECK(url == "/x?a=1%262&b=");
}

TEST_CASE("base64 as in RFC 4648") {
    CHECK(base64("") == "");
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foobar") == "Zm9vYmFy");
}

TEST_CASE("unknown members and enum values are no error; members of a wrong type are absent") {
    Decoder decoder;
    Page page;
    decoder.page(R"({"tables":[{"name":"t","table_type":"HOLOGRAM","new":{"a":[1]},"owner":7,
                   "updated_at":"no","columns":[{"name":"c","position":"x","later":1}]}],
                   "more":true})",
                 "tables", page);
    REQUIRE(page.n == 1);
    const Entity& table = page.items[0];
    CHECK(table.type == "HOLOGRAM");
    CHECK(!table.owner);
    CHECK(!table.updated_at);
    REQUIRE(table.columns.size() == 1);
    CHECK(!table.columns[0].position);
    CHECK(kind_of_table("HOLOGRAM") == "HOLOGRAM");
}

TEST_CASE("a page without a list is empty; null and empty tokens end the listing") {
    Decoder decoder;
    CHECK(page_of(decoder, "{}").n == 0);
    CHECK(page_of(decoder, R"({"tables":null,"next_page_token":null})").next_token.empty());
    CHECK(page_of(decoder, R"({"tables":[],"next_page_token":""})").next_token.empty());
    CHECK(page_of(decoder, R"({"next_page_token":"x"})").next_token == "x");
}

TEST_CASE("what is no JSON object to its end is an error, never a short list") {
    Decoder decoder;
    for (const char* bad : {"", "[", R"({"tables":[{"name":"a"})", R"({"tables":{}})", "[]", "null",
                            R"({"tables":[1]})", "<html>", R"({"tables":[]}x)"}) {
        INFO(bad);
        CHECK_THROWS_AS(page_of(decoder, bad), JsonError);
    }
    CHECK(page_of(decoder, "{}").n == 0); // and the decoder goes on
}

TEST_CASE("bytes that are not UTF-8 are replaced, and the page says so") {
    Decoder decoder;
    Page page;
    decoder.page("{\"tables\":[{\"name\":\"t\",\"comment\":\"a\xff\xc3(\xed\xa0\x80z\"}]}",
                 "tables", page);
    REQUIRE(page.n == 1);
    CHECK(page.mended);
    const std::string bad = "\xEF\xBF\xBD";
    CHECK(page.items[0].comment == "a" + bad + bad + "(" + bad + bad + bad + "z");
    CHECK(!page_of(decoder, R"({"tables":[{"name":"ü"}]})").mended);
}

TEST_CASE("a comment of ten megabytes is decoded, and its memory is not kept for small answers") {
    Decoder decoder;
    Page page;
    const std::string huge(10 << 20, 'x');
    decoder.page(
        R"({"tables":[{"name":"t","columns":[{"name":"c","comment":")" + huge + R"("}]}]})",
        "tables", page);
    REQUIRE(page.items[0].columns.size() == 1);
    CHECK(page.items[0].columns[0].comment->size() == huge.size());
    CHECK(page_of(decoder, R"({"tables":[{"name":"u"}]})").n == 1);
}

TEST_CASE("an error's body may be anything") {
    Decoder decoder;
    CHECK(decoder.error("<html>").code.empty());
    CHECK(decoder.error("").message.empty());
    CHECK(decoder.error(R"({"error_code":"X","message":"y","details":[{}]})").code == "X");
    CHECK(decoder.error(R"({"error":"invalid_client","error_description":"d"})").message == "d");
}

TEST_CASE("what an answer means") {
    const auto meaning = [](long status, const std::string& body,
                            const std::string& type = "application/json") {
        return meaning_of({.status = status, .content_type = type, .location = "", .body = body});
    };
    CHECK(meaning(200, "{}") == Meaning::success);
    CHECK(meaning(200, "<!doctype html>", "text/html") == Meaning::not_api);
    CHECK(meaning(200, " <html>", "") == Meaning::not_api);
    CHECK(meaning(302, "") == Meaning::not_api);
    CHECK(meaning(403, "<html>blocked", "text/html") == Meaning::not_api);
    CHECK(meaning(403, "{}") == Meaning::refused);
    CHECK(meaning(401, "") == Meaning::bad_token);
    CHECK(meaning(403, "<title>Error 403 Invalid access token.</title>", "text/html") ==
          Meaning::bad_token);
    CHECK(meaning(400, R"({"error_code":"400","message":"ExpiredJwtException"})") ==
          Meaning::bad_token);
    CHECK(meaning(403, R"({"error_code":"PERMISSION_DENIED","message":"token expired"})") ==
          Meaning::refused);
    CHECK(meaning(429, "<html>") == Meaning::throttled);
    CHECK(meaning(503, "") == Meaning::throttled);
    CHECK(meaning(500, R"({"error_code":"REQUEST_LIMIT_EXCEEDED"})") == Meaning::throttled);
    CHECK(meaning(500, "{}") == Meaning::server);
}

TEST_CASE("secrets and tokens are masked in what a server says") {
    Masks masks;
    masks.add("eyJtoken");
    const Response response{.status = 403,
                            .content_type = "application/json",
                            .location = "",
                            .body = R"({"error_code":"X","message":"bad token eyJtoken!"})"};
    const ApiError error = error_of(response, "https://x/", masks);
    CHECK(std::string(error.what()) == "HTTP 403 X: bad token ***!");
    CHECK(error.error_class() == objsync::sdk::ErrorClass::denied);
}

TEST_CASE("a redirect to a login page is told as a wrong network path, without its query") {
    const Response response{.status = 302,
                            .content_type = "",
                            .location = "https://login.example.com/?secret=1",
                            .body = ""};
    const std::string text = error_of(response, "https://x.example.com/api", Masks()).what();
    CHECK_THAT(text, Catch::Contains("x.example.com") && Catch::Contains("login.example.com") &&
                         Catch::Contains("wrong network path") && !Catch::Contains("secret"));
}
