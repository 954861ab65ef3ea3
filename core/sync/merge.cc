#include "core/sync/merge.h"

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

void take_platform_id(ObjectRow& row) {
    row.platform_id.reset();
    if (const auto id = peek_text(row.stable, TextField::platform_id)) row.platform_id = *id;
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

} // namespace

int64_t add_with_settings(World& world, Cause cause, int64_t parent, const Path& path,
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
    take_platform_id(row);
    const LocalTags tags = tags_of_new(world, cause, like, path);
    Teller(world, cause)
        .added(row, path, effective(row.own, row.activate_new, inherited).active, tags);
    world.objects.insert(row);
    if (!tags.empty()) world.local_tags.put(row.oid, tags);
    return row.oid;
}

int64_t add(World& world, Cause cause, int64_t parent, const Path& path, store::Own own,
            Inherited inherited, std::string_view stable, std::string_view moving, int64_t flags) {
    ObjectRow settings;
    settings.own = own;
    return add_with_settings(world, cause, parent, path, settings, inherited, stable, moving,
                             flags);
}

std::optional<Returning> find_returning(World& world, int64_t conn, int64_t parent,
                                        const Segment& segment, std::string_view stable) {
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
    Comparison c = compare(body_of(row.stable, row.moving), body_of(stable, moving));
    row.parent = parent;
    row.ns = path.back().ns;
    row.name = path.back().name;
    row.presence = Presence::present;
    row.removed_at.reset();
    take_flags(world, row, stable, flags);
    encode_object(c.merged, row.stable, row.moving);
    take_platform_id(row);
    row.fp_stable = fingerprint(stable);
    row.fp_listing = listing_fingerprint(stable, moving);
    const bool active = effective(row.own, row.activate_new, inherited).active;
    Teller(world, cause).restored(row, path, active, old_path, std::move(c.changes));
    world.objects.update(row);
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
        world.objects.update_moving(row.oid, fp_listing, row.moving);
        return;
    }
    row.fp_stable = fp_stable;
    encode_object(c.merged, row.stable, row.moving);
    const std::optional<std::string> platform_id = row.platform_id;
    take_platform_id(row);
    take_flags(world, row, stable, flags);
    Teller teller(world, cause);
    if (!c.changes.empty() || replaced)
        teller.changed(row, path, active, std::move(c.changes), replaced);
    teller.announce(row, path, active);
    if (row.platform_id == platform_id)
        world.objects.update_body(row);
    else
        world.objects.update(row);
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
