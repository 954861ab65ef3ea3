// Walking a subtree in pages, so that no snapshot has to live as long as the walk. Each page says
// where it ended as a path; the next goes on after it, whatever has changed meanwhile.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/store/query.h"

namespace objsync::store::query {

struct WalkedObject {
    ObjectRow row;
    Path path; // from below the connection down
    Effective settings;
};

struct WalkPage {
    std::vector<WalkedObject>
        objects;              // parents before their children, the top itself not among them
    std::optional<Path> next; // give it back for the next page; nullopt: that was all
};

// At most `limit` objects below `top`, which is at `top_path`, and at most `depth` levels down.
[[nodiscard]] WalkPage walk(TreeQuery& tree, const ObjectRow& top, const Path& top_path,
                            const std::optional<Path>& after, size_t depth, size_t limit);

} // namespace objsync::store::query
