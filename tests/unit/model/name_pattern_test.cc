#include "core/model/name_pattern.h"

#include <catch2/catch.hpp>

#include "core/base/error.h"

using namespace objsync;
using Catch::Contains;

namespace {

bool like(std::string_view name, std::string_view pattern) {
    return NamePattern(pattern).matches(name);
}

} // namespace

TEST_CASE("a pattern of a name matches all of it, with any part for each star") {
    CHECK(like("orders", "orders"));
    CHECK_FALSE(like("orders", "order"));
    CHECK_FALSE(like("Orders", "orders"));
    CHECK(like("orders_2025", "orders*"));
    CHECK(like("orders", "orders*"));
    CHECK(like("old_orders", "*orders"));
    CHECK(like("a_b_c", "*_*_*"));
    CHECK_FALSE(like("a_b", "*_*_*"));
    CHECK(like("abab", "ab*ab"));
    CHECK_FALSE(like("ab", "ab*b"));
    CHECK_FALSE(like("aba", "ab*ba"));
    CHECK(like("axbxc", "a*b*c"));
    CHECK(like("", "*"));
    CHECK(like("a/b;c", "a%2Fb;*"));
    CHECK(like("..", "*.*.*"));
}

TEST_CASE("escapes in a pattern are bytes of the name") {
    CHECK(like("50*", "50%2A"));
    CHECK_FALSE(like("50x", "50%2A"));
    CHECK(like("\xff!", "%FF*"));
    CHECK(like("100%", "100%25"));
    CHECK_THROWS_WITH(NamePattern("100%"), Contains("%25"));
    CHECK_THROWS_WITH(NamePattern("a/b"), Contains("%2F"));
    CHECK_THROWS_WITH(NamePattern("%00"), Contains("NUL"));
    CHECK_THROWS_WITH(NamePattern(""), Contains("empty"));
}

TEST_CASE("a pattern tells the longest bytes that each of its names has") {
    CHECK(NamePattern("a*bcd*ef").needle() == "bcd");
    CHECK(NamePattern("orders").needle() == "orders");
    CHECK(NamePattern("**").needle().empty());
}
