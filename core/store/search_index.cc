#include "core/store/search_index.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/model/codec.h"

namespace objsync::store {

namespace {

using NamedTags = std::vector<std::pair<std::string_view, std::string_view>>;

// Once each, whether they are on the object or on columns.
NamedTags tags_of(std::string_view stable) {
    NamedTags tags;
    for (const TagView& tag : peek_tags(stable))
        tags.emplace_back(tag.name, tag.value);
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    return tags;
}

std::string_view kind_of(std::string_view stable) {
    return peek_text(stable, TextField::kind).value_or(std::string_view());
}

} // namespace

SearchIndex::SearchIndex(Database& db)
    : names_(db),
      row_(db, "SELECT conn, name, stable FROM object WHERE oid = ?"),
      put_tag_(db,
               "INSERT OR IGNORE INTO platform_tag (conn, name, value, oid) VALUES (?, ?, ?, ?)"),
      erase_tag_(
          db, "DELETE FROM platform_tag WHERE conn = ? AND name = ? AND value = ? AND oid = ?") {}

void SearchIndex::added(int64_t conn, int64_t oid, std::string_view name, std::string_view stable) {
    names_.put(conn, oid, name, kind_of(stable));
    change_tags(conn, oid, {}, stable);
}

void SearchIndex::renaming(int64_t oid, std::string_view name) {
    if (row_.bind(oid).step() && name != row_.bytes(1))
        names_.put(row_.integer(0), oid, name, kind_of(row_.bytes(2)));
    row_.reset();
}

void SearchIndex::changing(int64_t oid, std::string_view name, std::string_view stable) {
    if (row_.bind(oid).step()) {
        const int64_t conn = row_.integer(0);
        const std::string_view old_name = row_.bytes(1), old_stable = row_.bytes(2);
        if (name != old_name || kind_of(stable) != kind_of(old_stable))
            names_.put(conn, oid, name, kind_of(stable));
        if (stable != old_stable) change_tags(conn, oid, old_stable, stable);
    }
    row_.reset();
}

void SearchIndex::erasing(int64_t oid) {
    if (row_.bind(oid).step()) {
        const int64_t conn = row_.integer(0);
        names_.erase(conn, oid);
        change_tags(conn, oid, row_.bytes(2), {});
    }
    row_.reset();
}

void SearchIndex::change_tags(int64_t conn, int64_t oid, std::string_view before,
                              std::string_view after) {
    const NamedTags old = tags_of(before), now = tags_of(after);
    for (const auto& tag : old) {
        if (!std::binary_search(now.begin(), now.end(), tag))
            erase_tag_.bind(conn, tag.first, tag.second, oid).run();
    }
    for (const auto& tag : now) {
        if (!std::binary_search(old.begin(), old.end(), tag))
            put_tag_.bind(conn, tag.first, tag.second, oid).run();
    }
}

namespace {

// When each object was changed, from the times of commits (outbox_mark).
void date_objects(Database& db) {
    db.exec("CREATE TEMP TABLE commit_time (pos INTEGER PRIMARY KEY, at INTEGER NOT NULL)");
    db.exec("INSERT OR IGNORE INTO commit_time SELECT pos, at FROM outbox_mark ORDER BY pos");
    db.exec(
        "UPDATE object SET changed_at = coalesce("
        "(SELECT at FROM commit_time WHERE pos <= last_event ORDER BY pos DESC LIMIT 1), "
        "(SELECT at FROM commit_time ORDER BY pos LIMIT 1), "
        "1000 * CAST(strftime('%s', 'now') AS INTEGER))");
    db.exec("DROP TABLE commit_time");
}

} // namespace

void build_search_index(Database& db) {
    date_objects(db);
    SearchIndex index(db);
    Statement all(db, "SELECT conn, oid, name, stable FROM object ORDER BY oid");
    while (all.step())
        index.added(all.integer(0), all.integer(1), all.bytes(2), all.bytes(3));
    index.before_commit();
}

} // namespace objsync::store
