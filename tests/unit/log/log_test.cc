#include "daemon/log/log.h"

#include <catch2/catch.hpp>

using namespace objsync;

TEST_CASE("a log line holds the category, the text and the fields") {
    CHECK(log::format_line("worker", "child ended", {{"connection", "shop"}, {"pid", "7"}}) ==
          "worker: child ended connection=shop pid=7");
}

TEST_CASE("values that could not be read back are quoted") {
    CHECK(log::format_line("w", "t", {{"a", ""}, {"b", "x y"}, {"c", "q\"=\\"}}) ==
          R"(w: t a="" b="x y" c="q\"=\\")");
}

TEST_CASE("one call is one line, whatever a text or value holds") {
    CHECK(log::format_line("w", "a\nb\x1b[31m", {{"k", "v\r\n<3>x"}}) ==
          R"(w: a\nb\x1b[31m k="v\x0d\n<3>x")");
}
