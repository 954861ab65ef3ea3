#include "core/store/preview.h"

#include <algorithm>

#include "core/model/codec.h"
#include "core/store/subtrees.h"

namespace objsync::store::query {

namespace {

// The same rules as those by which a job announces (core/sync/jobs.cc).
class Previewer {
public:
    Previewer(Database& db, TreeQuery& tree, size_t sample)
        : tree_(tree),
          children_(db,
                    "SELECT oid, flags, own, origin, announced, stable FROM object "
                    "WHERE parent = ? AND presence < 3 ORDER BY ns, name"),
          sample_(sample) {}

    Preview run(const ObjectRow& top, bool active) {
        note(top.oid, top.flags, top.announced, top.stable, active);
        std::vector<int64_t> containers;
        if (top.container()) containers.push_back(top.oid);
        while (!containers.empty()) {
            const int64_t container = containers.back();
            containers.pop_back();
            visit(container, active, containers);
        }
        return std::move(out_);
    }

private:
    // What inherits has one status all the way down.
    void visit(int64_t container, bool active, std::vector<int64_t>& containers) {
        const size_t first = containers.size();
        children_.bind(container);
        while (children_.step()) {
            const int64_t oid = children_.integer(0), flags = children_.integer(1);
            if (static_cast<Own>(children_.integer(2)) != Own::inherit) {
                if (static_cast<Origin>(children_.integer(3)) == Origin::user) continue;
                ++out_.accepted;
            }
            note(oid, flags, children_.integer(4) != 0, children_.bytes(5), active);
            if ((flags & kFlagContainer) != 0) containers.push_back(oid);
        }
        children_.reset();
        std::reverse(containers.begin() + static_cast<std::ptrdiff_t>(first), containers.end());
    }

    void note(int64_t oid, int64_t flags, bool announced, std::string_view stable, bool active) {
        if ((flags & kFlagSource) == 0 || announced == active) return;
        const auto kind = peek_text(stable, TextField::kind);
        Preview::Counts& counts = out_.kinds[std::string(kind.value_or(""))];
        ++(active ? counts.activated : counts.deactivated);
        if (out_.sample.size() == sample_) return;
        Path path;
        if (const auto row = tree_.object(oid)) path = tree_.path_of(*row);
        out_.sample.push_back({oid, std::move(path), std::string(kind.value_or("")), active});
    }

    TreeQuery& tree_;
    Statement children_;
    size_t sample_;
    Preview out_;
};

// What a node gets from above; of a connection's root that is off.
Effective inherited(TreeQuery& tree, const ObjectRow& object) {
    if (object.parent == 0) return {};
    const auto parent = tree.object(object.parent);
    return parent ? tree.effective(*parent) : Effective{};
}

} // namespace

Preview preview(Database& db, TreeQuery& tree, const ObjectRow& top, const SettingsChange& change,
                size_t sample) {
    if (!change.own) return {}; // whether new objects start active changes none that is there
    const bool active =
        *change.own == Own::inherit ? inherited(tree, top).active : *change.own == Own::active;
    return Previewer(db, tree, sample).run(top, active);
}

std::string state_token(Database& db, TreeQuery& tree, const ObjectRow& top,
                        const std::string& epoch, const SettingsChange& change) {
    const Effective above = inherited(tree, top);
    OwnerQuery owners(db);
    const OwnSettings before = own_settings(owners, top);
    const OwnSettings after = with_change(before, change);
    std::string text = epoch + "," + settings_tag(before) + "," + settings_tag(after);
    for (const int64_t part :
         {top.oid, top.parent, static_cast<int64_t>(top.presence),
          static_cast<int64_t>(above.active), static_cast<int64_t>(above.activate_new),
          subtree_version(db, top.oid), static_cast<int64_t>(change.own.has_value())})
        text += "," + std::to_string(part);
    return std::to_string(fingerprint(text));
}

} // namespace objsync::store::query
