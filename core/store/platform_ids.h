// Which objects have a platform's id. Kept by the ids' fingerprints: an id may be long, and it
// stands in the object's body already. One thread; inside the caller's transaction.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/store/sqlite.h"

namespace objsync::store {

class PlatformIds {
public:
    explicit PlatformIds(Database& db);

    void add(int64_t conn, std::string_view id, int64_t oid);
    void remove(int64_t conn, std::string_view id, int64_t oid);
    // Objects that may have this id, by oid: others can have its fingerprint.
    [[nodiscard]] std::vector<int64_t> candidates(int64_t conn, std::string_view id);
    // Whether any object of the connection, tombstones too, has one.
    [[nodiscard]] bool any(int64_t conn);

    // Objects whose id may be another's of the connection, too, one for each such id.
    [[nodiscard]] std::vector<int64_t> shared(int64_t conn, size_t limit);

    void before_commit() { flush(); }
    void rolled_back() { added_.clear(); }

private:
    struct Entry {
        int64_t conn, hash, oid;
        auto operator<=>(const Entry&) const = default;
    };

    void flush();

    Statement insert_, erase_, find_, any_, shared_;
    // Ids come in no order. Sorted, those of one transaction touch each page of the table once.
    std::vector<Entry> added_;
};

// Fills the table from the bodies of the objects; for a migration.
void index_platform_ids(Database& db);

} // namespace objsync::store
