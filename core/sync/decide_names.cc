// Renames, swaps, moves and replacements: what was listed under a name that its platform id did
// not have before.
#include <algorithm>

#include "core/model/codec.h"
#include "core/sync/decide.h"
#include "core/sync/merge.h"

namespace objsync::sync {

using store::ObjectRow;
using store::Own;
using store::Statement;

std::vector<Decider::Parked> Decider::parked() {
    // Containers first, so that what is below them is compared where it went.
    Statement all(world_.db,
                  "SELECT oid, parent, flags, ns, name, stable, moving FROM parked WHERE run = ? "
                  "ORDER BY (flags & 1) = 0, parent, ns, name");
    std::vector<Parked> list;
    all.bind(run_.id());
    while (all.step()) {
        list.push_back({all.integer(0), all.integer(1), all.integer(2), all.text(3), all.text(4),
                        all.text(5), all.text(6)});
    }
    return list;
}

void Decider::decide_parked() {
    std::vector<Parked> list = parked();
    std::map<int64_t, int> claims;  // how many new names one known id got
    for (const Parked& p : list) {
        const auto row = world_.objects.read(p.oid);
        const bool own_name = row && row->parent == p.parent && row->segment() == p.segment();
        if (!own_name) ++claims[p.oid];
    }
    // Replacements wait until it is known whether the one of old was renamed.
    std::vector<const Parked*> later;
    for (const Parked& p : list) {
        const auto row = world_.objects.read(p.oid);
        if (!row) continue;
        if (row->parent == p.parent && row->segment() == p.segment()) {
            later.push_back(&p);
        } else if (claims[p.oid] > 1 || run_.saw(p.oid)) {
            run_.warn("platform id of '" + encode_path(world_.objects.path_of(p.oid)) +
                      "' stands at more than one object: it is not used to recognise renames");
            decide_one(p);
        } else if (name_taken_by_parked(*row) || old_name_is_free(*row)) {
            rename(*row, p);
        } else {
            add_copy(*row, p);
        }
    }
    for (const Parked* p : later) {
        if (renamed_.contains(p->oid))
            decide_one(*p);
        else
            replace(p->oid, *p);
    }
}

// Without what its id says: known by its name, or new.
void Decider::decide_one(const Parked& p) {
    const auto head = world_.objects.find(p.parent, p.ns, p.name);
    if (head && !renamed_.contains(head->oid)) {
        replace(head->oid, p);
        return;
    }
    write(Action::replace, 0, Reason::none, p.parent, p.ns, p.name);
}

// Its old name was listed with another id.
bool Decider::name_taken_by_parked(const ObjectRow& row) {
    Statement get(world_.db, "SELECT 1 FROM parked WHERE run = ? AND parent = ? AND ns = ? AND name = ?");
    get.bind(run_.id(), row.parent, row.ns, Statement::Blob{row.name});
    return get.step();
}

// Its old scope ended complete without it, under a basis that had agreed before; or something
// above it is missing.
bool Decider::old_name_is_free(const ObjectRow& row) {
    Statement get(world_.db, "SELECT new_basis FROM missing WHERE run = ? AND oid = ?");
    get.bind(run_.id(), row.oid);
    if (get.step()) return get.integer(0) == 0;
    return below_missing(row.oid);
}

void Decider::rename(const ObjectRow& row, const Parked& p) {
    renamed_.insert(row.oid);
    forget_missing(row.oid);
    // Whoever has the name and does not move away himself is gone: his name holds another id.
    if (const auto head = world_.objects.find(p.parent, p.ns, p.name)) {
        Statement moves(world_.db,
                        "SELECT 1 FROM parked WHERE run = ?1 AND oid = ?2 AND NOT (parent = ?3 "
                        "AND ns = ?4 AND name = ?5)");
        moves.bind(run_.id(), head->oid, p.parent, p.ns, Statement::Blob{p.name});
        if (!moves.step()) {
            forget_missing(head->oid);
            remove(head->oid, Reason::dropped);
        }
    }
    write(Action::rename, row.oid, Reason::none, p.parent, p.ns, p.name);
}

void Decider::replace(int64_t oid, const Parked& p) {
    write(Action::replace, oid, Reason::none, p.parent, p.ns, p.name);
    forget_missing(oid);
}

void Decider::forget_missing(int64_t oid) {
    Statement forget(world_.db, "DELETE FROM missing WHERE run = ? AND oid = ?");
    forget.bind(run_.id(), oid);
    forget.run();
    missing_.erase(oid);
}

// The old name may still be there, unseen: both stay until it proves missing.
void Decider::add_copy(const ObjectRow& row, const Parked& p) {
    if (const auto head = world_.objects.find(p.parent, p.ns, p.name)) {
        replace(head->oid, p);
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
        const int64_t oid =
            add_with_settings(world_, {&run_.conn(), run_.id(), now_ms_}, to, below, row, inherited,
                              row.stable, row.moving, row.flags);
        if (row.is_container())
            copy_children(child, oid, below, effective(row.own, row.activate_new, inherited));
    }
}

}  // namespace objsync::sync
