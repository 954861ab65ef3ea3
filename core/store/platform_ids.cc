#include "core/store/platform_ids.h"

#include <algorithm>

#include "core/model/codec.h"

namespace objsync::store {

namespace {

constexpr size_t kMostAdded = 1 << 16; // 1.5 MB

int64_t hash_of(std::string_view id) {
    return static_cast<int64_t>(fingerprint(id));
}

} // namespace

PlatformIds::PlatformIds(Database& db)
    : insert_(db, "INSERT OR IGNORE INTO platform_id (conn, hash, oid) VALUES (?, ?, ?)"),
      erase_(db, "DELETE FROM platform_id WHERE conn = ? AND hash = ? AND oid = ?"),
      find_(db, "SELECT oid FROM platform_id WHERE conn = ? AND hash = ? ORDER BY oid"),
      any_(db, "SELECT 1 FROM platform_id WHERE conn = ? LIMIT 1"),
      shared_(db,
              "SELECT max(oid) FROM platform_id WHERE conn = ? GROUP BY hash HAVING count(*) > 1 "
              "LIMIT ?") {}

void PlatformIds::add(int64_t conn, std::string_view id, int64_t oid) {
    added_.push_back({conn, hash_of(id), oid});
    if (added_.size() == kMostAdded) flush();
}

void PlatformIds::remove(int64_t conn, std::string_view id, int64_t oid) {
    flush();
    erase_.bind(conn, hash_of(id), oid).run();
}

std::vector<int64_t> PlatformIds::candidates(int64_t conn, std::string_view id) {
    flush();
    std::vector<int64_t> oids;
    find_.bind(conn, hash_of(id));
    while (find_.step())
        oids.push_back(find_.integer(0));
    find_.reset();
    return oids;
}

bool PlatformIds::any(int64_t conn) {
    flush();
    const bool found = any_.bind(conn).step();
    any_.reset();
    return found;
}

std::vector<int64_t> PlatformIds::shared(int64_t conn, size_t limit) {
    flush();
    std::vector<int64_t> oids;
    shared_.bind(conn, static_cast<int64_t>(limit));
    while (shared_.step())
        oids.push_back(shared_.integer(0));
    shared_.reset();
    return oids;
}

void PlatformIds::flush() {
    std::sort(added_.begin(), added_.end());
    for (const Entry& e : added_)
        insert_.bind(e.conn, e.hash, e.oid).run();
    added_.clear();
}

void index_platform_ids(Database& db) {
    PlatformIds ids(db);
    Statement all(db, "SELECT conn, stable, oid FROM object");
    while (all.step()) {
        if (const auto id = peek_text(all.bytes(1), TextField::platform_id))
            ids.add(all.integer(0), *id, all.integer(2));
    }
    ids.before_commit();
}

} // namespace objsync::store
