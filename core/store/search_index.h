// What a search needs beside the objects' rows, kept in the transactions that change those: names
// in blocks, and who has which tag of the platform. One thread; inside the caller's transaction.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/store/name_index.h"
#include "core/store/sqlite.h"

namespace objsync::store {

class SearchIndex {
public:
    explicit SearchIndex(Database& db);

    // `stable` as in the object's row. The others look at the row as it still is.
    void added(int64_t conn, int64_t oid, std::string_view name, std::string_view stable);
    void renaming(int64_t oid, std::string_view name);
    void changing(int64_t oid, std::string_view name, std::string_view stable);
    void erasing(int64_t oid);

    void before_commit() { names_.before_commit(); }
    void rolled_back() { names_.rolled_back(); }

private:
    void change_tags(int64_t conn, int64_t oid, std::string_view before, std::string_view after);

    NameIndex names_;
    Statement row_, put_tag_, erase_tag_;
};

// Fills a store of which no object is in the index; for a migration. Objects whose newest event is
// no longer kept are taken as changed when the oldest that is was written, so that none is missed.
void build_search_index(Database& db);

} // namespace objsync::store
