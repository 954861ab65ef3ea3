#include "core/store/migrate.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/error.h"
#include "core/store/open.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::store;
using Catch::Contains;
using objsync::test::TempDir;

namespace {

constexpr int64_t kNow = 1'767'323'045'000; // 2026-01-02 03:04:05 UTC
constexpr int64_t kCache = 256 * 1024;

void add_column(Database& db) {
    db.exec("ALTER TABLE meta ADD COLUMN a");
}
void use_column(Database& db) {
    db.exec("UPDATE meta SET a = 'moved'");
}
void break_off(Database& db) {
    db.exec("DROP TABLE meta");
    throw Error(ErrorKind::corrupt, "row 7 cannot be read");
}

std::string meta_a(Database& db) {
    Statement s(db, "SELECT a FROM meta WHERE key = 'epoch'");
    s.step();
    return s.text(0);
}

} // namespace

TEST_CASE("an older store is migrated one step at a time, and a backup of the old one is kept") {
    const TempDir dir;
    auto db = open_store(dir / "s.db", kNow);
    const std::string epoch = read_epoch(*db);
    // Out of order: a step is found by its number.
    const Migration steps[] = {{2, use_column}, {1, add_column}};
    migrate(*db, 3, steps, kNow);
    CHECK(schema_version(*db) == 3);
    CHECK(meta_a(*db) == "moved");
    CHECK(read_epoch(*db) == epoch);

    const std::string backup = dir / "s.db.v1.20260102T030405Z.bak";
    REQUIRE(std::filesystem::exists(backup));
    Database old(backup, OpenMode::reader, kCache);
    CHECK(schema_version(old) == 1);
    CHECK(read_epoch(old) == epoch);
}

TEST_CASE("a migration that fails leaves the store as it was and says between which versions") {
    const TempDir dir;
    auto db = open_store(dir / "s.db", kNow);
    const std::string epoch = read_epoch(*db);
    const Migration steps[] = {{1, add_column}, {2, break_off}};
    CHECK_THROWS_WITH(migrate(*db, 3, steps, kNow),
                      Contains("from version 2 to 3") && Contains("row 7"));
    CHECK(schema_version(*db) == 1);
    CHECK(read_epoch(*db) == epoch);
    Statement columns(*db, "SELECT count(*) FROM pragma_table_info('meta')");
    columns.step();
    CHECK(columns.integer(0) == 2);
}

TEST_CASE("a store without a way to the wanted version is refused before anything is written") {
    const TempDir dir;
    auto db = open_store(dir / "s.db", kNow);
    const Migration steps[] = {{1, add_column}};
    CHECK_THROWS_WITH(migrate(*db, 3, steps, kNow), Contains("from version 2"));
    CHECK_FALSE(std::filesystem::exists(dir / "s.db.v1.20260102T030405Z.bak"));
}

TEST_CASE("a store that has the wanted version is left alone, a newer one is refused") {
    const TempDir dir;
    auto db = open_store(dir / "s.db", kNow);
    migrate(*db, 1, {}, kNow);
    CHECK_FALSE(std::filesystem::exists(dir / "s.db.v1.20260102T030405Z.bak"));
    CHECK_THROWS_WITH(migrate(*db, 0, {}, kNow), Contains("newer"));
}
