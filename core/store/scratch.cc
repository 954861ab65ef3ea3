#include "core/store/scratch.h"

#include <sqlite3.h>

#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/store/open.h"
#include "core/store/rows.h"

namespace objsync::store {

namespace {

constexpr int64_t kCacheBytes = 32 * 1024 * 1024;
constexpr int kLookEvery = 10'000; // steps of SQLite's machine, a fraction of a millisecond

using Stopped = std::function<bool()>;

int ask(void* stopped) {
    return (*static_cast<const Stopped*>(stopped))() ? 1 : 0;
}

// Ends what runs on the database once `stopped`, as long as it lives.
class Interruptible {
public:
    Interruptible(Database& db, const Stopped& stopped) : db_(db) {
        // SQLite hands it back as it is; nothing writes through it.
        sqlite3_progress_handler(db.raw(), kLookEvery, ask,
                                 const_cast<Stopped*>(&stopped)); // NOLINT
    }
    ~Interruptible() { sqlite3_progress_handler(db_.raw(), 0, nullptr, nullptr); }
    Interruptible(const Interruptible&) = delete;
    Interruptible& operator=(const Interruptible&) = delete;

private:
    Database& db_;
};

std::string uri_of(const std::string& file) {
    std::string uri = "file:";
    for (const char c : file) {
        if (c == '%' || c == '?' || c == '#') {
            uri += c == '%' ? "%25" : c == '?' ? "%3f" : "%23";
        } else {
            uri += c;
        }
    }
    return uri + "?mode=ro";
}

void copy_rows(Database& db, int64_t conn) {
    // The tables of all connections' rows, by the connection.
    for (const char* table : {"object", "scope", "facet_scope", "held", "job"}) {
        const std::string sql = std::string("INSERT INTO main.") + table + " SELECT * FROM store." +
                                table + " WHERE conn = ?";
        Statement(db, sql.c_str()).bind(conn).run();
    }
    for (const char* table : {"owner", "subtree", "local_tag"}) {
        const std::string sql = std::string("INSERT INTO main.") + table + " SELECT * FROM store." +
                                table + " WHERE oid IN (SELECT oid FROM main.object)";
        Statement(db, sql.c_str()).run();
    }
    Statement(db,
              "INSERT INTO main.job_reset SELECT * FROM store.job_reset "
              "WHERE job IN (SELECT id FROM main.job)")
        .run();
    // What others have decided and not applied yet goes before.
    Statement(db, "INSERT INTO main.run SELECT * FROM store.run WHERE conn = ? AND state = ?")
        .bind(conn, static_cast<int>(RunState::applying))
        .run();
    for (const char* table : {"missing", "parked", "decision"}) {
        const std::string sql = std::string("INSERT INTO main.") + table + " SELECT * FROM store." +
                                table + " WHERE run IN (SELECT id FROM main.run)";
        Statement(db, sql.c_str()).run();
    }
    // A new run's id must be none that rows speak of.
    Statement(db,
              "INSERT OR IGNORE INTO main.run (id, conn, why, targets, is_full, state, started_at) "
              "SELECT max(id), ?, '', '', 0, ?, 0 FROM store.run HAVING max(id) IS NOT NULL")
        .bind(conn, static_cast<int>(RunState::done))
        .run();
}

// Indexes are built after the rows are there, which is several times faster.
std::vector<std::pair<std::string, std::string>> take_indexes(Database& db) {
    std::vector<std::pair<std::string, std::string>> indexes;
    {
        Statement all(db,
                      "SELECT name, sql FROM main.sqlite_schema WHERE type = 'index' AND "
                      "tbl_name = 'object' AND sql IS NOT NULL");
        while (all.step())
            indexes.emplace_back(all.text(0), all.text(1));
    }
    for (const auto& [name, sql] : indexes)
        db.exec(("DROP INDEX main." + name).c_str());
    return indexes;
}

void copy(Database& db, const std::string& connection) {
    const auto indexes = take_indexes(db);
    Transaction transaction(db);
    Statement(db, "INSERT INTO main.meta SELECT * FROM store.meta").run();
    Statement(db, "INSERT INTO main.connection SELECT * FROM store.connection WHERE name = ?")
        .bind(connection)
        .run();
    int64_t conn = 0;
    {
        Statement id(db, "SELECT id FROM main.connection WHERE root <> 0");
        if (!id.step()) {
            throw Error(ErrorKind::input,
                        "connection '" + connection + "' is not in the store yet");
        }
        conn = id.integer(0);
    }
    copy_rows(db, conn);
    for (const auto& [name, sql] : indexes)
        db.exec(sql.c_str());
    transaction.commit();
}

} // namespace

std::unique_ptr<Database> scratch_copy(const std::string& file, const std::string& connection,
                                       const Stopped& stopped) {
    auto db = std::make_unique<Database>("", OpenMode::scratch, kCacheBytes);
    build_schema(*db);
    const std::string uri = uri_of(file);
    Statement(*db, "ATTACH ? AS store").bind(uri).run();
    try {
        const Interruptible interruptible(*db, stopped);
        copy(*db, connection);
    } catch (const Error&) {
        if (stopped()) throw Error(ErrorKind::input, "cancelled");
        throw;
    }
    db->exec("DETACH store");
    return db;
}

} // namespace objsync::store
