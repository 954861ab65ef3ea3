#include "core/store/registered.h"

#include <catch2/catch.hpp>

#include "core/store/open.h"
#include "tests/support/temp_dir.h"

using namespace objsync::store;

TEST_CASE("a registered connection comes back as it was put, whatever its vouchers are called") {
    const objsync::test::TempDir dir;
    RegisteredRow row;
    row.name = "shop";
    row.definition = R"({"plugin":"odbc"})";
    row.vouchers = {"alice", "two\nlines", "50%/x;y"};
    row.created_at = 5;
    row.created_by = "alice";
    row.updated_at = 6;
    row.updated_by = "bob";
    row.wrong_since = 7;
    {
        const auto db = open_store(dir / "state.db", 1);
        put_registered(*db, row);
    }
    const auto db = open_store(dir / "state.db", 2);
    auto rows = read_registered(*db);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].name == "shop");
    CHECK(rows[0].definition == row.definition);
    CHECK(rows[0].vouchers == std::vector<std::string>{"alice", "two\nlines", "50%/x;y"});
    CHECK(rows[0].created_at == 5);
    CHECK(rows[0].updated_at == 6);
    CHECK(rows[0].created_by == "alice");
    CHECK(rows[0].updated_by == "bob");
    CHECK(rows[0].wrong_since == 7);

    row.vouchers.clear();
    row.wrong_since.reset();
    put_registered(*db, row);
    rows = read_registered(*db);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].vouchers.empty());
    CHECK_FALSE(rows[0].wrong_since);
    erase_registered(*db, "shop");
    CHECK(read_registered(*db).empty());
}
