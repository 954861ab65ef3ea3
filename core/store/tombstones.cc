#include "core/store/tombstones.h"

namespace objsync::store::query {

Tombstones tombstones(Database& db, const ObjectRow& top, const Path& path, size_t sample) {
    struct Container {
        int64_t oid;
        Path path;
    };
    Tombstones found;
    std::vector<Container> containers;
    const auto take = [&](int64_t oid, int64_t flags, const Path& at) {
        ++found.objects;
        if (found.sample.size() < sample) found.sample.push_back(at);
        if ((flags & kFlagContainer) != 0) containers.push_back({oid, at});
    };
    Statement same(db,
                   "SELECT oid, flags FROM object WHERE parent = ? AND ns = ? AND name = ? AND "
                   "presence = 3");
    same.bind(top.parent, top.segment.ns, Statement::Blob{top.segment.name});
    while (same.step())
        take(same.integer(0), same.integer(1), path);
    Statement below(db,
                    "SELECT oid, flags, ns, name FROM object WHERE parent = ? AND presence = 3");
    while (!containers.empty()) {
        const Container container = std::move(containers.back());
        containers.pop_back();
        Path at = container.path;
        at.emplace_back();
        below.bind(container.oid);
        while (below.step()) {
            at.back() = {below.text(3), below.text(2)};
            take(below.integer(0), below.integer(1), at);
        }
    }
    return found;
}

} // namespace objsync::store::query
