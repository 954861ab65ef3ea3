// One listed child: known, changed, new, returned, or waiting under a new name.
#include <algorithm>

#include "core/model/codec.h"
#include "core/sync/merge.h"
#include "core/sync/run.h"

namespace objsync::sync {

using store::ObjectRow;
using store::Presence;
using store::Statement;

namespace {

bool is_name(std::string_view name) {
    return !name.empty() && name.find('\0') == std::string_view::npos;
}

} // namespace

// The quick way of a first crawl: where nothing can be known of an object nothing is looked up, and
// whether its place is free shows when it is written. False: this is not such a case.
bool Run::list_first(const OpenScope& scope, const wire::ObjectView& m, int64_t now_ms) {
    const auto sole = world_.sole_run.find(conn_);
    if (sole == world_.sole_run.end() || sole->second != id_) return false;
    if (!is_name(m.name) || world_.objects.has_tombstones(conn_)) return false;
    check_object(m.stable, m.moving);
    Path path = scope.stored_path;
    path.push_back({std::string(m.name), std::string(m.ns)});
    const int64_t flags = request_.flags_of(m.stable);
    const int64_t oid =
        add_if_free(world_, cause(now_ms), scope.container, path, own_of_new(scope.inherited),
                    scope.inherited, m.stable, m.moving, flags);
    if (oid == 0) return false;
    ++objects_;
    note_new(oid, flags);
    return true;
}

void Run::note_new(int64_t oid, int64_t flags) {
    seen_.insert(oid);
    listed_.insert(oid);
    if ((flags & store::kFlagContainer) != 0) expect(oid);
}

void Run::list(int64_t parent, const Path& parent_path, Inherited inherited,
               const wire::ObjectView& m, std::string* trouble, int64_t now_ms) {
    if (!is_name(m.name)) {
        *trouble = "an object with an empty name, or one with a NUL byte, was listed";
        return;
    }
    ++objects_;
    const auto head = world_.objects.find(parent, m.ns, m.name);
    if (!head) {
        check_object(m.stable, m.moving);
        Path path = parent_path;
        path.push_back({std::string(m.name), std::string(m.ns)});
        list_new(parent, path, inherited, m, trouble, now_ms);
        return;
    }
    if (!listed_.insert(head->oid)) {
        *trouble =
            "'" + encode_name(m.name) + "' was listed twice: the platform's paging is unstable";
        return;
    }
    if ((head->flags & store::kFlagContainer) != 0) list_container(head->oid, m);
    if (head->presence == Presence::present &&
        head->fp_listing == listing_fingerprint(m.stable, m.moving)) {
        seen_.insert(head->oid);
        return;
    }
    Path path = parent_path;
    path.push_back({std::string(m.name), std::string(m.ns)});
    check_object(m.stable, m.moving);
    list_known(head->oid, path, inherited, m, trouble, now_ms);
}

// A kind that holds nothing says that what it held is gone.
void Run::list_container(int64_t oid, const wire::ObjectView& m) {
    const bool known = peek_text(m.stable, TextField::kind).has_value();
    if (!known || (request_.flags_of(m.stable) & store::kFlagContainer) != 0) {
        expect(oid);
        return;
    }
    world_.objects.each_child(oid, [&](int64_t child) {
        platform_says_gone(child);
        return true;
    });
}

void Run::list_known(int64_t oid, const Path& path, Inherited inherited, const wire::ObjectView& m,
                     std::string* trouble, int64_t now_ms) {
    ObjectRow row = *world_.objects.read(oid);
    const auto id = peek_text(m.stable, TextField::platform_id);
    const auto own_id = row.platform_id();
    if (id && own_id && *id != *own_id) {
        // Another object under a known name. Who it is shows only when everything was listed: the
        // one of old may have been renamed, and this one may come from elsewhere.
        const auto owners = world_.objects.find_by_platform_id(conn_, *id, 1);
        const bool known = !owners.empty() && world_.objects.read(owners[0])->live();
        if (!known || !seen_.contains(owners[0])) {
            if (!known) renewed_.insert(oid);
            park(known ? owners[0] : oid, row.parent, m, trouble);
            return;
        }
        warn_of_shared_id(*id, path);
    }
    seen_.insert(oid);
    const bool active = effective(row.own, row.activate_new, inherited).active;
    mark_present(row, path, active, now_ms);
    apply_listing(world_, cause(now_ms), row, path, active, m.stable, m.moving,
                  request_.flags_of(m.stable), false);
}

void Run::mark_present(ObjectRow& row, const Path& path, bool active, int64_t now_ms) {
    if (row.presence == Presence::present) return;
    Teller(world_, cause(now_ms)).presence(row, path, active, Presence::present);
    Statement drop(world_.db, "DELETE FROM held WHERE oid = ?");
    drop.bind(row.oid);
    drop.run();
    world_.objects.update(row);
}

void Run::list_new(int64_t parent, const Path& path, Inherited inherited, const wire::ObjectView& m,
                   std::string* trouble, int64_t now_ms) {
    const auto id = peek_text(m.stable, TextField::platform_id);
    std::vector<int64_t> owners;
    if (id) owners = world_.objects.find_by_platform_id(conn_, *id, 1);
    if (!owners.empty() && world_.objects.read(owners[0])->live()) {
        if (!seen_.contains(owners[0])) {
            park(owners[0], parent, m, trouble);
            return;
        }
        warn_of_shared_id(*id, path);
    }
    const int64_t flags = request_.flags_of(m.stable);
    int64_t oid = 0;
    if (const auto tombstone = find_returning(world_, conn_, parent, path.back(), m.stable)) {
        oid = tombstone->oid;
        std::optional<Path> old_path;
        if (tombstone->under_new_name) old_path = world_.objects.path_of(oid);
        restore(world_, cause(now_ms), oid, parent, path, old_path, inherited, m.stable, m.moving,
                flags);
    } else {
        oid = add(world_, cause(now_ms), parent, path, own_of_new(inherited), inherited, m.stable,
                  m.moving, flags);
    }
    note_new(oid, flags);
}

void Run::park(int64_t oid, int64_t parent, const wire::ObjectView& m, std::string* trouble) {
    Statement insert(world_.db,
                     "INSERT OR IGNORE INTO parked (run, oid, parent, ns, name, flags, stable, "
                     "moving) VALUES (?,?,?,?,?,?,?,?)");
    const int64_t flags = request_.flags_of(m.stable);
    insert.bind(id_, oid, parent, m.ns, Statement::Blob{m.name}, flags, Statement::Blob{m.stable},
                Statement::Blob{m.moving});
    insert.run();
    any_parked_ = true;
    if (world_.db.changes() == 0)
        *trouble =
            "'" + encode_name(m.name) + "' was listed twice: the platform's paging is unstable";
    if ((flags & store::kFlagContainer) != 0) expect(oid);
}

} // namespace objsync::sync
