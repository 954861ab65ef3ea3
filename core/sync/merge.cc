#include "core/sync/merge.h"

#include <utility>

#include "core/base/error.h"
#include "core/model/codec.h"
#include "core/sync/compare.h"

namespace objsync::sync {

using store::ObjectRow;
using store::Presence;

uint64_t listing_fingerprint(std::string_view stable, std::string_view moving) {
    // Multiplied so that equal halves do not cancel out.
    const uint64_t both = fingerprint(stable) * 0x9e3779b97f4a7c15u ^ fingerprint(moving);
    return both == 0 ? 1 : both;
}

namespace {

std::optional<std::string> own_platform_id(const ObjectRow& row) {
    return std::optional<std::string>(row.platform_id());
}

// An id that came otherwise than from the run that has given all others.
void note_platform_id(World& world, Cause cause, const ObjectRow& row) {
    if (!row.platform_id()) return;
    const auto it = world.sole_run.find(row.conn);
    if (it != world.sole_run.end() && it->second != cause.run) world.sole_run.erase(it);
}

Object body_of(std::string_view stable, std::string_view moving) {
    Object object;
    decode_object(stable, moving, object);
    return object;
}

// A listing that cannot tell the kind says nothing of what the kind allows. What has children is a
// container until they are gone.
void take_flags(World& world, ObjectRow& row, std::string_view listed_stable, int64_t flags) {
    if (!peek_text(listed_stable, TextField::kind)) return;
    const bool holds = row.is_container() && world.objects.has_live_child(row.oid);
    row.flags = flags | (holds ? store::kFlagContainer : 0);
}

// What is kept under its old name, too, has its tags under both; what is new has the connection's.
LocalTags tags_of_new(World& world, Cause cause, const ObjectRow& like, const Path& path) {
    if (like.oid != 0) return world.local_tags.of(like.oid);
    const auto tags = world.default_tags.find(cause.conn->id);
    return tags == world.default_tags.end() ? LocalTags() : tags->second.of(path);
}

// 0: a live object stands there.
int64_t write_new(World& world, Cause cause, int64_t parent, const Path& path,
                  const ObjectRow& like, Inherited inherited, std::string_view stable,
                  std::string_view moving, int64_t flags) {
    ObjectRow row;
    row.oid = world.ledger.new_oid();
    row.conn = cause.conn->id;
    row.parent = parent;
    row.ns = path.back().ns;
    row.name = path.back().name;
    row.flags = flags;
    row.own = like.own;
    row.origin = like.origin;
    row.activate_new = like.activate_new;
    row.fp_stable = fingerprint(stable);
    row.fp_listing = listing_fingerprint(stable, moving);
    row.stable = stable;
    row.moving = moving;
    const LocalTags tags = tags_of_new(world, cause, like, path);
    const bool active = effective(row.own, row.activate_new, inherited).active;
    // Written first, as that shows whether the place is free. It names its events, which come next:
    // the one that tells of it, and the one that says that it is active.
    row.announced = active && row.is_source();
    row.changed_at = cause.now_ms;
    row.lent_to = world.ledger.next_pos();
    row.last_event = row.lent_to + (row.announced ? 1 : 0);
    if (!world.objects.insert(row)) return 0;
    note_platform_id(world, cause, row);
    const int64_t last_event = std::exchange(row.last_event, 0);
    row.announced = false;
    (void)Teller(world, cause).added(row, path, active, tags);
    if (row.last_event != last_event)
        throw Error(ErrorKind::bug, "an object names another event than its newest");
    if (!tags.empty()) world.local_tags.put(row.oid, tags);
    return row.oid;
}

} // namespace

int64_t add_with_settings(World& world, Cause cause, int64_t parent, const Path& path,
                          const ObjectRow& like, Inherited inherited, std::string_view stable,
                          std::string_view moving, int64_t flags) {
    const int64_t oid =
        write_new(world, cause, parent, path, like, inherited, stable, moving, flags);
    if (oid == 0) throw Error(ErrorKind::bug, "'" + encode_path(path) + "' is added twice");
    return oid;
}

int64_t add(World& world, Cause cause, int64_t parent, const Path& path, store::Own own,
            Inherited inherited, std::string_view stable, std::string_view moving, int64_t flags) {
    ObjectRow settings;
    settings.own = own;
    return add_with_settings(world, cause, parent, path, settings, inherited, stable, moving,
                             flags);
}

int64_t add_if_free(World& world, Cause cause, int64_t parent, const Path& path, store::Own own,
                    Inherited inherited, std::string_view stable, std::string_view moving,
                    int64_t flags) {
    ObjectRow settings;
    settings.own = own;
    return write_new(world, cause, parent, path, settings, inherited, stable, moving, flags);
}

std::optional<Returning> find_returning(World& world, int64_t conn, int64_t parent,
                                        const Segment& segment, std::string_view stable) {
    if (!world.objects.has_tombstones(conn)) return std::nullopt;
    if (const auto oid = world.objects.find_tombstone(parent, segment.ns, segment.name))
        return Returning{*oid, false};
    const auto id = peek_text(stable, TextField::platform_id);
    if (!id) return std::nullopt;
    const auto owners = world.objects.find_by_platform_id(conn, *id, 1);
    if (owners.empty() || world.objects.read(owners[0])->live()) return std::nullopt;
    return Returning{owners[0], true};
}

void restore(World& world, Cause cause, int64_t oid, int64_t parent, const Path& path,
             const std::optional<Path>& old_path, Inherited inherited, std::string_view stable,
             std::string_view moving, int64_t flags) {
    ObjectRow row = *world.objects.read(oid);
    const auto old_id = own_platform_id(row);
    Comparison c = compare(body_of(row.stable, row.moving), body_of(stable, moving));
    row.parent = parent;
    row.ns = path.back().ns;
    row.name = path.back().name;
    row.presence = Presence::present;
    row.removed_at.reset();
    take_flags(world, row, stable, flags);
    encode_object(c.merged, row.stable, row.moving);
    row.fp_stable = fingerprint(stable);
    row.fp_listing = listing_fingerprint(stable, moving);
    const bool active = effective(row.own, row.activate_new, inherited).active;
    const int64_t told_at =
        Teller(world, cause).restored(row, path, active, old_path, std::move(c.changes));
    world.objects.update(row);
    world.objects.update_body(row, told_at);
    world.objects.update_platform_id(row, old_id);
    note_platform_id(world, cause, row);
}

void apply_listing(World& world, Cause cause, ObjectRow& row, const Path& path, bool active,
                   std::string_view stable, std::string_view moving, int64_t flags, bool replaced) {
    const uint64_t fp_listing = listing_fingerprint(stable, moving);
    if (fp_listing == row.fp_listing && !replaced) return;
    const uint64_t fp_stable = fingerprint(stable);
    Comparison c = compare(body_of(row.stable, row.moving), body_of(stable, moving));
    row.fp_listing = fp_listing;
    if (fp_stable == row.fp_stable && !replaced) {
        std::string unused;
        encode_object(c.merged, unused, row.moving);
        world.objects.update_moving(row);
        return;
    }
    row.fp_stable = fp_stable;
    const auto old_id = own_platform_id(row);
    const int64_t old_flags = row.flags;
    const std::string old_stable = std::exchange(row.stable, {});
    const std::string old_moving = std::exchange(row.moving, {});
    encode_object(c.merged, row.stable, row.moving);
    take_flags(world, row, stable, flags);
    Teller teller(world, cause);
    bool told = !c.changes.empty() || replaced;
    if (told) teller.changed(row, path, active, std::move(c.changes), replaced);
    told |= teller.announce(row, path, active);
    // A listing may leave out what it gave before, and add nothing.
    if (!told && row.flags == old_flags && row.stable == old_stable && row.moving == old_moving) {
        world.objects.update_fingerprints(row);
        return;
    }
    world.objects.update_body(row);
    world.objects.update_platform_id(row, old_id);
    note_platform_id(world, cause, row);
}

void apply_part(World& world, Cause cause, ObjectRow& row, const Path& path, bool active,
                const Object& listed) {
    Comparison c = compare(body_of(row.stable, row.moving), listed);
    if (c.changes.empty()) return;
    encode_object(c.merged, row.stable, row.moving);
    row.fp_listing = row.fp_stable = 0;
    Teller(world, cause).changed(row, path, active, std::move(c.changes));
    world.objects.update_body(row);
}

} // namespace objsync::sync
