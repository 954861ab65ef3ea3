#include "core/store/local_tags.h"

namespace objsync::store {

LocalTagTable::LocalTagTable(Database& db)
    : of_(db, "SELECT name, value FROM local_tag WHERE oid = ?"),
      put_(db, "INSERT OR REPLACE INTO local_tag (oid, name, value) VALUES (?, ?, ?)"),
      erase_(db, "DELETE FROM local_tag WHERE oid = ? AND name = ?") {}

LocalTags LocalTagTable::of(int64_t oid) {
    LocalTags tags;
    of_.bind(oid);
    while (of_.step())
        tags.emplace(of_.text(0), of_.text(1));
    of_.reset();
    return tags;
}

void LocalTagTable::put(int64_t oid, const LocalTags& tags) {
    for (const auto& [name, value] : tags)
        put_.bind(oid, name, value).run();
}

void LocalTagTable::erase(int64_t oid, std::string_view name) {
    erase_.bind(oid, name).run();
}

} // namespace objsync::store
