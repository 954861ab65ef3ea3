// What is missing: seen elsewhere, held, or removed.
#include <algorithm>

#include "core/model/codec.h"
#include "core/sync/decide.h"

namespace objsync::sync {

using store::ObjectRow;
using store::Presence;
using store::Statement;

int64_t count_sources(World& world, int64_t oid, int64_t enough, bool held_too) {
    Statement count(world.db,
                    "SELECT COUNT(*) FROM (WITH RECURSIVE sub (oid, flags) AS ("
                    "SELECT oid, flags FROM object WHERE oid = ?1 AND presence < 3 "
                    "AND (presence <> 1 OR ?3) "
                    "UNION ALL SELECT o.oid, o.flags FROM sub JOIN object o "
                    "ON o.parent = sub.oid AND o.presence < 3 AND (o.presence <> 1 OR ?3)) "
                    "SELECT 1 FROM sub WHERE flags & 2 LIMIT ?2)");
    count.bind(oid, enough, held_too);
    return count.step() ? count.integer(0) : 0;
}

Decider::Decider(World& world, Run& run, const std::vector<const Run*>& others, int64_t now_ms)
    : world_(world),
      run_(run),
      others_(others),
      now_ms_(now_ms),
      write_(world.db,
             "INSERT INTO decision (run, step, action, oid, reason, parent, ns, name) "
             "VALUES (?,?,?,?,?,?,?,?)") {}

void Decider::decide() {
    for (const Missing& m : load_missing()) {
        if (stands(m))
            missing_.emplace(m.oid, m);
        else
            forget_missing(m.oid);
    }
    decide_parked();
    warn_of_shared_ids();
    decide_missing();
    tell_held();
}

std::vector<Decider::Missing> Decider::load_missing() {
    std::vector<Missing> list;
    Statement all(world_.db,
                  "SELECT oid, cause, new_basis, by_platform FROM missing WHERE run = ?");
    all.bind(run_.id());
    while (all.step()) {
        list.push_back({all.integer(0), static_cast<store::Cause>(all.integer(1)),
                        all.integer(2) != 0, all.integer(3) != 0});
    }
    return list;
}

void Decider::forget_missing(int64_t oid) {
    Statement forget(world_.db, "DELETE FROM missing WHERE run = ? AND oid = ?");
    forget.bind(run_.id(), oid);
    forget.run();
    missing_.erase(oid);
}

// Presence beats absence: seen elsewhere in this run, by another run, or in a listing of the same
// container that began later.
bool Decider::stands(const Missing& m) {
    const auto row = world_.objects.read(m.oid);
    if (!row || !row->live() || row->parent == 0 || run_.saw(m.oid)) return false;
    int64_t since = run_.begun_ms();
    Statement scope(world_.db, "SELECT run, begun_at FROM scope WHERE container = ?");
    scope.bind(row->parent);
    const bool listed = scope.step();
    if (listed && scope.integer(0) == run_.id()) {
        if (!m.by_platform) since = scope.integer(1);
    } else if (!m.by_platform || (listed && scope.integer(1) >= since)) {
        return false;
    }
    scope.reset();
    for (const Run* other : others_) {
        if (other->vouches(m.oid, since)) return false;
    }
    return true;
}

bool Decider::below_missing(int64_t oid) {
    for (int64_t at = world_.objects.parent_of(oid); at != 0; at = world_.objects.parent_of(at)) {
        if (missing_.count(at) != 0) return true;
    }
    return false;
}

void Decider::decide_missing() {
    std::vector<Missing> fresh;
    for (const auto& [oid, m] : missing_) {
        if (below_missing(oid)) continue;
        const auto held = confirms_held(m);
        if (!held)
            fresh.push_back(m);
        else if (*held)
            remove(oid, reason_of(m));
        else
            void_markers(oid);
    }
    count_losses(fresh);
    for (const Missing& m : fresh) {
        const int64_t guard = guard_of(m.oid);
        if (guard != 0 || m.new_basis)
            hold(m, guard);
        else
            remove(m.oid, reason_of(m));
    }
}

std::string Decider::basis_of(int64_t oid) {
    Statement get(world_.db, "SELECT basis FROM scope WHERE container = ?");
    get.bind(world_.objects.parent_of(oid));
    return get.step() ? get.text(0) : std::string();
}

GuardRule Decider::rule_of(int64_t container) {
    return run_.request().guard
               ? run_.request().guard(encode_path(world_.objects.path_of(container)))
               : GuardRule{};
}

std::optional<bool> Decider::confirms_held(const Missing& m) {
    Statement get(world_.db, "SELECT guard, since, basis, by_hand FROM held WHERE oid = ?");
    get.bind(m.oid);
    if (!get.step()) return std::nullopt;
    const int64_t guard = get.integer(0);
    const int64_t since = get.integer(1);
    const bool same_basis = get.bytes(2) == basis_of(m.oid);
    const bool by_hand = get.integer(3) != 0;
    get.reset();
    if (by_hand) return false;
    const bool waited = guard == 0 || run_.begun_ms() >= since + rule_of(guard).confirm_after_ms;
    if (m.by_platform) return waited;
    if (!same_basis) {
        // Another view: the count of agreeing listings begins anew.
        Statement renew(world_.db, "UPDATE held SET run = ?, since = ?, basis = ? WHERE oid = ?");
        renew.bind(run_.id(), run_.begun_ms(), basis_of(m.oid), m.oid);
        renew.run();
        return false;
    }
    return !m.new_basis && waited;
}

void Decider::count_losses(const std::vector<Missing>& fresh) {
    for (const Missing& m : fresh) {
        // With held ones below: a container that goes must not take them along unnoticed.
        int64_t lost = count_sources(world_, m.oid, INT64_MAX, true);
        if (const auto moved = moved_.find(m.oid); moved != moved_.end()) lost += moved->second;
        if (lost <= 0) continue;
        for (int64_t at = m.oid; at != 0; at = world_.objects.parent_of(at))
            lost_[at] += lost;
    }
}

bool Decider::container_trips(int64_t oid) {
    const auto known = trips_.find(oid);
    if (known != trips_.end()) return known->second;
    bool trip = false;
    const auto lost = lost_.find(oid);
    const auto row = world_.objects.read(oid);
    if (lost != lost_.end() && row && (row->is_container() || row->parent == 0)) {
        const GuardRule rule = rule_of(oid);
        const int64_t enough = enough_to_pass(rule, lost->second);
        int64_t total = count_sources(world_, oid, enough);
        if (row->is_source() && missing_.count(oid) == 0) --total; // it is not in itself
        total = std::max(lost->second, total);
        trip = trips(rule, lost->second, total);
    }
    trips_[oid] = trip;
    return trip;
}

int64_t Decider::guard_of(int64_t oid) {
    int64_t topmost = 0;
    for (int64_t at = oid; at != 0; at = world_.objects.parent_of(at)) {
        if (container_trips(at)) topmost = at;
    }
    return topmost;
}

void Decider::hold(const Missing& m, int64_t guard) {
    const bool by_hand = guard != 0 && (m.cause == store::Cause::out_of_scope ||
                                        rule_of(guard).confirm == Confirm::manual);
    Statement insert(world_.db,
                     "INSERT OR REPLACE INTO held (oid, conn, guard, run, since, basis, cause, "
                     "by_hand) VALUES (?,?,?,?,?,?,?,?)");
    insert.bind(m.oid, run_.conn().id, guard, run_.id(), run_.begun_ms(), basis_of(m.oid),
                static_cast<int>(m.cause), by_hand);
    insert.run();
    void_markers(m.oid);
    write_at_place(Action::hold, m.oid, Reason::none);
    constexpr size_t kSample = 10;
    ++held_counts_[guard];
    auto& sample = held_paths_[guard];
    if (sample.size() < kSample) sample.push_back(encode_path(world_.objects.path_of(m.oid)));
}

// While something is held, "unchanged" is no answer, here or above: what comes next must be a
// listing.
void Decider::void_markers(int64_t held) {
    Statement unmark(world_.db, "UPDATE scope SET marker = NULL WHERE container = ?");
    for (int64_t at = world_.objects.parent_of(held); at != 0; at = world_.objects.parent_of(at)) {
        unmark.bind(at);
        unmark.run();
    }
}

void Decider::remove(int64_t oid, Reason reason) {
    write_at_place(Action::remove, oid, reason);
}

Reason Decider::reason_of(const Missing& m) {
    if (taken_.contains(m.oid)) return Reason::moved;
    const auto row = world_.objects.read(m.oid);
    if (const auto id = row ? row->platform_id() : std::nullopt) {
        for (const int64_t oid : world_.objects.find_by_platform_id(row->conn, *id, 2)) {
            const auto other = world_.objects.read(oid);
            if (oid != m.oid && other && other->live()) return Reason::moved;
        }
    }
    switch (m.cause) {
        case store::Cause::dropped:
            return Reason::dropped;
        case store::Cause::out_of_scope:
            return Reason::out_of_scope;
        case store::Cause::moved:
            return Reason::moved;
        default:
            return Reason::vanished;
    }
}

void Decider::tell_held() {
    Teller teller(world_, {&run_.conn(), run_.id(), now_ms_});
    for (const auto& [guard, count] : held_counts_) {
        std::string details = "{\"held\":" + std::to_string(count) +
                              ",\"why\":" + (guard == 0 ? "\"basis\"" : "\"guard\"");
        if (guard != 0) {
            details += ",\"container\":" + json_text(encode_path(world_.objects.path_of(guard)));
        }
        details += ",\"sample\":[";
        const char* comma = "";
        for (const std::string& path : held_paths_[guard]) {
            details += comma + json_text(path);
            comma = ",";
        }
        details += "]}";
        teller.note(EventType::removals_held, details);
    }
}

void Decider::write_at_place(Action action, int64_t oid, Reason reason) {
    const ObjectRow row = *world_.objects.read(oid);
    write(action, oid, reason, row.parent, row.ns, row.name);
}

void Decider::write(Action action, int64_t oid, Reason reason, int64_t parent, std::string_view ns,
                    std::string_view name) {
    write_.bind(run_.id(), ++step_, static_cast<int>(action), oid, static_cast<int>(reason), parent,
                ns, Statement::Blob{name});
    write_.run();
}

} // namespace objsync::sync
