#include "tests/unit/search/library.h"

#include <algorithm>

#include "core/model/codec.h"

namespace objsync::test {

using store::Presence;
using namespace store::query;

Library::Library()
    : db_(store::open_store(dir_ / "s.db", 1'790'000'000'000)), objects(*db_), local_tags(*db_) {
    db_->exec("PRAGMA synchronous = OFF"); // no test here pulls the plug
}

void Library::begin() {
    db_->exec("BEGIN IMMEDIATE");
    open_ = true;
    rolled_back_to_ = next_oid_;
}

void Library::commit() {
    objects.before_commit();
    db_->exec("COMMIT");
    open_ = false;
}

void Library::roll_back() {
    db_->exec("ROLLBACK");
    objects.rolled_back();
    next_oid_ = rolled_back_to_;
    open_ = false;
}

template <typename F>
void Library::within(F change) {
    const bool own = !open_;
    if (own) begin();
    change();
    if (own) commit();
}

namespace {

void take(store::ObjectRow& row, const Thing& thing) {
    Object object;
    if (!thing.kind.empty()) object.kind = thing.kind;
    object.columns.emplace();
    object.columns->push_back({"id", 1, "INTEGER", Nullable::no, {}, {}, {}, {}, {}});
    if (!thing.tags.empty()) object.tags = thing.tags;
    encode_object(object, row.stable, row.moving);
    row.name = thing.name;
    row.changed_at = thing.changed_at;
    row.flags = thing.container ? store::kFlagContainer : store::kFlagSource;
}

} // namespace

int64_t Library::add(int64_t conn, int64_t parent, const Thing& thing) {
    store::ObjectRow row;
    row.conn = conn;
    row.parent = parent;
    if (parent == 0) row.own = store::Own::active;
    take(row, thing);
    within([&] {
        row.oid = next_oid_++;
        row.ns = std::to_string(row.oid); // so that any name is free
        objects.insert(row);
    });
    return row.oid;
}

void Library::change(int64_t oid, const Thing& thing) {
    within([&] {
        store::ObjectRow row = *objects.read(oid);
        const std::string before = row.name;
        take(row, thing);
        if (row.name == before)
            objects.update_body(row);
        else
            objects.update(row);
    });
}

void Library::set_presence(int64_t oid, Presence presence) {
    within([&] {
        store::ObjectRow row = *objects.read(oid);
        row.presence = presence;
        row.removed_at.reset();
        if (presence == Presence::removed) row.removed_at = 1000 + oid % 3;
        objects.update(row);
    });
}

void Library::announce(int64_t oid, bool announced) {
    within([&] {
        store::ObjectRow row = *objects.read(oid);
        row.announced = announced;
        objects.update_announced(row);
    });
}

void Library::erase(int64_t oid) {
    within([&] { objects.erase(oid); });
}

std::vector<int64_t> Library::all(int64_t conn) {
    std::vector<int64_t> oids;
    store::Statement rows(*db_, "SELECT oid FROM object WHERE conn = ? ORDER BY oid");
    rows.bind(conn);
    while (rows.step())
        oids.push_back(rows.integer(0));
    return oids;
}

Found find_all(Library& library, const SearchPlace& place, const SearchFilter& filter, size_t limit,
               bool hasty) {
    TreeQuery tree(library.db());
    Search search(library.db(), tree);
    Found found;
    std::optional<SearchPosition> after;
    for (bool ended = false; !ended; ++found.slices) {
        const auto slice = search.run(
            place, filter, after, limit, [&] { return hasty; },
            [&](const FoundObject& object) { found.oids.push_back(object.row.oid); });
        ended = slice.ended;
        after = slice.position;
    }
    return found;
}

bool is_like(std::string_view name, std::string_view glob) {
    if (glob.empty()) return name.empty();
    if (glob.front() != '*')
        return !name.empty() && name.front() == glob.front() &&
               is_like(name.substr(1), glob.substr(1));
    return is_like(name, glob.substr(1)) || (!name.empty() && is_like(name.substr(1), glob));
}

namespace {

bool has_tag(const LocalTags& local, const Object& object, const SearchFilter& filter) {
    const auto fits = [&](const std::string& name, const std::string& value) {
        return name == filter.tag && (!filter.tag_value || value == filter.tag_value);
    };
    const auto tags = object.tags.value_or(std::vector<Tag>());
    return std::any_of(local.begin(), local.end(),
                       [&](const auto& tag) { return fits(tag.first, tag.second); }) ||
           std::any_of(tags.begin(), tags.end(),
                       [&](const Tag& tag) { return fits(tag.name, tag.value); });
}

} // namespace

std::vector<int64_t> expect_all(Library& library, const SearchPlace& place,
                                const SearchFilter& filter, const std::string& name_glob) {
    TreeQuery tree(library.db());
    std::vector<int64_t> expected;
    for (const int64_t oid : library.all(place.conn)) {
        const store::ObjectRow row = *library.objects.read(oid);
        const auto chain = tree.ancestry(*tree.object(oid));
        const auto top = std::find_if(chain.begin(), chain.end(), [&](const ObjectRow& above) {
            return above.oid == place.top;
        });
        const auto depth = top - chain.begin();
        Object object;
        decode_object(row.stable, row.moving, object);
        const bool active =
            row.is_source() ? row.announced : effective_of(chain).active && row.live();
        const bool wanted = top != chain.end() && (depth > 0 || place.with_top) &&
                            (!filter.depth || depth <= *filter.depth) &&
                            (filter.presence ? row.presence == *filter.presence : row.live()) &&
                            (name_glob.empty() || is_like(row.name, name_glob)) &&
                            (!filter.kind || object.kind == filter.kind) &&
                            (!filter.active || active == *filter.active) &&
                            (!filter.changed_since || row.changed_at >= *filter.changed_since) &&
                            (!filter.tag || has_tag(library.local_tags.of(oid), object, filter));
        if (wanted) expected.push_back(oid);
    }
    return expected;
}

} // namespace objsync::test
