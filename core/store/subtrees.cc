#include "core/store/subtrees.h"

namespace objsync::store {

Subtrees::Subtrees(Database& db)
    : db_(db), save_(db, "INSERT OR REPLACE INTO subtree (oid, version) VALUES (?, ?)") {}

void Subtrees::before_commit() {
    if (touched_.empty()) return;
    if (next_ == 0) {
        Statement last(db_, "SELECT COALESCE(MAX(version), 0) + 1 FROM subtree");
        last.step();
        next_ = last.integer(0);
    }
    for (const int64_t oid : touched_)
        save_.bind(oid, next_).run();
    touched_.clear();
    ++next_;
}

int64_t subtree_version(Database& db, int64_t oid) {
    Statement get(db, "SELECT version FROM subtree WHERE oid = ?");
    get.bind(oid);
    return get.step() ? get.integer(0) : 0;
}

} // namespace objsync::store
