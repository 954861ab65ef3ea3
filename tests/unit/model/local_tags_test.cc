#include "core/model/local_tags.h"

#include <catch2/catch.hpp>

#include "core/base/error.h"

using namespace objsync;
using Catch::Contains;
using Pair = std::pair<std::string, std::string>;

TEST_CASE("a tag is written as its name and value with a = between, or as its name alone") {
    CHECK(read_tag("pii=yes") == Pair{"pii", "yes"});
    CHECK(read_tag("pii") == Pair{"pii", ""});
    CHECK(read_tag("pii=") == Pair{"pii", ""});
    CHECK(read_tag("rule=a=b") == Pair{"rule", "a=b"});
    CHECK(read_tag("größe=ja nein") == Pair{"größe", "ja nein"});
}

TEST_CASE("what is no tag is refused, and the refusal says why") {
    CHECK_THROWS_WITH(read_tag(""), Contains("no name"));
    CHECK_THROWS_WITH(read_tag("=x"), Contains("no name"));
    CHECK_THROWS_WITH(check_tag("a=b", ""), Contains("\"=\""));
    CHECK_THROWS_WITH(read_tag("a\nb"), Contains("control character"));
    CHECK_THROWS_WITH(read_tag("a=b\x1b[31m"), Contains("control character"));
    CHECK_THROWS_WITH(read_tag("a=\xff"), Contains("UTF-8"));
    CHECK_THROWS_WITH(read_tag(std::string(kMaxTagName + 1, 'n')), Contains("256 bytes"));
    CHECK_THROWS_WITH(read_tag("a=" + std::string(kMaxTagValue + 1, 'v')), Contains("1024 bytes"));
    CHECK_NOTHROW(read_tag(std::string(kMaxTagName, 'n') + "=" + std::string(kMaxTagValue, 'v')));
}

TEST_CASE("local tags are told as a JSON object, by name") {
    CHECK(json_local_tags({}) == "{}");
    CHECK(json_local_tags({{"b", ""}, {"a", "\"1\""}}) == R"({"a":"\"1\"","b":""})");
}
