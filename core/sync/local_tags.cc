#include "core/sync/local_tags.h"

#include "core/base/error.h"

namespace objsync::sync {

ChangedTags change_tags(World& world, Cause cause, int64_t oid, const TagChange& change) {
    auto row = world.objects.read(oid);
    if (!row || !row->live()) throw Error(ErrorKind::input, "the object is no longer there");
    ChangedTags tags;
    tags.before = world.local_tags.of(oid);
    tags.after = with_change(tags.before, change);
    if (tags.after == tags.before) return tags;
    for (const auto& [name, value] : change) {
        if (!value) world.local_tags.erase(oid, name);
    }
    world.local_tags.put(oid, tags.after);
    Teller(world, cause)
        .changed(*row, world.objects.path_of(oid), inherited_from(world, oid).active,
                 {{kLocalTags, json_local_tags(tags.before), json_local_tags(tags.after)}});
    world.objects.update_announced(*row);
    return tags;
}

} // namespace objsync::sync
