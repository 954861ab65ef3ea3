#include "core/store/open.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>

#include "core/base/error.h"
#include "core/store/migrate.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::store;
using Catch::Contains;
using objsync::test::TempDir;

namespace {

constexpr int64_t kNow = 1'767'323'045'000; // 2026-01-02 03:04:05 UTC
constexpr int64_t kCache = 256 * 1024;

struct Failure {
    ErrorKind kind;
    std::string text;
};

Failure failure_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& e) {
        return {e.kind(), e.what()};
    }
    FAIL("nothing was thrown");
    return {ErrorKind::bug, ""};
}

int64_t number(Database& db, const char* sql) {
    Statement s(db, sql);
    REQUIRE(s.step());
    return s.integer(0);
}

void write_file(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

unsigned mode_of(const std::string& path) {
    struct stat status {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777U;
}

void make_clean_store(const std::string& file) {
    auto db = open_store(file, kNow);
    mark_clean_shutdown(*db);
}

// Many rows, so that the file has pages to damage beyond the schema's.
void fill(Database& db) {
    Transaction t(db);
    Statement insert(db, "INSERT INTO outbox (pos, conn, body) VALUES (?, 1, ?)");
    const std::string body(400, 'x');
    for (int64_t i = 1; i <= 2000; i++)
        insert.bind(i, Statement::Blob{body}).run();
    t.commit();
}

void damage_the_middle(const std::string& file) {
    std::fstream f(file, std::ios::binary | std::ios::in | std::ios::out);
    f.seekp(static_cast<std::streamoff>(std::filesystem::file_size(file) / 2 / 4096 * 4096));
    f << std::string(4096, '\xa5');
}

} // namespace

TEST_CASE("a new store has the schema, the application id and an epoch, and is private") {
    const TempDir dir;
    auto db = open_store(dir / "s.db", kNow);
    CHECK(number(*db, "PRAGMA application_id") == kApplicationId);
    CHECK(schema_version(*db) == kSchemaVersion);
    CHECK(read_epoch(*db).size() == 16);
    CHECK(mode_of(dir / "s.db") == 0600);
    CHECK(mode_of(dir / "s.db-wal") == 0600);
    CHECK(number(*db, "SELECT value FROM meta WHERE key = 'next_oid'") == 1);
}

TEST_CASE("a store opened again keeps its epoch, another store has another") {
    const TempDir dir;
    const std::string epoch = read_epoch(*open_store(dir / "s.db", kNow));
    CHECK(read_epoch(*open_store(dir / "s.db", kNow)) == epoch);
    CHECK(read_epoch(*open_store(dir / "t.db", kNow)) != epoch);
}

TEST_CASE("a store that was copied back with a wide mode becomes private again") {
    const TempDir dir;
    make_clean_store(dir / "s.db");
    chmod((dir / "s.db").c_str(), 0664);
    auto db = open_store(dir / "s.db", kNow);
    CHECK(mode_of(dir / "s.db") == 0640);
}

TEST_CASE("an empty file left by a kill at creation becomes a store") {
    const TempDir dir;
    write_file(dir / "s.db", "");
    CHECK_NOTHROW(open_store(dir / "s.db", kNow));
}

TEST_CASE("another application's database is refused and not touched") {
    const TempDir dir;
    {
        Database other(dir / "s.db", OpenMode::scratch, kCache);
        other.exec("CREATE TABLE t (a)");
    }
    const std::string before = read_file(dir / "s.db");
    const Failure f = failure_of([&] { (void)open_store(dir / "s.db", kNow); });
    CHECK(f.kind == ErrorKind::config);
    CHECK_THAT(f.text, Contains(dir / "s.db") && Contains("another application"));
    CHECK(read_file(dir / "s.db") == before);
    CHECK_FALSE(std::filesystem::exists(dir / "s.db-wal"));
}

TEST_CASE("a file that is no database is refused and not touched") {
    const TempDir dir;
    write_file(dir / "s.db", "[daemon]\nstate = \"x\"\n");
    const Failure f = failure_of([&] { (void)open_store(dir / "s.db", kNow); });
    CHECK(f.kind == ErrorKind::corrupt);
    CHECK_THAT(f.text, Contains("not an SQLite database"));
    CHECK(read_file(dir / "s.db") == "[daemon]\nstate = \"x\"\n");
}

TEST_CASE("a missing directory is named with what to do") {
    const TempDir dir;
    const Failure f = failure_of([&] { (void)open_store(dir / "no/s.db", kNow); });
    CHECK(f.kind == ErrorKind::config);
    CHECK_THAT(f.text, Contains(dir / "no/s.db") && Contains("No such file") &&
                           Contains("directory that exists"));
}

TEST_CASE("a store from a newer version is refused, naming both versions") {
    const TempDir dir;
    { open_store(dir / "s.db", kNow)->exec("PRAGMA user_version=7"); }
    const Failure f = failure_of([&] { (void)open_store(dir / "s.db", kNow); });
    CHECK(f.kind == ErrorKind::config);
    CHECK_THAT(f.text, Contains("version 7") &&
                           Contains("up to " + std::to_string(kSchemaVersion)) &&
                           Contains("newer"));
}

TEST_CASE("damaged pages are found at the start after a kill, with the ways back and their cost") {
    const TempDir dir;
    { fill(*open_store(dir / "s.db", kNow)); }
    damage_the_middle(dir / "s.db");
    const Failure f = failure_of([&] { (void)open_store(dir / "s.db", kNow); });
    CHECK(f.kind == ErrorKind::corrupt);
    CHECK_THAT(f.text, Contains(dir / "s.db") && Contains("put a backup in its place") &&
                           Contains("new epoch") && Contains("move all three files away"));
}

TEST_CASE("after a clean shutdown not all pages are read, and the next start is unclean again") {
    const TempDir dir;
    {
        auto db = open_store(dir / "s.db", kNow);
        fill(*db);
        mark_clean_shutdown(*db);
    }
    damage_the_middle(dir / "s.db");
    CHECK_NOTHROW(open_store(dir / "s.db", kNow));
    CHECK_THROWS_AS(open_store(dir / "s.db", kNow), Error);
}

TEST_CASE("a lost table or index is found at every start") {
    const TempDir dir;
    const char* sql = GENERATE("DROP TABLE held", "DROP INDEX object_key",
                               "ALTER TABLE run RENAME COLUMN why TO y");
    make_clean_store(dir / "s.db");
    {
        auto db = open_store(dir / "s.db", kNow);
        db->exec(sql);
        mark_clean_shutdown(*db);
    }
    const Failure f = failure_of([&] { (void)open_store(dir / "s.db", kNow); });
    CHECK(f.kind == ErrorKind::corrupt);
    CHECK_THAT(f.text, Contains("held") || Contains("object_key") || Contains("run"));
}

TEST_CASE("a second daemon is refused, naming the first one's pid, by whatever path") {
    const TempDir dir;
    make_clean_store(dir / "s.db");
    std::filesystem::create_symlink(dir / "s.db", dir / "link.db");
    const StoreLock first(dir / "s.db");
    const std::string path = GENERATE("s.db", "./s.db", "link.db");
    const Failure f = failure_of([&] { StoreLock second(dir / path); });
    CHECK(f.kind == ErrorKind::config);
    CHECK_THAT(f.text, Contains("pid " + std::to_string(getpid()) + ")"));
}

TEST_CASE("the lock of a killed daemon is free") {
    const TempDir dir;
    int ready[2];
    REQUIRE(pipe(ready) == 0);
    const pid_t child = fork();
    if (child == 0) {
        const StoreLock lock(dir / "s.db");
        if (write(ready[1], "x", 1) != 1) _exit(1);
        for (;;)
            pause();
    }
    char c;
    REQUIRE(read(ready[0], &c, 1) == 1);
    const Failure f = failure_of([&] { StoreLock second(dir / "s.db"); });
    CHECK_THAT(f.text, Contains("pid " + std::to_string(child) + ")"));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    CHECK_NOTHROW(StoreLock(dir / "s.db"));
    close(ready[0]);
    close(ready[1]);
}
