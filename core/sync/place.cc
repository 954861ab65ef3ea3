// Where a path leads while a crawl is under way: containers may be listed in any order, may wait
// under a new name, and may be known only because something below them was listed.
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

}  // namespace

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

int64_t Run::make_place(const Path& path, int64_t now_ms) {
    int64_t at = root_;
    Inherited inherited = inherited_from(world_, root_);
    Path sofar;
    for (const Segment& segment : path) {
        sofar.push_back(segment);
        int64_t oid = any_parked_ ? parked_at(world_, id_, at, segment) : 0;
        const bool parked = oid != 0;
        if (!parked) {
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
        at = oid;
    }
    return at;
}

int64_t Run::ensure_container(OpenScope& scope, int64_t now_ms) {
    const bool known = scope.container != 0 && scope.objects > 0;
    if (!known) {
        scope.container = make_place(scope.path, now_ms);
        visited_.insert(scope.container);
        scope.settings_version = 0;
    }
    if (scope.settings_version != world_.settings_version) {
        scope.inherited = inherited_from(world_, scope.container);
        scope.settings_version = world_.settings_version;
    }
    return scope.container;
}

void Run::supersede(int64_t container, int64_t begun_ms) {
    for (auto& [id, scope] : open_) {
        if (scope.container == container && scope.begun_ms < begun_ms) scope.superseded = true;
    }
}

std::vector<std::pair<int64_t, int64_t>> Run::take_ended() {
    return std::exchange(ended_now_, {});
}

}  // namespace objsync::sync
