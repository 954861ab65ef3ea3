#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "core/store/open.h"
#include "core/store/scratch.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::store;
using objsync::test::TempDir;

namespace {

int64_t count(Database& db, const char* sql) {
    Statement s(db, sql);
    s.step();
    return s.integer(0);
}

void add_object(Database& db, int64_t oid, int64_t conn) {
    Statement(db,
              "INSERT INTO object (oid, conn, parent, ns, name, presence, flags, own, origin, "
              "activate_new, announced, fp_listing, fp_stable, last_event, stable, moving) "
              "VALUES (?, ?, 0, '', ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, x'', x'')")
        .bind(oid, conn, std::to_string(oid))
        .run();
}

std::unique_ptr<Database> two_connections(const TempDir& dir) {
    auto db = open_store(dir / "a store%23?.db", 0);
    db->exec(
        "INSERT INTO connection (id, name, root, plugin) VALUES (1, 'shop', 1, 'x'), "
        "(2, 'other', 2, 'x')");
    add_object(*db, 1, 1);
    add_object(*db, 2, 2);
    db->exec(
        "INSERT INTO run (id, conn, why, targets, is_full, state, started_at) VALUES "
        "(7, 1, 'demand', '', 0, 2, 0), (8, 1, 'demand', '', 0, 1, 0), "
        "(9, 2, 'demand', '', 0, 1, 0)");
    db->exec(
        "INSERT INTO decision VALUES (7, 1, 0, 1, 0, 0, '', x''), (9, 1, 0, 2, 0, 0, '', x'')");
    db->exec("INSERT INTO missing VALUES (8, 1, 1, 0, 0)");
    db->exec("INSERT INTO outbox VALUES (1, 1, x'00')");
    db->exec(
        "INSERT INTO audit (at, principal, via, action, target, before, after, status, detail) "
        "VALUES (0, 'a', '', '', '', '', '', 200, '')");
    return db;
}

} // namespace

TEST_CASE("a scratch copy has one connection's rows, and none of who may what") {
    const TempDir dir;
    const auto db = two_connections(dir);
    const auto stop = [] { return false; };
    const auto copy = scratch_copy(db->file(), "shop", stop);
    CHECK(count(*copy, "SELECT sum(oid) FROM object") == 1);
    CHECK(count(*copy, "SELECT count(*) FROM connection") == 1);
    CHECK(count(*copy, "SELECT count(*) FROM outbox") == 0);
    CHECK(count(*copy, "SELECT count(*) FROM audit") == 0);
    CHECK(count(*copy, "SELECT count(*) FROM sqlite_schema WHERE tbl_name = 'object'") ==
          count(*db, "SELECT count(*) FROM sqlite_schema WHERE tbl_name = 'object'"));
    CHECK(read_epoch(*copy) == read_epoch(*db));
}

TEST_CASE("a scratch copy has what is decided, not what others list, and takes none of their ids") {
    const TempDir dir;
    const auto db = two_connections(dir);
    const auto stop = [] { return false; };
    const auto copy = scratch_copy(db->file(), "shop", stop);
    CHECK(count(*copy, "SELECT sum(run) FROM decision") == 7);
    CHECK(count(*copy, "SELECT count(*) FROM missing") == 0);
    CHECK(count(*copy, "SELECT count(*) FROM run WHERE state = 1") == 0);
    CHECK(count(*copy, "SELECT max(id) FROM run") == 9);
}

TEST_CASE("what is written to a scratch copy is not in the store, and the other way round") {
    const TempDir dir;
    const auto db = two_connections(dir);
    const auto stop = [] { return false; };
    const auto copy = scratch_copy(db->file(), "shop", stop);
    add_object(*copy, 3, 1);
    add_object(*db, 4, 1);
    CHECK(count(*db, "SELECT sum(oid) FROM object") == 7);
    CHECK(count(*copy, "SELECT sum(oid) FROM object") == 4);
}

TEST_CASE("a scratch copy is refused for what is not in the store, and ends when it is stopped") {
    const TempDir dir;
    const auto db = two_connections(dir);
    const auto never = [] { return false; };
    CHECK_THROWS_AS(scratch_copy(db->file(), "nobody", never), Error);
    for (int64_t oid = 100; oid < 5000; ++oid)
        add_object(*db, oid, 1);
    const auto stop = [] { return true; };
    CHECK_THROWS_WITH(scratch_copy(db->file(), "shop", stop), "cancelled");
}
