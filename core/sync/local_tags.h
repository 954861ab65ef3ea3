// Local tags as people set them. A crawl never touches what is there; see merge.h for what it
// gives to what it finds.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/sync/world.h"

namespace objsync::sync {

// By name; no value: the tag is taken away. What is not named stays.
using TagChange = std::map<std::string, std::optional<std::string>>;

struct ChangedTags {
    LocalTags before, after;
};

// What the change makes of the tags. Throws Error{input}: too many for one object.
[[nodiscard]] LocalTags with_change(LocalTags tags, const TagChange& change);

// At once, with a `changed` event of the field `local_tags` where anything differs. Throws
// Error{input}: the object is no longer there, or would have too many.
ChangedTags change_tags(World& world, Cause cause, int64_t oid, const TagChange& change);

} // namespace objsync::sync
