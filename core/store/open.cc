#include "core/store/open.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>

#include "core/base/error.h"
#include "core/store/migrate.h"
#include "core/store/platform_ids.h"
#include "core/store/search_index.h"
#include "schema_sql.h"
#include "schema_v2_sql.h"

namespace objsync::store {

namespace {

// Steps to the version of this program. A new store takes them all.
constexpr Migration kMigrations[] = {
    {1,
     [](Database& db) {
         db.exec(kSchemaV2Sql);
         index_platform_ids(db);
         build_search_index(db);
     }},
};

std::string quoted(const std::string& file) {
    return "store " + file + ": ";
}

[[noreturn]] void foreign(const std::string& file) {
    throw Error(ErrorKind::config, quoted(file) +
                                       "it is an SQLite database of another application; give "
                                       "another path in [daemon] state");
}

uint32_t big_endian(const unsigned char* b) {
    return static_cast<uint32_t>(b[0]) << 24 | static_cast<uint32_t>(b[1]) << 16 |
           static_cast<uint32_t>(b[2]) << 8 | b[3];
}

// Looks at the header before SQLite does: opening with WAL would change another program's file.
void check_header(const std::string& file, int fd) {
    unsigned char header[100];
    const ssize_t n = pread(fd, header, sizeof header, 0);
    if (n == 0) return; // new, or killed right after it was created
    if (n < 0) {
        throw Error(ErrorKind::retry, quoted(file) + "cannot read it: " + std::strerror(errno));
    }
    static constexpr char kMagic[16] = {"SQLite format 3"};
    if (n < static_cast<ssize_t>(sizeof header) ||
        std::memcmp(header, kMagic, sizeof kMagic) != 0) {
        throw Error(ErrorKind::corrupt,
                    quoted(file) +
                        "it is not an SQLite database; if another file was meant, set [daemon] "
                        "state; if this was the store, put a backup in its place, or move it away "
                        "to start with an empty one, which tells every object as added");
    }
    // Our first commit brings both the schema and the id, so one is never there without the other.
    const uint32_t schema_cookie = big_endian(header + 40);
    const uint32_t application = big_endian(header + 68);
    if (application != kApplicationId && (application != 0 || schema_cookie != 0)) foreign(file);
}

void prepare_file(const std::string& file) {
    const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        throw Error(ErrorKind::config,
                    quoted(file) + "cannot open it: " + std::strerror(errno) +
                        "; [daemon] state must be in a directory that exists, and the daemon's "
                        "user must be able to write both");
    }
    try {
        check_header(file, fd);
        struct stat status {};
        // A backup copied back may have come with a wider mode. The -wal file takes this one.
        if (fstat(fd, &status) == 0 && (status.st_mode & 0777 & ~0640U) != 0) {
            (void)fchmod(fd, status.st_mode & 0640);
        }
    } catch (...) {
        close(fd);
        throw;
    }
    close(fd);
}

std::string new_epoch() {
    unsigned char bytes[8];
    if (getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes)) {
        throw Error(ErrorKind::retry, "the kernel gave no random bytes");
    }
    std::string text;
    for (const unsigned char b : bytes) {
        text += "0123456789abcdef"[b >> 4];
        text += "0123456789abcdef"[b & 15];
    }
    return text;
}

int64_t pragma(Database& db, const char* sql) {
    Statement statement(db, sql);
    statement.step();
    return statement.integer(0);
}

void create_schema(Database& db) {
    Transaction transaction(db);
    build_schema(db);
    db.exec(("PRAGMA application_id=" + std::to_string(kApplicationId)).c_str());
    db.exec(("PRAGMA user_version=" + std::to_string(kSchemaVersion)).c_str());
    Statement meta(db, "INSERT INTO meta (key, value) VALUES (?, ?)");
    meta.bind("epoch", new_epoch()).run();
    meta.bind("next_oid", 1).run();
    meta.bind("next_pos", 1).run();
    meta.bind("is_clean", 0).run();
    transaction.commit();
}

// Each table with its columns, each index.
std::map<std::string, std::string> layout(Database& db) {
    Statement rows(db,
                   "SELECT type || ' ' || name, (SELECT coalesce(group_concat(c.name), '') "
                   "FROM pragma_table_xinfo(m.name) c) FROM sqlite_schema m "
                   "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
    std::map<std::string, std::string> out;
    while (rows.step())
        out[rows.text(0)] = rows.text(1);
    return out;
}

void check_layout(Database& db) {
    Database fresh(":memory:", OpenMode::scratch, 64 * 1024);
    build_schema(fresh);
    const auto have = layout(db);
    for (const auto& [what, columns] : layout(fresh)) {
        const auto it = have.find(what);
        if (it == have.end()) throw_damaged(db.file(), "the " + what + " is missing");
        if (it->second != columns) throw_damaged(db.file(), "the " + what + " has other columns");
    }
}

void check_pages(Database& db) {
    if (pragma(db, "SELECT value FROM meta WHERE key = 'is_clean'") == 1) return;
    Statement check(db, "PRAGMA quick_check(1)");
    std::string found;
    while (check.step())
        found = check.text(0);
    if (found != "ok") throw_damaged(db.file(), found);
}

// From here on only mark_clean_shutdown makes it clean again.
void mark_in_use(Database& db) {
    Transaction transaction(db);
    Statement(db, "INSERT OR REPLACE INTO meta (key, value) VALUES ('is_clean', 0)").run();
    if (pragma(db, "SELECT count(*) FROM meta WHERE key = 'is_backup'") != 0) {
        Statement(db, "UPDATE meta SET value = ? WHERE key = 'epoch'").bind(new_epoch()).run();
        Statement(db, "DELETE FROM meta WHERE key = 'is_backup'").run();
    }
    transaction.commit();
}

} // namespace

void build_schema(Database& db) {
    db.exec(kSchemaSql);
    for (const Migration& step : kMigrations)
        step.apply(db);
}

std::unique_ptr<Database> open_store(const std::string& file, int64_t now_ms, int64_t cache_bytes) {
    prepare_file(file);
    auto db = std::make_unique<Database>(file, OpenMode::writer, cache_bytes);
    const int64_t application = pragma(*db, "PRAGMA application_id");
    if (application == 0 && pragma(*db, "SELECT count(*) FROM sqlite_schema") == 0) {
        create_schema(*db);
        return db;
    }
    if (application != kApplicationId) foreign(file);
    refuse_newer(*db, kSchemaVersion);
    check_pages(*db); // before a migration writes into what may be damaged
    migrate(*db, kSchemaVersion, kMigrations, now_ms);
    check_layout(*db);
    mark_in_use(*db);
    return db;
}

void mark_clean_shutdown(Database& db) {
    Statement(db, "UPDATE meta SET value = 1 WHERE key = 'is_clean'").run();
}

std::string read_epoch(Database& db) {
    Statement epoch(db, "SELECT value FROM meta WHERE key = 'epoch'");
    if (!epoch.step()) throw_damaged(db.file(), "it has no epoch");
    return epoch.text(0);
}

} // namespace objsync::store
