#include "core/sync/apply.h"

#include "core/base/bytes.h"
#include "core/sync/merge.h"
#include "core/sync/walk.h"

namespace objsync::sync {

using store::ObjectRow;
using store::Presence;
using store::Statement;

Applier::Applier(World& world, int64_t conn, int64_t run, int64_t now_ms, SeenNow seen_now)
    : world_(world),
      conn_(*world.ledger.find(conn)),
      run_(run),
      now_ms_(now_ms),
      seen_now_(std::move(seen_now)) {}

bool Applier::work(int64_t budget) {
    left_ = budget;
    while (left_ > 0 || !aside_.empty()) {
        if (!load()) return false;
        switch (d_.action) {
            case Action::rename: rename(); break;
            case Action::tell_rename: tell_rename(); break;
            case Action::replace: replace(); break;
            case Action::hold: hold(); break;
            case Action::remove: remove(); break;
        }
    }
    return true;
}

bool Applier::load() {
    // While rows stand aside, their own renames come before everything that may wait.
    Statement next(world_.db,
                   "SELECT step, action, oid, reason, parent, ns, name FROM decision "
                   "WHERE run = ? ORDER BY (? AND action <> 1), step LIMIT 1");
    next.bind(run_, !aside_.empty());
    if (!next.step()) return false;
    d_.step = next.integer(0);
    d_.action = static_cast<Action>(next.integer(1));
    d_.oid = next.integer(2);
    d_.reason = static_cast<Reason>(next.integer(3));
    d_.parent = next.integer(4);
    d_.ns = next.text(5);
    d_.name = next.text(6);
    return true;
}

void Applier::done() {
    Statement drop(world_.db, "DELETE FROM decision WHERE run = ? AND step = ?");
    drop.bind(run_, d_.step);
    drop.run();
    --left_;
}

bool Applier::parked_body(std::string& stable, std::string& moving, int64_t& flags) {
    Statement get(world_.db,
                  "SELECT stable, moving, flags FROM parked WHERE run = ? AND parent = ? "
                  "AND ns = ? AND name = ?");
    get.bind(run_, d_.parent, d_.ns, Statement::Blob{d_.name});
    if (!get.step()) return false;
    stable = get.text(0);
    moving = get.text(1);
    flags = get.integer(2);
    return true;
}

// Whoever stands at the new place is about to move as well (a swap, or a ring): he waits aside
// until his turn, in this same transaction, so that no reader sees the made-up key.
void Applier::make_room() {
    const auto head = world_.objects.find(d_.parent, d_.ns, d_.name);
    if (!head || head->oid == d_.oid) return;
    ObjectRow other = *world_.objects.read(head->oid);
    aside_[other.oid] = world_.objects.path_of(other.oid);
    other.name = std::string("\0aside", 6) + std::to_string(other.oid);  // names have no NUL
    world_.objects.update(other);
}

void Applier::rename() {
    std::optional<ObjectRow> row = world_.objects.read(d_.oid);
    std::string stable, moving;
    int64_t flags = 0;
    if (!row || !parked_body(stable, moving, flags)) {
        done();
        return;
    }
    make_room();
    const auto waiting = aside_.find(d_.oid);
    const Path old_path =
        waiting == aside_.end() ? world_.objects.path_of(d_.oid) : waiting->second;
    if (waiting != aside_.end()) aside_.erase(waiting);
    row->parent = d_.parent;
    row->ns = d_.ns;
    row->name = d_.name;
    world_.objects.update(*row);
    const Path path = world_.objects.path_of(d_.oid);
    const Cause cause{&conn_, run_, now_ms_};
    const bool active = inherited_from(world_, d_.oid).active;
    Teller teller(world_, cause);
    teller.renamed(*row, path, active, old_path);
    if (row->presence != Presence::present) {
        teller.presence(*row, path, active, Presence::present);
        Statement drop(world_.db, "DELETE FROM held WHERE oid = ?");
        drop.bind(d_.oid);
        drop.run();
    }
    teller.announce(*row, path, active);
    world_.objects.update(*row);
    apply_listing(world_, cause, *row, path, active, stable, moving, flags, false);
    if (!row->is_container()) {
        done();
        return;
    }
    std::string state;
    ByteWriter w(state);
    w.str(encode_path(old_path));
    w.str("");
    Statement later(world_.db,
                    "UPDATE decision SET action = ?, name = ? WHERE run = ? AND step = ?");
    later.bind(static_cast<int>(Action::tell_rename), Statement::Blob{state}, run_, d_.step);
    later.run();
    --left_;
}

void Applier::tell_rename() {
    ByteReader r(d_.name);
    const std::string old_top(r.str());
    Walk walk(world_.objects, d_.oid, r.str());
    const size_t depth = world_.objects.path_of(d_.oid).size();
    const Path old_prefix = decode_path(old_top);
    Teller teller(world_, {&conn_, run_, now_ms_});
    while (left_ > 0) {
        const auto child = walk.next();
        if (!child) {
            done();
            return;
        }
        ObjectRow row = *world_.objects.read(child->oid);
        const Path path = world_.objects.path_of(child->oid);
        Path old_path = old_prefix;
        old_path.insert(old_path.end(), path.begin() + static_cast<std::ptrdiff_t>(depth),
                        path.end());
        const bool active = inherited_from(world_, child->oid).active;
        teller.renamed(row, path, active, old_path);
        teller.announce(row, path, active);
        world_.objects.update_announced(row.oid, row.announced, row.last_event);
        --left_;
    }
    std::string state;
    ByteWriter w(state);
    w.str(old_top);
    w.str(walk.cursor());
    Statement save(world_.db, "UPDATE decision SET name = ? WHERE run = ? AND step = ?");
    save.bind(Statement::Blob{state}, run_, d_.step);
    save.run();
}

void Applier::replace() {
    std::string stable, moving;
    int64_t flags = 0;
    if (parked_body(stable, moving, flags)) {
        const Cause cause{&conn_, run_, now_ms_};
        Path path = world_.objects.path_of(d_.parent);
        path.push_back({d_.name, d_.ns});
        const Inherited inherited = inherited_from(world_, d_.parent);
        const auto head = world_.objects.find(d_.parent, d_.ns, d_.name);
        if (head) {
            ObjectRow row = *world_.objects.read(head->oid);
            const bool active = effective(row.own, row.activate_new, inherited).active;
            if (row.presence != Presence::present) {
                Teller(world_, cause).presence(row, path, active, Presence::present);
                Statement drop(world_.db, "DELETE FROM held WHERE oid = ?");
                drop.bind(row.oid);
                drop.run();
            }
            apply_listing(world_, cause, row, path, active, stable, moving, flags, d_.oid != 0);
        } else if (const auto tombstone =
                       world_.objects.find_tombstone(d_.parent, d_.ns, d_.name)) {
            restore(world_, cause, *tombstone, d_.parent, path, std::nullopt, inherited, stable,
                    moving, flags);
        } else {
            add(world_, cause, d_.parent, path, own_of_new(inherited), inherited, stable, moving,
                flags);
        }
    }
    done();
}

void Applier::hold() {
    const auto row = world_.objects.read(d_.oid);
    if (row && row->live() && row->presence != Presence::held && !seen_now_(d_.oid)) {
        ObjectRow changed = *row;
        const Path path = world_.objects.path_of(d_.oid);
        Teller(world_, {&conn_, run_, now_ms_})
            .presence(changed, path, inherited_from(world_, d_.oid).active, Presence::held);
        world_.objects.update(changed);
    }
    done();
}

void Applier::remove() {
    if (remove_subtree(world_, {&conn_, run_, now_ms_}, d_.oid, d_.reason, left_, seen_now_))
        done();
}

bool remove_subtree(World& world, Cause cause, int64_t oid, Reason reason, int64_t& left,
                    const SeenNow& seen_now) {
    const auto top = world.objects.read(oid);
    if (!top || !top->live()) return true;
    const Path top_path = world.objects.path_of(oid);
    std::vector<int64_t> chain{oid};
    Path path = top_path;
    Teller teller(world, cause);
    while (left > 0) {
        const auto child = world.objects.children(chain.back(), "", "", 1);
        if (!child.empty()) {
            chain.push_back(child[0].oid);
            path.push_back({child[0].name, child[0].ns});
            continue;
        }
        ObjectRow row = *world.objects.read(chain.back());
        if (seen_now(row.oid)) return true;
        teller.removed(row, path, row.oid == oid ? reason : Reason::parent_removed);
        row.presence = Presence::removed;
        row.removed_at = cause.now_ms;
        world.objects.update(row);
        for (const char* sql : {"DELETE FROM held WHERE oid = ?", "DELETE FROM scope WHERE container = ?",
                                "DELETE FROM facet_scope WHERE container = ?"}) {
            Statement drop(world.db, sql);
            drop.bind(row.oid);
            drop.run();
        }
        --left;
        chain.pop_back();
        if (chain.empty()) return true;
        if (!path.empty()) path.pop_back();
    }
    return false;
}

}  // namespace objsync::sync
