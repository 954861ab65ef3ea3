// Renames: of rings and chains all at once, of what is below in steps.
#include <algorithm>

#include "core/base/bytes.h"
#include "core/store/outbox.h"
#include "core/sync/apply.h"
#include "core/sync/merge.h"
#include "core/sync/walk.h"

namespace objsync::sync {

using store::ObjectRow;
using store::Statement;

bool Applier::load_rename_of(int64_t oid, Decision& d) {
    Statement get(world_.db,
                  "SELECT step, action, oid, reason, parent, ns, name FROM decision "
                  "WHERE run = ? AND action = ? AND oid = ?");
    get.bind(run_, static_cast<int>(Action::rename), oid);
    if (!get.step()) return false;
    read(get, d);
    return true;
}

// This rename and those that have to make room for it, to the one whose place is free or which
// closes the ring. Empty: somebody stands there who stays, because others have seen him since.
std::vector<Applier::Decision> Applier::chain() {
    std::vector<Decision> list{d_};
    for (;;) {
        const Decision& last = list.back();
        const auto row = world_.objects.read(last.oid);
        const auto parent = world_.objects.read(last.parent);
        if (!row || !row->live() || !parent || !parent->live()) return {};
        const auto head = world_.objects.find(last.parent, last.ns, last.name);
        if (!head || head->oid == d_.oid) break;
        Decision next;
        if (!load_rename_of(head->oid, next)) return {};
        list.push_back(std::move(next));
    }
    for (const Decision& d : list) {
        if (stands_below_itself(list, d)) return {};
    }
    return list;
}

bool Applier::stands_below_itself(const std::vector<Decision>& chain, const Decision& d) {
    int64_t at = d.parent;
    for (size_t moved = 0; at != 0 && moved <= chain.size();) {
        if (at == d.oid) return true;
        const auto move = std::find_if(chain.begin(), chain.end(),
                                       [&](const Decision& c) { return c.oid == at; });
        moved += move != chain.end();
        at = move != chain.end() ? move->parent : world_.objects.parent_of(at);
    }
    return at != 0;
}

void Applier::rename() {
    const auto top = world_.objects.read(d_.oid);
    if (top && !top->live()) {
        // Removed since, by another run: it returns under its new name.
        d_.oid = 0;
        replace();
        return;
    }
    const auto head = world_.objects.find(d_.parent, d_.ns, d_.name);
    if (head && may_be(*world_.objects.read(head->oid), d_)) {
        replace(); // another run was first
        return;
    }
    const std::vector<Decision> moves = chain();
    if (moves.empty()) {
        done(d_.step);
        return;
    }
    std::vector<Path> old_paths;
    for (const Decision& d : moves)
        old_paths.push_back(world_.objects.path_of(d.oid));
    // In one transaction, so no reader sees the made-up keys. Names of objects have no NUL.
    for (const Decision& d : moves) {
        ObjectRow row = *world_.objects.read(d.oid);
        row.name = std::string("\0", 1) + std::to_string(d.oid);
        world_.objects.update(row);
    }
    for (const Decision& d : moves) {
        ObjectRow row = *world_.objects.read(d.oid);
        row.parent = d.parent;
        row.ns = d.ns;
        row.name = d.name;
        world_.objects.update(row);
    }
    ++world_.places_version;
    ++world_.settings_version; // what is inherited has changed below
    std::vector<std::pair<Path, size_t>> order;
    for (size_t i = 0; i < moves.size(); i++)
        order.emplace_back(world_.objects.path_of(moves[i].oid), i);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first.size() < b.first.size(); });
    for (const auto& [path, i] : order)
        tell_moved(moves[i], old_paths[i]);
}

void Applier::tell_moved(const Decision& d, const Path& old_path) {
    ObjectRow row = *world_.objects.read(d.oid);
    const Path path = world_.objects.path_of(d.oid);
    const bool active = inherited_from(world_, d.oid).active;
    const Cause cause{&conn_, run_, now_ms_};
    Teller teller(world_, cause);
    teller.renamed(row, path, active, old_path);
    const int64_t told_at = row.last_event;
    make_present(row, path, active);
    teller.announce(row, path, active);
    world_.objects.update(row);
    std::string stable, moving;
    int64_t flags = 0;
    if (parked_body(d, stable, moving, flags))
        apply_listing(world_, cause, row, path, active, stable, moving, flags, false);
    if (!world_.objects.has_live_child(d.oid)) {
        done(d.step);
        return;
    }
    std::string state;
    ByteWriter w(state);
    w.str(encode_path(old_path));
    w.zigzag(told_at);
    w.str("");
    Statement later(world_.db,
                    "UPDATE decision SET action = ?, name = ? WHERE run = ? AND step = ?");
    later.bind(static_cast<int>(Action::tell_rename), Statement::Blob{state}, run_, d.step);
    later.run();
    --left_;
}

namespace {

// Whether its path was told after the container's: then it never had the old one.
bool told_since(store::OutboxReader& outbox, const ObjectRow& row, int64_t told_at) {
    for (int64_t at = row.last_event; at > told_at;) {
        const auto told = outbox.at(at);
        if (!told) return false;
        const Event& e = told->event;
        if (e.type == EventType::added || e.type == EventType::restored ||
            e.type == EventType::renamed)
            return true;
        at = e.previous;
    }
    return false;
}

} // namespace

void Applier::tell_rename() {
    ByteReader r(d_.name);
    const std::string old_top(r.str());
    const int64_t told_at = r.zigzag();
    Walk walk(world_.objects, d_.oid, r.str());
    const size_t depth = world_.objects.path_of(d_.oid).size();
    const Path old_prefix = decode_path(old_top);
    world_.ledger.write_events();
    store::OutboxReader outbox(world_.db);
    Teller teller(world_, {&conn_, run_, now_ms_});
    while (left_ > 0) {
        const auto child = walk.next();
        if (!child) {
            done(d_.step);
            return;
        }
        ObjectRow row = *world_.objects.read(child->oid);
        const Path path = world_.objects.path_of(child->oid);
        const bool active = inherited_from(world_, child->oid).active;
        if (!told_since(outbox, row, told_at)) {
            Path old_path = old_prefix;
            old_path.insert(old_path.end(), path.begin() + static_cast<std::ptrdiff_t>(depth),
                            path.end());
            teller.renamed(row, path, active, old_path);
        }
        teller.announce(row, path, active);
        world_.objects.update_announced(row);
        --left_;
    }
    std::string state;
    ByteWriter w(state);
    w.str(old_top);
    w.zigzag(told_at);
    w.str(walk.cursor());
    Statement save(world_.db, "UPDATE decision SET name = ? WHERE run = ? AND step = ?");
    save.bind(Statement::Blob{state}, run_, d_.step);
    save.run();
}

} // namespace objsync::sync
