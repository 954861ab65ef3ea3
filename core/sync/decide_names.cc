// Renames, swaps, moves and replacements: what was listed under a name that its platform id did
// not have before.
#include <algorithm>

#include "core/sync/decide.h"

namespace objsync::sync {

using store::ObjectRow;
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

void Decider::warn_of_shared_ids() {
    constexpr size_t kEnough = 100;
    const int64_t conn = run_.conn().id;
    const auto sole = world_.sole_run.find(conn);
    if (sole == world_.sole_run.end() || sole->second != run_.id()) return;
    for (const int64_t oid : world_.objects.with_shared_id(conn, kEnough)) {
        const ObjectRow row = *world_.objects.read(oid);
        run_.warn_of_shared_id(*row.platform_id(), world_.objects.path_of(oid));
    }
}

void Decider::decide_parked() {
    const std::vector<Parked> list = parked();
    const auto own_name = [](const ObjectRow& row, const Parked& p) {
        return row.parent == p.parent && row.segment() == p.segment();
    };
    std::map<int64_t, int> claims; // how many new names one known id got
    for (const Parked& p : list) {
        const auto row = world_.objects.read(p.oid);
        if (row && !own_name(*row, p)) ++claims[p.oid];
    }
    for (const Parked& p : list) {
        const auto row = world_.objects.read(p.oid);
        if (!row || !row->live() || own_name(*row, p) || cannot_move(p)) continue;
        if (claims[p.oid] > 1 || run_.seen_.contains(p.oid)) {
            run_.warn("platform id of '" + encode_path(world_.objects.path_of(p.oid)) +
                      "' stands at more than one object: it is not used to recognise renames");
        } else if (moves(*row)) {
            moves_.emplace(p.oid, p);
        }
    }
    settle_moves();
    for (const auto& [oid, p] : moves_)
        count_moved(p);
    write_moves();
    for (const Parked& p : list) {
        const auto row = world_.objects.read(p.oid);
        if (!row) continue;
        const auto move = moves_.find(p.oid);
        if (move != moves_.end() && move->second.parent == p.parent &&
            move->second.segment() == p.segment())
            continue;
        if (own_name(*row, p) || !row->live() || move != moves_.end()) {
            // Listings below this name may have spoken of the new one.
            if (own_name(*row, p) && move != moves_.end()) distrust_below(p.oid);
            by_name(p);
            continue;
        }
        if (row->is_container()) distrust_below(p.oid);
        if (cannot_move(p)) {
            run_.warn("'" + encode_path(world_.objects.path_of(p.oid)) +
                      "' was listed below itself: the source changed while it was listed");
            forget_missing(p.oid);
        } else if (claims[p.oid] > 1 || run_.seen_.contains(p.oid)) {
            taken_.insert(p.oid);
            by_name(p);
        } else {
            add_copy(*row, p);
        }
    }
}

// What was listed there, whoever it is: known by its name, or new.
void Decider::by_name(const Parked& p) {
    const auto head = world_.objects.find(p.parent, p.ns, p.name);
    const bool stays = head && moves_.count(head->oid) == 0;
    if (stays) forget_missing(head->oid);
    // Another id under a known name; an id that stands twice says nothing of who it is.
    const bool replaced = stays && !taken_.contains(p.oid);
    write(Action::replace, replaced ? head->oid : 0, Reason::none, p.parent, p.ns, p.name);
}

bool Decider::moves(const ObjectRow& row) {
    return name_taken_by_parked(row) || old_name_is_free(row);
}

// Its old name was listed with another id.
bool Decider::name_taken_by_parked(const ObjectRow& row) {
    Statement get(world_.db,
                  "SELECT 1 FROM parked WHERE run = ? AND parent = ? AND ns = ? AND name = ?");
    get.bind(run_.id(), row.parent, row.ns, Statement::Blob{row.name});
    return get.step();
}

// Its old scope ended complete without it, under a basis that had agreed before; or something
// above it is missing.
bool Decider::old_name_is_free(const ObjectRow& row) {
    const auto m = missing_.find(row.oid);
    if (m != missing_.end()) return !m->second.new_basis;
    return below_missing(row.oid);
}

// Would stand below itself: the source changed while it was listed. Or its new place is gone.
bool Decider::cannot_move(const Parked& p) {
    const auto parent = world_.objects.read(p.parent);
    if (!parent || !parent->live()) return true;
    int steps = 0;
    constexpr int kDeep = 1000; // deeper than this is a ring of others
    for (int64_t at = p.parent; at != 0; ++steps) {
        if (at == p.oid || steps > kDeep) return true;
        const auto move = moves_.find(at);
        at = move != moves_.end() ? move->second.parent : world_.objects.parent_of(at);
    }
    return false;
}

// Whoever has the name and does not move away himself.
std::optional<int64_t> Decider::displaced_by(const Parked& p) {
    const auto head = world_.objects.find(p.parent, p.ns, p.name);
    if (!head || head->oid == p.oid || moves_.count(head->oid) != 0) return std::nullopt;
    return head->oid;
}

// A name that holds another id proves its object gone only together with a listing that proves
// it: else it may have gone where this run did not look. Then the name goes on as replaced. What
// does not move makes no room for others, so this goes on until nothing changes.
void Decider::settle_moves() {
    for (bool changed = true; changed;) {
        changed = false;
        for (auto it = moves_.begin(); it != moves_.end();) {
            const auto displaced = displaced_by(it->second);
            const auto gone = displaced ? missing_.find(*displaced) : missing_.end();
            const bool room = !displaced || (gone != missing_.end() && !gone->second.new_basis);
            if (room && !cannot_move(it->second)) {
                ++it;
                continue;
            }
            it = moves_.erase(it);
            changed = true;
        }
    }
}

// Whether somebody has to be removed before this and the moves that wait for it can be done.
bool Decider::chain_displaces(const Parked& p) {
    const Parked* at = &p;
    for (size_t steps = 0; steps <= moves_.size(); ++steps) {
        const auto head = world_.objects.find(at->parent, at->ns, at->name);
        if (!head || head->oid == p.oid) return false;
        const auto next = moves_.find(head->oid);
        if (next == moves_.end()) return head->oid != at->oid;
        at = &next->second;
    }
    return false;
}

// First those that need no removal: they may move out of what is removed.
void Decider::write_moves() {
    std::vector<const Parked*> order;
    for (const auto& [oid, p] : moves_)
        order.push_back(&p);
    std::stable_sort(order.begin(), order.end(), [](const Parked* a, const Parked* b) {
        return (a->flags & store::kFlagContainer) > (b->flags & store::kFlagContainer);
    });
    std::vector<const Parked*> later;
    for (const Parked* p : order) {
        if (chain_displaces(*p))
            later.push_back(p);
        else
            write(Action::rename, p->oid, Reason::none, p->parent, p->ns, p->name);
    }
    for (const Parked* p : later) {
        if (const auto displaced = displaced_by(*p)) {
            remove(*displaced, reason_of(missing_.at(*displaced)));
            forget_missing(*displaced);
        }
    }
    for (const Parked* p : later)
        write(Action::rename, p->oid, Reason::none, p->parent, p->ns, p->name);
    for (const auto& [oid, p] : moves_)
        forget_missing(oid);
}

// For the guard: what moved away is not lost.
void Decider::count_moved(const Parked& p) {
    const int64_t sources = count_sources(world_, p.oid, INT64_MAX, true);
    for (int64_t at = world_.objects.parent_of(p.oid); at != 0; at = world_.objects.parent_of(at)) {
        moved_[at] -= sources;
        if (moves_.count(at) != 0) break; // counted with it
    }
    for (int64_t at = p.parent; at != 0; at = world_.objects.parent_of(at)) {
        moved_[at] += sources;
        if (moves_.count(at) != 0) break;
    }
}

} // namespace objsync::sync
