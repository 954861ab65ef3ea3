#include "core/store/walk.h"

#include <algorithm>
#include <deque>

namespace objsync::store::query {

namespace {

// One open container: what of its children is fetched but not yet given, and where the next fetch
// begins.
struct Level {
    int64_t container = 0;
    Effective settings;
    std::optional<ChildKey> after;
    std::deque<ObjectRow> ready;
    bool ended = false;
};

constexpr size_t kFetch = 128;

bool fill(TreeQuery& tree, Level& level, size_t limit) {
    if (!level.ready.empty()) return true;
    if (level.ended) return false;
    const size_t wanted = std::min(kFetch, limit);
    for (ObjectRow& row : tree.children(level.container, level.after, false, wanted))
        level.ready.push_back(std::move(row));
    level.ended = level.ready.size() < wanted;
    if (level.ready.empty()) return false;
    level.after = ChildKey{level.ready.back().segment, level.ready.back().oid};
    return true;
}

// Opens again the containers down to where the last page ended. One that has gone meanwhile is
// passed over, with all below it; what comes after it is still found, as the order is by name.
std::vector<Level> reopen(TreeQuery& tree, const ConnectionRow& connection, const ObjectRow& top,
                          const Path& top_path, const Path& after, size_t depth) {
    std::vector<Level> levels;
    levels.push_back({top.oid, tree.effective(top), std::nullopt, {}, false});
    Path path = top_path;
    for (size_t i = top_path.size(); i < after.size(); ++i) {
        levels.back().after = ChildKey{after[i], 0};
        path.push_back(after[i]);
        if (levels.size() >= depth) break;
        const auto child = tree.resolve(connection, path, false);
        if (!child || !child->container()) break;
        levels.push_back(
            {child->oid, effective_below(levels.back().settings, *child), std::nullopt, {}, false});
    }
    return levels;
}

} // namespace

WalkPage walk(TreeQuery& tree, const ObjectRow& top, const Path& top_path,
              const std::optional<Path>& after, size_t depth, size_t limit) {
    WalkPage page;
    const auto connection = tree.connection(top.conn);
    if (!connection || depth == 0) return page;
    std::vector<Level> levels =
        reopen(tree, *connection, top, top_path, after.value_or(top_path), depth);
    Path at = after.value_or(top_path);
    at.resize(std::min(at.size(), top_path.size() + levels.size() - 1));
    while (!levels.empty()) {
        Level& level = levels.back();
        // One more than asked for is looked at, so that a full last page says that it is the last.
        if (!fill(tree, level, limit - page.objects.size() + 1)) {
            levels.pop_back();
            if (!at.empty()) at.pop_back();
            continue;
        }
        if (page.objects.size() == limit) {
            page.next = page.objects.back().path;
            return page;
        }
        ObjectRow row = std::move(level.ready.front());
        level.ready.pop_front();
        const Effective settings = effective_below(level.settings, row);
        Path path = at;
        path.push_back(row.segment);
        if (row.container() && levels.size() < depth) {
            at = path;
            levels.push_back({row.oid, settings, std::nullopt, {}, false});
        }
        page.objects.push_back({std::move(row), std::move(path), settings});
    }
    return page;
}

} // namespace objsync::store::query
