// Tombstones that go for good by hand; Engine::purge_tombstones() is for those past their
// retention.
#pragma once

#include <cstdint>
#include <string>

#include "core/model/path.h"
#include "core/sync/world.h"

namespace objsync::sync {

struct Purged {
    enum class Kind {
        purged,
        not_found,
        present, // it is there: a crawl would find it again
    };
    Kind kind = Kind::not_found;
    int64_t objects = 0; // erased by this call
    bool more = false;   // the same call again goes on
};

// The tombstones at the path and all below them, the deepest first, so that what is left between
// two calls is a tree still. At most about `limit` objects; inside the caller's transaction.
[[nodiscard]] Purged purge(World& world, const std::string& connection, const Path& path,
                           int64_t limit);

} // namespace objsync::sync
