// How listings end: what is recorded, and which names become missing.
#include <algorithm>

#include "core/model/codec.h"
#include "core/sync/run.h"

namespace objsync::sync {

using store::Statement;
using wire::Outcome;

void Run::scope_end(const wire::End& m, int64_t now_ms) {
    OpenScope& scope = open(m.id);
    wire::End end = m;
    if (scope.container != 0 && scope.objects == 0 && scope.trouble.empty() &&
        below_renewed(scope.container))
        visit(scope);
    const bool claims = m.outcome == Outcome::complete || m.outcome == Outcome::unchanged ||
                        m.outcome == Outcome::unchanged_below;
    if (claims && !scope.trouble.empty()) {
        end.outcome = Outcome::partial;
        const auto kind = scope.again ? wire::ErrorClass::unavailable : wire::ErrorClass::bug;
        end.error = {kind, "", scope.trouble, 0};
    }
    const std::string basis = request_.basis_of(m.basis);
    if (end.outcome == Outcome::unchanged || end.outcome == Outcome::unchanged_below) {
        const auto marker = stored_marker(m.id);
        Statement same(world_.db, "SELECT 1 FROM scope WHERE container = ? AND basis = ?");
        same.bind(scope.container, basis);
        if (!marker || m.marker != marker || !same.step()) {
            end.outcome = Outcome::failed;
            end.error = {wire::ErrorClass::bug, "",
                         "the plugin said 'unchanged' without a valid stored marker", 0};
        }
    }
    if (end.outcome == Outcome::complete && !scope.superseded) {
        // An empty answer does not prove that an unknown container exists: many sources give one
        // for any name. Its parent may have listed it by now.
        if (scope.container == 0) scope.container = find_place(scope.path);
        if (scope.container != 0) ensure_container(scope, now_ms);
        if (!scope.trouble.empty()) {
            end.outcome = Outcome::partial;
            end.error = {wire::ErrorClass::bug, "", scope.trouble, 0};
        } else if (scope.container != 0 && !scope.superseded) {
            conclude_complete(scope, end, basis, now_ms);
        }
    }
    if (end.outcome == Outcome::unchanged) {
        for (const int64_t child : world_.objects.child_containers(scope.container))
            expect(child);
    }
    if (end.outcome == Outcome::unchanged_below) below_done_.push_back(scope.path);
    if (!scope.superseded) record_scope(scope, end, basis, now_ms);
    record(scope.path, 0, end.outcome, scope.objects, end, basis, now_ms);
    open_.erase(m.id);
}

void Run::conclude_complete(OpenScope& scope, const wire::End& m, const std::string& basis,
                            int64_t now_ms) {
    if (scope.was_empty) return; // what came since is this listing's, or it cannot judge it
    Statement stored(world_.db, "SELECT basis FROM scope WHERE container = ?");
    stored.bind(scope.container);
    const bool new_basis = !stored.step() || stored.is_null(0) || stored.bytes(0) != basis;
    stored.reset();
    Statement insert(world_.db,
                     "INSERT OR IGNORE INTO missing (run, oid, cause, new_basis, by_platform) "
                     "VALUES (?, ?, ?, ?, 0)");
    std::vector<int64_t> kept;
    world_.objects.each_child(scope.container, [&](int64_t oid) {
        if (seen_.contains(oid) || renewed_.contains(oid) || scope.kept.contains(oid)) return true;
        if (scope.keep_all) {
            kept.push_back(oid);
            return true;
        }
        Path path = scope.path;
        path.push_back(world_.objects.read(oid)->segment());
        const std::string text = encode_path(path);
        store::Cause why =
            m.filtered_by_permission ? store::Cause::vanished : store::Cause::dropped;
        if (!request_.filter.listed(text) && !request_.filter.may_contain(text))
            why = store::Cause::out_of_scope;
        insert.bind(id_, oid, static_cast<int>(why), new_basis);
        insert.run();
        return true;
    });
    for (const int64_t oid : kept)
        make_inaccessible(oid, now_ms);
}

void Run::record_scope(const OpenScope& scope, const wire::End& m, const std::string& basis,
                       int64_t now_ms) {
    if (scope.container == 0) return;
    const bool unchanged = m.outcome == Outcome::unchanged || m.outcome == Outcome::unchanged_below;
    // Only a listing that proves something wins over one that began earlier.
    if (unchanged || m.outcome == Outcome::complete)
        ended_now_.emplace_back(scope.container, scope.begun_ms);
    if (m.outcome == Outcome::complete) {
        Statement save(world_.db,
                       "INSERT OR REPLACE INTO scope (container, conn, run, begun_at, ended_at, "
                       "outcome, complete_at, basis, marker) VALUES (?,?,?,?,?,?,?,?,?)");
        std::optional<Statement::Blob> marker;
        if (m.marker) marker = Statement::Blob{*m.marker};
        save.bind(scope.container, conn_, id_, scope.begun_ms, now_ms, static_cast<int>(m.outcome),
                  now_ms, basis, marker);
        save.run();
        return;
    }
    Statement save(world_.db,
                   "INSERT INTO scope (container, conn, run, begun_at, ended_at, outcome) "
                   "VALUES (?1,?2,?3,?4,?5,?6) ON CONFLICT (container) DO UPDATE SET run = ?3, "
                   "begun_at = ?4, ended_at = ?5, outcome = ?6, "
                   "complete_at = CASE WHEN ?7 THEN ?5 ELSE complete_at END");
    save.bind(scope.container, conn_, id_, scope.begun_ms, now_ms, static_cast<int>(m.outcome),
              unchanged);
    save.run();
}

void Run::record(const Path& path, uint8_t facet, Outcome outcome, int64_t objects,
                 const wire::End& m, const std::string& basis, int64_t now_ms) {
    const bool good = outcome == Outcome::complete || outcome == Outcome::unchanged ||
                      outcome == Outcome::unchanged_below;
    Statement insert(world_.db,
                     "INSERT OR REPLACE INTO run_scope (run, path, facet, outcome, objects, basis, "
                     "as_of, error_class, native_code, error) VALUES (?,?,?,?,?,?,?,?,?,?)");
    insert.bind(id_, encode_path(path), static_cast<int>(facet), static_cast<int>(outcome), objects,
                basis, m.as_of_ms == 0 ? now_ms : m.as_of_ms, static_cast<int>(m.error.error_class),
                m.error.native_code, m.error.text);
    insert.run();
    ++scopes_ended_;
    if (!good) ++incomplete_;
    if (facet != 0) return;
    if (!good) unproved_paths_.push_back(path);
    if (outcome != Outcome::skipped) ended_paths_.push_back(path);
    if (!good && (m.error.error_class == wire::ErrorClass::throttled ||
                  m.error.error_class == wire::ErrorClass::unavailable))
        retryable_.push_back({path, m.error});
}

std::optional<std::string> Run::stored_marker(uint32_t scope) {
    const OpenScope& s = open(scope);
    if (s.container == 0 || request_.full) return std::nullopt;
    Statement get(world_.db, "SELECT marker, basis FROM scope WHERE container = ? AND run <> ?");
    get.bind(s.container, id_);
    if (!get.step() || get.is_null(0) || get.is_null(1)) return std::nullopt;
    // A change of our half of the basis voids markers; the plugin's half is checked at the end.
    const std::string ours = request_.basis_of("");
    if (!get.bytes(1).ends_with(ours)) return std::nullopt;
    return get.text(0);
}

std::vector<wire::StampsEntry> Run::stored_stamps(uint32_t scope, const Segment& after,
                                                  size_t limit) {
    const OpenScope& s = open(scope);
    std::vector<wire::StampsEntry> page;
    if (s.container == 0) return page;
    Segment at = after;
    while (page.size() < limit) {
        const auto children = world_.objects.children(s.container, at.ns, at.name, limit);
        if (children.empty()) break;
        for (const auto& child : children) {
            at = {child.name, child.ns};
            std::string stamp;
            if (!request_.full)
                stamp = stamp_of(world_.objects.read(child.oid)->moving).value_or("");
            page.push_back({at, std::move(stamp)});
        }
    }
    return page;
}

void Run::child_lost(const wire::ErrorInfo& error, int64_t now_ms) {
    wire::End end;
    end.outcome = Outcome::failed;
    end.error = error;
    for (auto& [id, scope] : open_) {
        if (!scope.superseded) record_scope(scope, end, "", now_ms);
        record(scope.path, 0, Outcome::failed, scope.objects, end, "", now_ms);
    }
    open_.clear();
    for (auto& [id, facet] : facets_)
        record(facet.path, static_cast<uint8_t>(facet.facet), Outcome::failed, facet.objects, end,
               "", now_ms);
    facets_.clear();
}

void Run::note_unvisited(int64_t now_ms) {
    const auto below_done = [&](const Path& path) {
        for (const Path& top : below_done_) {
            if (top.size() <= path.size() && std::equal(top.begin(), top.end(), path.begin()))
                return true;
        }
        return false;
    };
    wire::End end;
    end.error.text = "not visited";
    // An answer may name containers above a target: nobody asked to list those.
    const auto wanted = [&](const Path& path) {
        if (request_.targets.empty()) return true;
        for (const Path& top : request_.targets) {
            if (top.size() <= path.size() && std::equal(top.begin(), top.end(), path.begin()))
                return true;
        }
        return false;
    };
    for (const int64_t oid : expected_) {
        if (visited_.count(oid) != 0) continue;
        const Path path = world_.objects.path_of(oid);
        if (wanted(path) && !below_done(path))
            record(path, 0, Outcome::skipped, 0, end, "", now_ms);
    }
    for (const Path& target : request_.targets) {
        const auto same = [&](const Path& path) { return path == target; };
        const int64_t oid = find_place(target);
        if (oid != 0 && expected_.count(oid) != 0) continue; // spoken of above
        if (std::any_of(answered_.begin(), answered_.end(), same) ||
            std::any_of(ended_paths_.begin(), ended_paths_.end(), same) || below_done(target))
            continue;
        record(target, 0, Outcome::skipped, 0, end, "", now_ms);
    }
    void_markers_above();
    for (const Path& path : never_was_) {
        if (find_place(path) != 0) continue; // it came after all
        end.error.text = "there is no such object at the source";
        record(path, 0, Outcome::failed, 0, end, "", now_ms);
    }
}

// "Unchanged with all below" says nothing where the listing below was not seen to its end: the
// markers of the containers above have to be won again.
void Run::void_markers_above() {
    std::set<int64_t> above;
    for (Path path : unproved_paths_) {
        while (!path.empty()) {
            path.pop_back();
            if (const int64_t oid = find_place(path); oid != 0 && !above.insert(oid).second) break;
        }
    }
    Statement drop(world_.db, "UPDATE scope SET marker = NULL WHERE container = ?");
    for (const int64_t oid : above) {
        drop.bind(oid);
        drop.run();
    }
}

} // namespace objsync::sync
