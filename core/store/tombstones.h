// What lies under a removed name, for whoever thinks of purging it. Rules as in query.h.
#pragma once

#include <cstdint>
#include <vector>

#include "core/store/query.h"

namespace objsync::store::query {

struct Tombstones {
    int64_t objects = 0;      // those of the name itself among them
    std::vector<Path> sample; // the first of them
};

// `top`: a tombstone, found at the path; there may be others under its name. Reads an index entry
// for each, so a second for some hundred thousand.
[[nodiscard]] Tombstones tombstones(Database& db, const ObjectRow& top, const Path& path,
                                    size_t sample);

} // namespace objsync::store::query
