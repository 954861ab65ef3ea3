// Where a path leads while a crawl is under way: containers may be listed in any order, may wait
// under a new name, and may be known only because something below them was listed.
#include <algorithm>

#include "core/sync/merge.h"
#include "core/sync/run.h"

namespace objsync::sync {

using store::ObjectRow;
using store::Own;
using store::Statement;

namespace {

// The object that was listed at this place under a new name, if any.
int64_t parked_at(World& world, int64_t run, int64_t parent, const Segment& segment) {
    Statement get(world.db,
                  "SELECT oid FROM parked WHERE run = ? AND parent = ? AND ns = ? AND name = ?");
    get.bind(run, parent, segment.ns, Statement::Blob{segment.name});
    return get.step() ? get.integer(0) : 0;
}

} // namespace

int64_t Run::find_place(const Path& path) {
    int64_t at = root_;
    for (const Segment& segment : path) {
        if (any_parked_) {
            if (const int64_t oid = parked_at(world_, id_, at, segment); oid != 0) {
                at = oid;
                continue;
            }
        }
        const auto head = world_.objects.find(at, segment.ns, segment.name);
        if (!head) return 0;
        at = head->oid;
    }
    return at;
}

int64_t Run::make_place(const Path& path, int64_t proved_ms, int64_t now_ms) {
    int64_t at = root_;
    Inherited inherited = inherited_from(world_, root_);
    Path sofar; // as it is stored
    for (const Segment& segment : path) {
        sofar.push_back(segment);
        int64_t oid = any_parked_ ? parked_at(world_, id_, at, segment) : 0;
        const bool parked = oid != 0;
        if (parked) {
            sofar = world_.objects.path_of(oid);
        } else {
            if (const auto head = world_.objects.find(at, segment.ns, segment.name)) {
                oid = head->oid;
            } else if (const auto tombstone =
                           world_.objects.find_tombstone(at, segment.ns, segment.name)) {
                oid = *tombstone;
                restore(world_, cause(now_ms), oid, at, sofar, std::nullopt, inherited, "", "", 0);
            } else {
                oid = add(world_, cause(now_ms), at, sofar, own_of_new(inherited), inherited, "",
                          "", store::kFlagContainer);
            }
            seen_.insert(oid);
        }
        ObjectRow row = *world_.objects.read(oid);
        inherited = effective(row.own, row.activate_new, inherited);
        if (!parked) mark_present(row, sofar, inherited.active, now_ms);
        if (!row.is_container()) {
            row.flags |= store::kFlagContainer;
            world_.objects.update(row);
        }
        int64_t& proved = proved_at_[oid];
        proved = std::max(proved, proved_ms);
        at = oid;
    }
    return at;
}

bool Run::below_renewed(int64_t oid) {
    for (int64_t at = oid; at != 0; at = world_.objects.parent_of(at)) {
        if (renewed_.contains(at)) return true;
    }
    return false;
}

void Run::visit(OpenScope& scope) {
    // Whether what was known here is gone or has another name shows only at the end of the run.
    if (below_renewed(scope.container)) {
        scope.trouble = "this container, or one above, is another one than before under its name";
        scope.again = scope.superseded = true;
    }
    Statement later(world_.db,
                    "SELECT 1 FROM scope WHERE container = ? AND begun_at > ? AND run <> ?");
    later.bind(scope.container, scope.begun_ms, id_);
    if (later.step()) scope.superseded = true;
    if (visited_.emplace(scope.container, scope.begun_ms).second) return;
    scope.trouble = "this container was already listed in this run, under this or another name";
    scope.superseded = true;
}

void Run::ensure_container(OpenScope& scope, int64_t now_ms) {
    const int64_t before = scope.container;
    if (scope.objects > 0 && scope.places_version != world_.places_version &&
        find_place(scope.path) != before) {
        // What comes now may belong to another one of this name.
        scope.trouble = "this container was renamed or removed while it was listed";
        scope.superseded = true;
        return;
    }
    if (scope.objects == 0 || scope.places_version != world_.places_version) {
        scope.container = make_place(scope.path, scope.begun_ms, now_ms);
        scope.stored_path = world_.objects.path_of(scope.container);
        scope.places_version = world_.places_version;
        scope.settings_version = 0;
        if (scope.container != before) visit(scope);
        if (scope.objects == 0) scope.was_empty = !world_.objects.has_live_child(scope.container);
    }
    if (scope.settings_version != world_.settings_version) {
        scope.inherited = inherited_from(world_, scope.container);
        scope.settings_version = world_.settings_version;
    }
}

bool Run::vouches(int64_t oid, int64_t since_ms) const {
    if (const auto proved = proved_at_.find(oid);
        proved != proved_at_.end() && proved->second >= since_ms)
        return true;
    if (!saw(oid)) return false;
    if (!listed_.contains(oid)) return false; // implied, by an older listing
    const auto listing = visited_.find(world_.objects.parent_of(oid));
    return listing == visited_.end() || listing->second >= since_ms;
}

void Run::supersede(int64_t container, int64_t begun_ms) {
    for (auto& [id, scope] : open_) {
        if (scope.container == container && scope.begun_ms < begun_ms) scope.superseded = true;
    }
}

std::vector<std::pair<int64_t, int64_t>> Run::take_ended() {
    return std::exchange(ended_now_, {});
}

} // namespace objsync::sync
