// Local tags as people set them. A crawl never touches what is there; see merge.h for what it
// gives to what it finds.
#pragma once

#include "core/sync/world.h"

namespace objsync::sync {

struct ChangedTags {
    LocalTags before, after;
};

// At once, with a `changed` event of the field `local_tags` where anything differs. Throws
// Error{input}: the object is no longer there, or would have too many.
ChangedTags change_tags(World& world, Cause cause, int64_t oid, const TagChange& change);

} // namespace objsync::sync
