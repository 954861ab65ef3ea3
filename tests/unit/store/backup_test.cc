#include <sys/stat.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/base/error.h"
#include "core/store/open.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::store;
using Catch::Contains;
using objsync::test::TempDir;

namespace {

constexpr int64_t kNow = 1'767'323'045'000;

int64_t count(Database& db, const char* sql) {
    Statement s(db, sql);
    s.step();
    return s.integer(0);
}

// Both tables get a row in each transaction, so a copy torn between them shows.
void add_pair(Database& db, int64_t pos) {
    Transaction t(db);
    const std::string body(2000, 'x');
    Statement(db, "INSERT INTO outbox (pos, conn, body) VALUES (?, 1, ?)").bind(pos, body).run();
    Statement(db, "INSERT INTO outbox_mark (conn, seq, pos, at) VALUES (1, ?, ?, 0)")
        .bind(pos, pos)
        .run();
    t.commit();
}

size_t files_in(const TempDir& dir) {
    size_t n = 0;
    for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
        (void)entry;
        n++;
    }
    return n;
}

} // namespace

TEST_CASE("a backup opened as a store has its rows and a new epoch, once") {
    const TempDir dir;
    auto db = open_store(dir / "s.db", kNow);
    add_pair(*db, 1);
    backup_store(dir / "s.db", dir / "b.db");
    struct stat status {};
    REQUIRE(stat((dir / "b.db").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK_FALSE(std::filesystem::exists(dir / "b.db-wal"));

    auto copy = open_store(dir / "b.db", kNow);
    CHECK(count(*copy, "SELECT count(*) FROM outbox") == 1);
    const std::string epoch = read_epoch(*copy);
    CHECK(epoch != read_epoch(*db));
    copy.reset();
    CHECK(read_epoch(*open_store(dir / "b.db", kNow)) == epoch);
}

TEST_CASE("a backup never overwrites and leaves nothing when it fails") {
    const TempDir dir;
    auto db = open_store(dir / "s.db", kNow);
    std::ofstream(dir / "b.db") << "precious";
    const size_t before = files_in(dir);
    CHECK_THROWS_WITH(backup_store(dir / "s.db", dir / "b.db"), Contains("the file exists"));
    CHECK(std::filesystem::file_size(dir / "b.db") == 8);
    CHECK_THROWS_WITH(backup_store(dir / "s.db", dir / "no/b.db"), Contains("No such file"));
    CHECK_THROWS_AS(backup_store(dir / "none.db", dir / "c.db"), Error);
    CHECK(files_in(dir) == before);
}

TEST_CASE("a backup made while another thread commits is whole") {
    const TempDir dir;
    auto db = open_store(dir / "s.db", kNow);
    int64_t pos = 1;
    while (pos <= 500)
        add_pair(*db, pos++);
    std::atomic<bool> done = false;
    std::thread backup([&] {
        backup_store(dir / "s.db", dir / "b.db");
        done = true;
    });
    while (!done)
        add_pair(*db, pos++);
    backup.join();
    auto copy = open_store(dir / "b.db", kNow);
    const int64_t rows = count(*copy, "SELECT count(*) FROM outbox");
    CHECK(rows >= 500);
    CHECK(rows == count(*copy, "SELECT count(*) FROM outbox_mark"));
    CHECK(rows == count(*copy, "SELECT max(pos) FROM outbox"));
}
