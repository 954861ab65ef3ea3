#include "core/store/name_index.h"

#include <algorithm>
#include <cstdint>

namespace objsync::store {

namespace {

constexpr size_t kBlockBytes = 32 * 1024;
constexpr size_t kEntryBytes = 4; // beside the name: about
constexpr size_t kMostGathered = 256 * 1024;

bool before(const auto& a, const auto& b) {
    return a.conn != b.conn ? a.conn < b.conn : a.oid < b.oid;
}

} // namespace

NameIndex::NameIndex(Database& db)
    : covering_(db,
                "SELECT first, body FROM name_block WHERE conn = ? AND first <= ? "
                "ORDER BY first DESC LIMIT 1"),
      first_(db, "SELECT first, body FROM name_block WHERE conn = ? ORDER BY first LIMIT 1"),
      after_(db,
             "SELECT first FROM name_block WHERE conn = ? AND first > ? ORDER BY first LIMIT 1"),
      save_(db, "INSERT OR REPLACE INTO name_block (conn, first, body) VALUES (?, ?, ?)"),
      erase_(db, "DELETE FROM name_block WHERE conn = ? AND first = ?") {}

void NameIndex::put(int64_t conn, int64_t oid, std::string_view name, std::string_view kind) {
    const size_t at = bytes_.size();
    bytes_.append(name).append(kind);
    add({conn, oid, at, name.size(), kind.size(), false});
}

void NameIndex::erase(int64_t conn, int64_t oid) {
    add({conn, oid, bytes_.size(), 0, 0, true});
}

void NameIndex::add(Change change) {
    changes_.push_back(change);
    if (bytes_.size() + changes_.size() * sizeof(Change) >= kMostGathered) flush();
}

void NameIndex::rolled_back() {
    changes_.clear();
    bytes_.clear();
}

NameEntry NameIndex::entry_of(const Change& c) const {
    const std::string_view bytes(bytes_);
    return {c.oid, bytes.substr(c.at, c.name_size), bytes.substr(c.at + c.name_size, c.kind_size)};
}

void NameIndex::flush() {
    // Of several changes to one object, the last one holds.
    std::stable_sort(changes_.begin(), changes_.end(),
                     [](const Change& a, const Change& b) { return before(a, b); });
    for (auto next = changes_.cbegin(); next != changes_.cend();)
        next = apply(next, changes_.cend());
    rolled_back();
}

// Writes the block that the first change belongs to, with all changes that belong there.
NameIndex::Changes NameIndex::apply(Changes from, Changes end) {
    const int64_t conn = from->conn;
    std::string body;
    int64_t first = 0; // of the block; 0: there is none yet
    for (Statement* find : {&covering_.bind(conn, from->oid), &first_.bind(conn)}) {
        if (first == 0 && find->step()) {
            first = find->integer(0);
            body = find->text(1);
        }
        find->reset();
    }
    const bool last = !after_.bind(conn, first).step();
    const int64_t bound = last || first == 0 ? INT64_MAX : after_.integer(0);
    after_.reset();

    std::vector<NameEntry> entries;
    const auto take = [&](const Change& change) {
        if (!entries.empty() && entries.back().oid == change.oid) entries.pop_back();
        if (!change.gone) entries.push_back(entry_of(change));
    };
    auto next = from;
    const auto mine = [&] { return next != end && next->conn == conn && next->oid < bound; };
    if (first != 0) {
        NameBlock block(first, body);
        while (block.next()) {
            while (mine() && next->oid < block.entry().oid)
                take(*next++);
            entries.push_back(block.entry());
            while (mine() && next->oid == block.entry().oid)
                take(*next++);
        }
        if (entries.empty() || entries.front().oid != first) erase_.bind(conn, first).run();
    }
    while (mine())
        take(*next++);
    write(conn, entries, last);
    return next;
}

void NameIndex::write(int64_t conn, const std::vector<NameEntry>& entries, bool last) {
    size_t total = 0;
    for (const NameEntry& e : entries)
        total += e.name.size() + kEntryBytes;
    // The last block grows until it is full. One between others may be twice as long before it is
    // halved, so that renames do not leave crumbs.
    size_t most = kBlockBytes;
    if (!last) most = total <= 2 * kBlockBytes ? total : total / (total / kBlockBytes) + 1;
    const NameEntry* begin = entries.data();
    const NameEntry* const end = begin + entries.size();
    for (const NameEntry* e = begin; e != end;) {
        size_t size = 0;
        while (e != end && (size == 0 || size + e->name.size() + kEntryBytes <= most))
            size += e++->name.size() + kEntryBytes;
        const std::string body = encode_names(begin, e);
        save_.bind(conn, begin->oid, Statement::Blob{body}).run();
        begin = e;
    }
}

} // namespace objsync::store
