#include "core/model/path.h"

#include <catch2/catch.hpp>
#include <random>

#include "core/base/error.h"

using namespace objsync;
using Catch::Matchers::Contains;

TEST_CASE("names that need no encoding stay as they are") {
    for (const char* name :
         {"ORDERS", "größe", "日本", "a b", "a.b", "...", ".a", "x_y*", "😀", "\""}) {
        CHECK(encode_name(name) == name);
    }
}

TEST_CASE("bytes that path text reserves are percent-encoded") {
    CHECK(encode_name("a/b") == "a%2Fb");
    CHECK(encode_name("100%") == "100%25");
    CHECK(encode_name("a;b") == "a%3Bb");
    CHECK(encode_name("a\nb\x1f\x7f") == "a%0Ab%1F%7F");
    CHECK(encode_name("\xc2\x9b") == "%C2%9B");
    CHECK(encode_name("\xc2\xa0") == "\xc2\xa0");
}

TEST_CASE("bytes that are no UTF-8 are percent-encoded one by one") {
    CHECK(encode_name("\xff") == "%FF");
    CHECK(encode_name("a\xc3") == "a%C3");
    CHECK(encode_name("\xc3(") == "%C3(");
    CHECK(encode_name("\xc0\xaf") == "%C0%AF");                   // overlong "/"
    CHECK(encode_name("\xe0\x80\xaf") == "%E0%80%AF");            // overlong
    CHECK(encode_name("\xed\xa0\x80") == "%ED%A0%80");            // surrogate
    CHECK(encode_name("\xf4\x90\x80\x80") == "%F4%90%80%80");     // past U+10FFFF
    CHECK(encode_name("\xf0\x9f\x98") == "%F0%9F%98");            // cut short
    CHECK(encode_name("\xf4\x8f\xbf\xbf") == "\xf4\x8f\xbf\xbf"); // the last one there is
}

TEST_CASE("a segment that is only a dot or two dots is percent-encoded") {
    CHECK(encode_name(".") == "%2E");
    CHECK(encode_name("..") == "%2E%2E");
    CHECK(encode_path({{".", ""}, {"..", "function"}}) == "%2E/%2E%2E;function");
}

TEST_CASE("a namespace other than the default follows the name") {
    CHECK(encode_path({{"db", ""}, {"f(INT)", "function"}}) == "db/f(INT);function");
    CHECK(encode_segment({"t", "a/b"}) == "t;a%2Fb");
    CHECK(path_text("shop", {}) == "shop");
    CHECK(path_text("shop", {{"a/b", ""}}) == "shop/a%2Fb");
    CHECK(decode_segment("f;function") == Segment{"f", "function"});
}

TEST_CASE("every path of any bytes comes back as it was") {
    std::mt19937 random(7);
    std::uniform_int_distribution<int> any_byte(1, 255);
    std::uniform_int_distribution<int> any_length(1, 6);
    const auto any_name = [&] {
        std::string name;
        for (int n = any_length(random); n > 0; n--)
            name += static_cast<char>(any_byte(random));
        return name;
    };
    for (int round = 0; round < 20000; round++) {
        Path path;
        for (int n = any_length(random); n > 0; n--) {
            path.push_back({any_name(), round % 3 == 0 ? any_name() : ""});
        }
        const std::string text = encode_path(path);
        REQUIRE(decode_path(text) == path);
        REQUIRE(encode_path(decode_path(text)) == text);
    }
}

TEST_CASE("the empty path text is the connection itself") {
    CHECK(decode_path("").empty());
}

TEST_CASE("what a person types may be encoded more than needed") {
    CHECK(decode_path("%41%2f/b") == Path{{"A/", ""}, {"b", ""}});
}

TEST_CASE("decoding says which part is wrong and how to write it") {
    CHECK_THROWS_WITH(decode_path("a//b"), Contains("the name is empty"));
    CHECK_THROWS_WITH(decode_path("/a"), Contains("the name is empty"));
    CHECK_THROWS_WITH(decode_path("a/"), Contains("the name is empty"));
    CHECK_THROWS_WITH(decode_path("a/;function"), Contains("the name is empty"));
    CHECK_THROWS_WITH(decode_path("a/b%"), Contains("\"b%\"") && Contains("two hex digits"));
    CHECK_THROWS_WITH(decode_path("b%2"), Contains("two hex digits"));
    CHECK_THROWS_WITH(decode_path("b%zz"), Contains("\"%zz\"") && Contains("%25"));
    CHECK_THROWS_WITH(decode_path("b%00"), Contains("NUL"));
    CHECK_THROWS_WITH(decode_path("a/../b"), Contains("%2E%2E"));
    CHECK_THROWS_WITH(decode_path("."), Contains("%2E"));
    CHECK_THROWS_WITH(decode_path("a;"), Contains("%3B"));
    CHECK_THROWS_WITH(decode_path("a;b;c"), Contains("two \";\""));
    CHECK_THROWS_WITH(decode_segment("a/b"), Contains("%2F"));
    CHECK_THROWS_WITH(decode_path("a\x1b%"), Contains("a%1B%"));
}
