#include "core/sync/apply.h"

#include "core/model/codec.h"
#include "core/sync/merge.h"

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
    while (left_ > 0) {
        if (!load()) return false;
        switch (d_.action) {
            case Action::rename:
                rename();
                break;
            case Action::tell_rename:
                tell_rename();
                break;
            case Action::replace:
                replace();
                break;
            case Action::hold:
                hold();
                break;
            case Action::remove:
                remove();
                break;
        }
    }
    return true;
}

void Applier::read(const Statement& row, Decision& d) {
    d.step = row.integer(0);
    d.action = static_cast<Action>(row.integer(1));
    d.oid = row.integer(2);
    d.reason = static_cast<Reason>(row.integer(3));
    d.parent = row.integer(4);
    d.ns = row.text(5);
    d.name = row.text(6);
}

bool Applier::load() {
    Statement next(world_.db,
                   "SELECT step, action, oid, reason, parent, ns, name FROM decision "
                   "WHERE run = ? ORDER BY step LIMIT 1");
    next.bind(run_);
    if (!next.step()) return false;
    read(next, d_);
    return true;
}

void Applier::done(int64_t step) {
    Statement drop(world_.db, "DELETE FROM decision WHERE run = ? AND step = ?");
    drop.bind(run_, step);
    drop.run();
    --left_;
}

bool Applier::parked_body(const Decision& d, std::string& stable, std::string& moving,
                          int64_t& flags) {
    Statement get(world_.db,
                  "SELECT stable, moving, flags FROM parked WHERE run = ? AND parent = ? "
                  "AND ns = ? AND name = ?");
    get.bind(run_, d.parent, d.ns, Statement::Blob{d.name});
    if (!get.step()) return false;
    stable = get.text(0);
    moving = get.text(1);
    flags = get.integer(2);
    return true;
}

// Another run's decision may have been applied since.
bool Applier::still_true(const std::optional<ObjectRow>& row) {
    return row && row->live() && row->parent == d_.parent &&
           row->segment() == Segment{d_.name, d_.ns} && !may_be(*row, d_);
}

bool Applier::may_be(const ObjectRow& row, const Decision& d) {
    std::string stable, moving;
    int64_t flags = 0;
    if (row.parent != d.parent || row.segment() != Segment{d.name, d.ns}) return false;
    if (!parked_body(d, stable, moving, flags)) return false;
    const auto id = peek_text(stable, TextField::platform_id);
    const auto own = row.platform_id();
    return !id || !own || *id == *own;
}

void Applier::make_present(ObjectRow& row, const Path& path, bool active) {
    if (row.presence == Presence::present) return;
    Teller(world_, {&conn_, run_, now_ms_}).presence(row, path, active, Presence::present);
    world_.objects.update(row);
    Statement drop(world_.db, "DELETE FROM held WHERE oid = ?");
    drop.bind(row.oid);
    drop.run();
}

void Applier::replace() {
    std::string stable, moving;
    int64_t flags = 0;
    const auto parent = world_.objects.read(d_.parent);
    if (!parent || !parent->live() || !parked_body(d_, stable, moving, flags)) {
        done(d_.step);
        return;
    }
    const Cause cause{&conn_, run_, now_ms_};
    Path path = world_.objects.path_of(d_.parent);
    path.push_back({d_.name, d_.ns});
    const Inherited inherited = inherited_from(world_, d_.parent);
    if (const auto head = world_.objects.find(d_.parent, d_.ns, d_.name)) {
        ObjectRow row = *world_.objects.read(head->oid);
        const bool active = effective(row.own, row.activate_new, inherited).active;
        const bool replaced = d_.oid == row.oid && !may_be(row, d_);
        make_present(row, path, active);
        apply_listing(world_, cause, row, path, active, stable, moving, flags, replaced);
        Statement unmark(world_.db, "UPDATE scope SET marker = NULL WHERE container = ?");
        unmark.bind(row.oid);
        unmark.run();
    } else if (const auto tombstone =
                   find_returning(world_, conn_.id, d_.parent, path.back(), stable)) {
        std::optional<Path> old_path;
        if (tombstone->under_new_name) old_path = world_.objects.path_of(tombstone->oid);
        restore(world_, cause, tombstone->oid, d_.parent, path, old_path, inherited, stable, moving,
                flags);
    } else {
        add(world_, cause, d_.parent, path, own_of_new(inherited), inherited, stable, moving,
            flags);
    }
    done(d_.step);
}

namespace {

// When the listing began that a run concluded this from.
int64_t listed_since(World& world, int64_t run, int64_t oid) {
    Statement scope(world.db, "SELECT begun_at FROM scope WHERE container = ? AND run = ?");
    scope.bind(world.objects.parent_of(oid), run);
    if (scope.step()) return scope.integer(0);
    Statement begun(world.db, "SELECT started_at FROM run WHERE id = ?");
    begun.bind(run);
    return begun.step() ? begun.integer(0) : 0;
}

// Removes `oid` and all below it, children first, until `left` is used up. True when it is gone.
// What is below went with its parent; of a connection that is removed, everything says that.
// Objects that `seen` knows stay, and so does what holds them.
bool remove_subtree(World& world, Cause cause, int64_t oid, Reason reason, int64_t& left,
                    const std::function<bool(int64_t)>& seen) {
    const auto top = world.objects.read(oid);
    if (!top || !top->live() || seen(oid)) return true;
    std::vector<int64_t> chain{oid};
    Path path = world.objects.path_of(oid);
    Teller teller(world, cause);
    while (left > 0) {
        const auto child = world.objects.children(chain.back(), "", "", 1);
        if (!child.empty()) {
            if (seen(child[0].oid)) return true;
            chain.push_back(child[0].oid);
            path.push_back({child[0].name, child[0].ns});
            continue;
        }
        ObjectRow row = *world.objects.read(chain.back());
        const bool same = row.oid == oid || reason == Reason::connection_removed;
        teller.removed(row, path, same ? reason : Reason::parent_removed);
        row.presence = Presence::removed;
        row.removed_at = cause.now_ms;
        world.objects.update(row);
        ++world.places_version;
        for (const char* sql :
             {"DELETE FROM held WHERE oid = ?", "DELETE FROM scope WHERE container = ?",
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

} // namespace

void Applier::hold() {
    auto row = world_.objects.read(d_.oid);
    if (row && row->live() && row->presence != Presence::held) {
        if (!still_true(row) || seen_now_(d_.oid, listed_since(world_, run_, d_.oid))) {
            Statement drop(world_.db, "DELETE FROM held WHERE oid = ?");
            drop.bind(d_.oid);
            drop.run();
        } else {
            Teller(world_, {&conn_, run_, now_ms_})
                .presence(*row, world_.objects.path_of(d_.oid),
                          inherited_from(world_, d_.oid).active, Presence::held);
            world_.objects.update(*row);
        }
    }
    done(d_.step);
}

void Applier::remove() {
    if (!still_true(world_.objects.read(d_.oid))) {
        done(d_.step);
        return;
    }
    const int64_t since = listed_since(world_, run_, d_.oid);
    const auto seen = [&](int64_t oid) { return seen_now_(oid, since); };
    if (remove_subtree(world_, {&conn_, run_, now_ms_}, d_.oid, d_.reason, left_, seen))
        done(d_.step);
}

} // namespace objsync::sync
