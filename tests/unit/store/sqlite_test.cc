#include "core/store/sqlite.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::store;
using Catch::Contains;
using objsync::test::TempDir;

namespace {

constexpr int64_t kCache = 256 * 1024;

int64_t count(Database& db, const char* sql) {
    Statement s(db, sql);
    s.step();
    return s.integer(0);
}

} // namespace

TEST_CASE("what was bound comes back: numbers, text, blobs with NUL, NULL, and empty is not NULL") {
    Database db(":memory:", OpenMode::scratch, kCache);
    db.exec("CREATE TABLE t (a, b, c, d, e)");
    Statement insert(db, "INSERT INTO t VALUES (?, ?, ?, ?, ?)");
    const std::string blob("a\0b", 3);
    insert.bind(int64_t{-5}, std::string_view(), Statement::Blob{blob}, std::nullopt,
                std::optional<std::string>("x"));
    insert.run();
    Statement rows(db, "SELECT a, b, c, d, e FROM t");
    REQUIRE(rows.step());
    CHECK(rows.integer(0) == -5);
    CHECK_FALSE(rows.is_null(1));
    CHECK(rows.bytes(1).empty());
    CHECK(rows.bytes(2) == blob);
    CHECK(rows.maybe_integer(3) == std::nullopt);
    CHECK(rows.maybe_text(4) == "x");
    CHECK_FALSE(rows.step());
}

TEST_CASE("a statement begins anew, whatever one of the same text was left at") {
    Database db(":memory:", OpenMode::scratch, kCache);
    constexpr const char* kRows = "SELECT value, ? FROM json_each('[1, 2]')";
    {
        Statement left(db, kRows);
        left.bind(7);
        REQUIRE(left.step());
        Statement beside(db, kRows);
        beside.bind(8);
        REQUIRE(beside.step());
        CHECK(beside.integer(0) == 1);
        REQUIRE(left.step());
        CHECK(left.integer(0) == 2);
        CHECK(left.integer(1) == 7);
    }
    Statement next(db, kRows);
    REQUIRE(next.step());
    CHECK(next.integer(0) == 1);
    CHECK(next.is_null(1));
    next.reset();
    CHECK_NOTHROW(Transaction(db).commit()); // none of them holds the database
}

TEST_CASE("a transaction that is not committed leaves nothing") {
    Database db(":memory:", OpenMode::scratch, kCache);
    db.exec("CREATE TABLE t (a)");
    {
        Transaction t(db);
        db.exec("INSERT INTO t VALUES (1)");
    }
    CHECK(count(db, "SELECT count(*) FROM t") == 0);
    {
        Transaction t(db);
        db.exec("INSERT INTO t VALUES (1)");
        t.commit();
    }
    CHECK(count(db, "SELECT count(*) FROM t") == 1);
}

TEST_CASE("the writer is durable and the reader cannot write") {
    const TempDir dir;
    Database writer(dir / "d.db", OpenMode::writer, kCache);
    writer.exec("CREATE TABLE t (a)");
    CHECK(count(writer, "PRAGMA synchronous") == 2);
    Statement mode(writer, "PRAGMA journal_mode");
    mode.step();
    CHECK(mode.text(0) == "wal");
    mode.reset();
    Database reader(dir / "d.db", OpenMode::reader, kCache);
    CHECK_THROWS_AS(reader.exec("INSERT INTO t VALUES (1)"), Error);
    writer.exec("INSERT INTO t VALUES (1)");
    CHECK(count(reader, "SELECT count(*) FROM t") == 1);
}

TEST_CASE("a full disk says so, may pass, and the transaction is undone") {
    const TempDir dir;
    Database db(dir / "d.db", OpenMode::writer, kCache);
    db.exec("CREATE TABLE t (a)");
    db.exec("PRAGMA max_page_count=20");
    Statement insert(db, "INSERT INTO t VALUES (zeroblob(200000))");
    const auto attempt = [&] {
        Transaction t(db);
        insert.run();
    };
    CHECK_THROWS_MATCHES(attempt(), Error, Catch::Predicate<Error>([](const Error& e) {
                             return e.kind() == ErrorKind::retry &&
                                    std::string(e.what()).find("disk is full") != std::string::npos;
                         }));
    CHECK(count(db, "SELECT count(*) FROM t") == 0);
    CHECK_NOTHROW(Transaction(db).commit());
}

TEST_CASE("a mistake in SQL names the statement") {
    Database db(":memory:", OpenMode::scratch, kCache);
    CHECK_THROWS_WITH(Statement(db, "SELECT a FROM nowhere"),
                      Contains("no such table") && Contains("SELECT a FROM nowhere"));
}

TEST_CASE("a reader of a file that does not exist names it and does not create it") {
    const TempDir dir;
    CHECK_THROWS_WITH(Database(dir / "none.db", OpenMode::reader, kCache),
                      Contains(dir / "none.db"));
    CHECK(access((dir / "none.db").c_str(), F_OK) != 0);
}
