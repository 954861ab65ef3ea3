// The names of a connection's objects, tombstones too, by ascending oid in blocks of some 32 kB:
// about 25 bytes an object. What changes in a transaction is gathered, and each block that it
// touches is written once. One thread; inside the caller's transaction.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/name_block.h"
#include "core/store/sqlite.h"

namespace objsync::store {

class NameIndex {
public:
    explicit NameIndex(Database& db);

    // In place of what it had. `kind` empty: not known.
    void put(int64_t conn, int64_t oid, std::string_view name, std::string_view kind);
    void erase(int64_t conn, int64_t oid);

    void before_commit() { flush(); }
    void rolled_back();

private:
    struct Change {
        int64_t conn, oid;
        size_t at; // in bytes_: the name, then the kind
        size_t name_size, kind_size;
        bool gone;
    };
    using Changes = std::vector<Change>::const_iterator;

    void add(Change change);
    void flush();
    Changes apply(Changes from, Changes end);
    void write(int64_t conn, const std::vector<NameEntry>& entries, bool last);
    [[nodiscard]] NameEntry entry_of(const Change& change) const;

    Statement covering_, first_, after_, save_, erase_;
    std::vector<Change> changes_;
    std::string bytes_;
};

} // namespace objsync::store
