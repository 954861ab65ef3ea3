#include "core/sync/purge.h"

#include <vector>

#include "core/store/query.h"

namespace objsync::sync {

using store::Statement;

namespace {

constexpr int kMaxDepth = 1000; // deeper than any platform

class Purger {
public:
    Purger(World& world, int64_t limit)
        : objects_(world.objects),
          below_(world.db, "SELECT oid FROM object WHERE parent = ? AND presence = 3 LIMIT ?"),
          left_(limit) {}

    // False: the limit is reached, and something is left.
    bool erase(int64_t oid, int depth = 0) {
        for (auto children = page(oid); !children.empty(); children = page(oid)) {
            for (const int64_t child : children) {
                if (depth == kMaxDepth || !erase(child, depth + 1)) return false;
            }
        }
        if (left_ <= 0) return false;
        objects_.erase(oid);
        --left_;
        ++erased_;
        return true;
    }

    [[nodiscard]] int64_t erased() const noexcept { return erased_; }

private:
    std::vector<int64_t> page(int64_t parent) {
        std::vector<int64_t> oids;
        below_.bind(parent, left_ > 0 ? left_ : 1);
        while (below_.step())
            oids.push_back(below_.integer(0));
        below_.reset();
        return oids;
    }

    store::Objects& objects_;
    Statement below_;
    int64_t left_, erased_ = 0;
};

} // namespace

Purged purge(World& world, const std::string& connection, const Path& path, int64_t limit) {
    Purged done;
    store::query::TreeQuery tree(world.db);
    const auto row = tree.connection(connection);
    auto top = row ? tree.resolve(*row, path, true) : std::nullopt;
    if (!top) return done;
    done.kind = Purged::Kind::present;
    if (top->presence != store::Presence::removed) return done;
    done.kind = Purged::Kind::purged;
    // There may be several under this name.
    Purger purger(world, limit);
    for (; top && !done.more; top = tree.resolve(*row, path, true))
        done.more = !purger.erase(top->oid);
    done.objects = purger.erased();
    return done;
}

} // namespace objsync::sync
