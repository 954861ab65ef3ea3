// Block fetch through the real driver manager, from a driver that gives rows and lies.
#include "plugins/unixodbc/block.h"

#include <catch2/catch.hpp>

#include <functional>

#include "plugins/sdk/objsync.hpp"
#include "plugins/sdk/testing/test_host.h"

using namespace objsync;
using namespace objsync::odbc;
using Catch::Matchers::Contains;

namespace {

// What a test does with an open statement, as the crawl of a plugin.
std::function<void(Statement&)> todo;

struct OneAnswer {
    static const objsync_description& describe() {
        static constexpr const char* kLevels[] = {"table"};
        static constexpr objsync_kind kKinds[] = {sdk::source("table")};
        static constexpr sdk::Option kOptions[] = {sdk::Option::text("lie", "Which lie.")};
        static constexpr auto kAll = sdk::describe("rows", "1", kLevels, kKinds, kOptions);
        return kAll;
    }
    static void check(sdk::Host&, const sdk::Job&) {}
    static void crawl(sdk::Host& host, const sdk::Job& job) {
        const std::string lie(job.options().need("lie"));
        Login login{"Driver=" BLOCK_DRIVER ";Lie=" + lie, std::chrono::seconds(10),
                    std::chrono::seconds(10)};
        login.narrow = true;
        Connection connection(login, host);
        host.begin({.identity = "x", .levels = {"table"}});
        Statement statement(connection);
        statement.execute("rows");
        todo(statement);
    }
};

// Runs `what` on an answer of that driver; the error's text, or "".
std::string on_answer(const std::string& lie, std::function<void(Statement&)> what) {
    todo = std::move(what);
    testing::TestHost host(sdk::entry<OneAnswer>());
    host.set("lie", lie);
    if (host.crawl() == OBJSYNC_OK) return "";
    return host.failure() ? host.failure()->text : "failed without saying why";
}

const std::vector<Bound> kAll{Bound::text(1, 100), Bound::number(2), Bound::time(3)};

void read_texts(Statement& statement) {
    Block block(statement, {Bound::text(1, 100)});
    while (block.next())
        static_cast<void>(block.text(0));
}

} // namespace

TEST_CASE("a block gives every row of every block, and NULL as absent") {
    for (const auto reading : {Reading::bound, Reading::whole}) {
        int64_t rows = 0;
        const std::string error = on_answer("honest", [&](Statement& statement) {
            Block block(statement, kAll, reading);
            for (; block.next(); ++rows) {
                if (rows % 10 == 9) {
                    REQUIRE(!block.text(0));
                    REQUIRE(!block.number(1));
                    REQUIRE(!block.time_ms(2));
                } else {
                    REQUIRE(block.text(0) == "name " + std::to_string(rows));
                    REQUIRE(block.number(1) == rows * 10000000000);
                    REQUIRE(block.time_ms(2) == (rows % 2 != 0 ? -1013 : 1709251198987));
                }
                REQUIRE(!block.cut(0));
            }
        });
        CHECK(error == "");
        CHECK(rows == 2500);
    }
}

TEST_CASE("a text that does not fit is told as cut, and is given when it is read in whole") {
    for (const char* lie : {"long", "untold", "quiet", "early"}) {
        CAPTURE(lie);
        int cut = 0;
        CHECK(on_answer(lie, [&](Statement& statement) {
                  Block block(statement, kAll);
                  for (int row = 0; block.next(); ++row) {
                      if (!block.cut(0)) continue;
                      ++cut;
                      CHECK(row == 5);
                      CHECK(!block.text(0));
                      CHECK(block.number(1) == 50000000000);
                  }
              }) == "");
        CHECK(cut == 1);
    }
    CHECK(on_answer("long", [&](Statement& statement) {
              Block block(statement, kAll, Reading::whole);
              for (int row = 0; row <= 5; ++row)
                  REQUIRE(block.next());
              CHECK(block.text(0) == std::string(300, 'x'));
          }) == "");
}

TEST_CASE("a length that does not agree with the text is never believed") {
    CHECK_THAT(on_answer("shorter", read_texts), Contains("wrong length for column 1"));
    CHECK_THAT(on_answer("negative", read_texts), Contains("wrong length for column 1"));
    CHECK_THAT(on_answer("unsized",
                         [](Statement& statement) {
                             Block block(statement, {Bound::number(2)});
                             while (block.next())
                                 static_cast<void>(block.number(0));
                         }),
               Contains("wrong length for column 2"));
    CHECK(on_answer("longer", [](Statement& statement) {
              Block block(statement, {Bound::text(1, 100)});
              for (int row = 0; row <= 5; ++row)
                  REQUIRE(block.next());
              CHECK(block.cut(0));
          }) == "");
}

TEST_CASE("a count of rows that cannot be is an error") {
    CHECK_THAT(on_answer("toomany", read_texts), Contains("rows of"));
    CHECK_THAT(on_answer("norows", read_texts), Contains("gave 0 rows"));
}

TEST_CASE("an error of one row or one block is an error of the answer") {
    CHECK_THAT(on_answer("badrow", read_texts), Contains("cannot read a row of \"rows\""));
    CHECK_THAT(on_answer("broken", read_texts), Contains("the line broke"));
}

TEST_CASE("an answer with fewer columns than asked for is an error") {
    CHECK_THAT(
        on_answer("honest",
                  [](Statement& statement) { Block block(statement, {Bound::text(4, 10)}); }),
        Contains("column 4 is missing"));
}
