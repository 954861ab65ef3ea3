// A known id under a new name while its old name may still be there, unseen: both stay until the
// old name proves missing.
#include "core/sync/decide.h"
#include "core/sync/merge.h"

namespace objsync::sync {

using store::ObjectRow;
using store::Statement;

void Decider::add_copy(const ObjectRow& row, const Parked& p) {
    const auto parent = world_.objects.read(p.parent);
    if (!parent || !parent->live() || world_.objects.find(p.parent, p.ns, p.name)) {
        by_name(p);
        taken_.insert(p.oid);
        return;
    }
    if (world_.objects.find_tombstone(p.parent, p.ns, p.name)) {
        write(Action::replace, 0, Reason::none, p.parent, p.ns, p.name);
        return;
    }
    Path path = world_.objects.path_of(p.parent);
    path.push_back(p.segment());
    const Inherited inherited = inherited_from(world_, p.parent);
    const Cause cause{&run_.conn(), run_.id(), now_ms_};
    const int64_t oid = add_with_settings(world_, cause, p.parent, path, row, inherited, p.stable,
                                          p.moving, p.flags);
    run_.seen_.insert(oid);
    if (row.is_container())
        copy_children(row.oid, oid, path, effective(row.own, row.activate_new, inherited));
}

// What was listed below the new name was compared below the old one.
void Decider::copy_children(int64_t from, int64_t to, const Path& path, Inherited inherited) {
    std::vector<int64_t> children;
    world_.objects.each_child(from, [&](int64_t oid) {
        if (run_.saw(oid)) children.push_back(oid);
        return true;
    });
    for (const int64_t child : children) {
        const ObjectRow row = *world_.objects.read(child);
        Path below = path;
        below.push_back(row.segment());
        const int64_t oid = add_with_settings(world_, {&run_.conn(), run_.id(), now_ms_}, to, below,
                                              row, inherited, row.stable, row.moving, row.flags);
        run_.seen_.insert(oid);
        if (row.is_container())
            copy_children(child, oid, below, effective(row.own, row.activate_new, inherited));
    }
}

// Listings below this container spoke of another one with the same id: they prove nothing here.
void Decider::distrust_below(int64_t container) {
    std::vector<int64_t> absent;
    for (const auto& [oid, m] : missing_) {
        for (int64_t at = world_.objects.parent_of(oid); at != 0;
             at = world_.objects.parent_of(at)) {
            if (at == container) absent.push_back(oid);
        }
    }
    for (const int64_t oid : absent)
        forget_missing(oid);
    Statement forget(
        world_.db,
        "UPDATE scope SET basis = NULL, marker = NULL WHERE run = ?1 AND container IN ("
        "WITH RECURSIVE sub (oid) AS (SELECT ?2 UNION ALL SELECT o.oid FROM sub "
        "JOIN object o ON o.parent = sub.oid AND o.presence < 3) SELECT oid FROM sub)");
    forget.bind(run_.id(), container);
    forget.run();
}

} // namespace objsync::sync
