#include "core/store/migrate.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/error.h"
#include "core/store/access.h"
#include "core/store/open.h"
#include "core/store/outbox.h"
#include "schema_sql.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::store;
using Catch::Contains;
using objsync::test::TempDir;

namespace {

constexpr int64_t kNow = 1'767'323'045'000; // 2026-01-02 03:04:05 UTC
constexpr int64_t kCache = 256 * 1024;
constexpr int kNewest = kSchemaVersion;

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

std::string backup_of(int version) {
    return "s.db.v" + std::to_string(version) + ".20260102T030405Z.bak";
}

std::string meta_a(Database& db) {
    Statement s(db, "SELECT a FROM meta WHERE key = 'epoch'");
    s.step();
    return s.text(0);
}

} // namespace

TEST_CASE("a store of the first version becomes one of the newest, with all that is in it") {
    const TempDir dir;
    {
        Database old(dir / "s.db", OpenMode::writer, kCache);
        old.exec(kSchemaSql);
        old.exec(("PRAGMA application_id=" + std::to_string(kApplicationId)).c_str());
        old.exec("PRAGMA user_version=1");
        old.exec("INSERT INTO meta (key, value) VALUES ('epoch', 'e'), ('is_clean', 1)");
        old.exec("INSERT INTO sink (name, pos, updated_at) VALUES ('events', 7, 1)");
        old.exec(
            "INSERT INTO object (oid, conn, parent, ns, name, presence, flags, own, origin, "
            "activate_new, announced, fp_listing, fp_stable, last_event, stable, moving) VALUES "
            "(1, 1, 0, '', x'61', 0, 1, 1, 1, 0, 0, 0, 0, 3, x'', x''), "
            "(2, 1, 1, '', x'6f7264657273', 0, 2, 0, 0, 0, 0, 0, 0, 8, x'', x'')");
        old.exec(
            "INSERT INTO outbox_mark (conn, seq, pos, at) VALUES (1, 4, 5, 700), (1, 7, 8, 900)");
    }
    const auto db = open_store(dir / "s.db", kNow);
    CHECK(schema_version(*db) == kSchemaVersion);
    CHECK(read_epoch(*db) == "e");
    CHECK(sink_position(*db, "events") == 7);
    CHECK(read_audit(*db, std::nullopt, 1).empty());
    CHECK(std::filesystem::exists(dir / backup_of(1)));
    // What a search needs. The first object's event is no longer kept: it is taken as changed when
    // the oldest that is was written.
    Statement names(*db, "SELECT instr(body, x'6f7264657273') > 0 FROM name_block WHERE conn = 1");
    REQUIRE(names.step());
    CHECK(names.integer(0) == 1);
    Statement changed(*db, "SELECT changed_at FROM object ORDER BY oid");
    REQUIRE(changed.step());
    CHECK(changed.integer(0) == 700);
    REQUIRE(changed.step());
    CHECK(changed.integer(0) == 900);
}

TEST_CASE("an older store is migrated one step at a time, and a backup of the old one is kept") {
    const TempDir dir;
    auto db = open_store(dir / "s.db", kNow);
    const std::string epoch = read_epoch(*db);
    // Out of order: a step is found by its number.
    const Migration steps[] = {{kNewest + 1, use_column}, {kNewest, add_column}};
    migrate(*db, kNewest + 2, steps, kNow);
    CHECK(schema_version(*db) == kNewest + 2);
    CHECK(meta_a(*db) == "moved");
    CHECK(read_epoch(*db) == epoch);

    const std::string backup = dir / backup_of(kNewest);
    REQUIRE(std::filesystem::exists(backup));
    Database old(backup, OpenMode::reader, kCache);
    CHECK(schema_version(old) == kNewest);
    CHECK(read_epoch(old) == epoch);
}

TEST_CASE("a migration that fails leaves the store as it was and says between which versions") {
    const TempDir dir;
    auto db = open_store(dir / "s.db", kNow);
    const std::string epoch = read_epoch(*db);
    const Migration steps[] = {{kNewest, add_column}, {kNewest + 1, break_off}};
    CHECK_THROWS_WITH(migrate(*db, kNewest + 2, steps, kNow),
                      Contains("from version " + std::to_string(kNewest + 1) + " to " +
                               std::to_string(kNewest + 2)) &&
                          Contains("row 7"));
    CHECK(schema_version(*db) == kNewest);
    CHECK(read_epoch(*db) == epoch);
    Statement columns(*db, "SELECT count(*) FROM pragma_table_info('meta')");
    columns.step();
    CHECK(columns.integer(0) == 2);
}

TEST_CASE("a store without a way to the wanted version is refused before anything is written") {
    const TempDir dir;
    auto db = open_store(dir / "s.db", kNow);
    const Migration steps[] = {{kNewest, add_column}};
    CHECK_THROWS_WITH(migrate(*db, kNewest + 2, steps, kNow),
                      Contains("from version " + std::to_string(kNewest + 1)));
    CHECK_FALSE(std::filesystem::exists(dir / backup_of(kNewest)));
}

TEST_CASE("a store that has the wanted version is left alone, a newer one is refused") {
    const TempDir dir;
    auto db = open_store(dir / "s.db", kNow);
    migrate(*db, kNewest, {}, kNow);
    CHECK_FALSE(std::filesystem::exists(dir / backup_of(kNewest)));
    CHECK_THROWS_WITH(migrate(*db, 0, {}, kNow), Contains("newer"));
}
