#include "core/sync/engine.h"

#include "core/sync/apply.h"
#include "core/sync/decide.h"
#include "core/sync/settings.h"

namespace objsync::sync {

using store::RunResult;
using store::RunState;
using store::Statement;

Engine::Engine(store::Database& db) : world_(db) {}

void Engine::rolled_back() {
    world_.objects.rolled_back();
    world_.ledger.after_rollback();
    world_.sole_run.clear();
    world_.told.clear(); // of runs that were rolled back nothing was told
    ++world_.settings_version;
}

Run* Engine::run(int64_t id) {
    const auto it = live_.find(id);
    return it == live_.end() ? nullptr : it->second.get();
}

int64_t Engine::new_run_id() {
    Statement last(world_.db, "SELECT COALESCE(MAX(id), 0) FROM run");
    last.bind();
    last.step();
    return last.integer(0) + 1;
}

Run& Engine::start_run(RunRequest request, int64_t now_ms) {
    const int64_t id = new_run_id();
    auto run = std::make_unique<Run>(world_, std::move(request), id, now_ms);
    const int64_t conn = run->conn().id;
    if (!world_.objects.has_platform_ids(conn)) world_.sole_run[conn] = id;
    world_.objects.forget_tombstones(conn);
    return *live_.emplace(id, std::move(run)).first->second;
}

void Engine::frame(Run& run, const wire::Frame& frame, int64_t now_ms) {
    run.frame(frame, now_ms);
    if (frame.type != wire::Type::scope_end) return;
    for (const auto& [container, begun] : run.take_ended()) {
        for (auto& [id, other] : live_) {
            if (other.get() != &run) other->supersede(container, begun);
        }
    }
}

std::vector<std::string> Engine::end_run(int64_t id, const RunEnding& ending, int64_t now_ms) {
    Run* run = this->run(id);
    if (run == nullptr) return {};
    wire::ErrorInfo lost;
    lost.error_class = wire::ErrorClass::bug;
    lost.text = ending.error.empty() ? "the plugin left this listing open" : ending.error;
    run->child_lost(lost, now_ms);
    run->note_unvisited(now_ms);

    RunResult result = run->all_complete() ? RunResult::complete : RunResult::incomplete;
    if (!ending.worker_clean || !run->refusal().empty()) result = RunResult::failed;
    if (ending.cancelled) result = RunResult::cancelled;
    contradict_others(*run);
    if (result == RunResult::cancelled) {
        drop_notes(id);
        drop_markers(id);
    } else {
        std::vector<const Run*> others;
        for (const auto& [other, live] : live_) {
            if (other != id && live->conn().id == run->conn().id) others.push_back(live.get());
        }
        Decider(world_, *run, others, now_ms).decide();
    }
    Statement save(world_.db,
                   "UPDATE run SET state = ?, result = ?, objects = ?, scopes = ?, children = ?, "
                   "error = ?, counts = ? WHERE id = ?");
    // finish() adds the events that follow, and closes the object.
    const std::string counts = "\"statements\":" + std::to_string(ending.statements) +
                               ",\"requests\":" + std::to_string(ending.requests) +
                               ",\"bytes\":" + std::to_string(ending.bytes);
    save.bind(static_cast<int>(RunState::applying), static_cast<int>(result), run->objects(),
              run->scopes(), ending.children,
              run->refusal().empty() ? ending.error : run->refusal(), counts, id);
    save.run();
    retryable_[id] = run->retryable();

    // A whole, complete crawl is what later ones are compared to; what comes next is news.
    store::ConnectionRow& conn = run->conn();
    if (run->request().targets.empty()) {
        conn.filter = static_cast<int64_t>(run->request().filter.fingerprint());
        conn.runs_since_full = run->request().full ? 0 : conn.runs_since_full + 1;
    }
    world_.ledger.save(conn);
    std::vector<std::string> warnings = run->take_warnings();
    live_.erase(id);
    return warnings;
}

// What this run saw while others concluded: where those conclusions still wait, they are dropped.
// A run that ends takes its sightings with it, so this is the last time to ask.
void Engine::contradict_others(Run& run) {
    constexpr const char* kSince =
        "COALESCE((SELECT s.begun_at FROM scope s JOIN object o ON o.parent = s.container "
        "WHERE o.oid = t.oid AND s.run = t.run), r.started_at) ";
    struct Conclusion {
        int64_t run, oid, since;
    };
    for (const std::string table : {"missing", "decision"}) {
        const std::string sql = "SELECT t.run, t.oid, " + std::string(kSince) + "FROM " + table +
                                " t JOIN run r ON r.id = t.run WHERE r.conn = ? AND r.id <> ?" +
                                (table == "decision" ? " AND t.action >= ?" : " AND ? > 0");
        std::vector<Conclusion> all;
        Statement get(world_.db, sql.c_str());
        get.bind(run.conn().id, run.id(), static_cast<int>(Action::hold));
        while (get.step())
            all.push_back({get.integer(0), get.integer(1), get.integer(2)});
        for (const Conclusion& c : all) {
            if (!run.vouches(c.oid, c.since)) continue;
            Statement drop(world_.db, table == "missing"
                                          ? "DELETE FROM missing WHERE run = ? AND oid = ?"
                                          : "DELETE FROM decision WHERE run = ? AND oid = ? "
                                            "AND action >= 4");
            drop.bind(c.run, c.oid);
            drop.run();
            Statement release(world_.db,
                              "DELETE FROM held WHERE oid = ? AND oid IN (SELECT oid FROM object "
                              "WHERE presence = 0)");
            release.bind(c.oid);
            release.run();
        }
    }
}

void Engine::abandon(int64_t id, const std::string& error, int64_t now_ms) {
    if (Run* run = this->run(id)) contradict_others(*run);
    live_.erase(id);
    close_run(id, RunResult::failed, error, now_ms);
}

void Engine::drop_notes(int64_t run) {
    for (const char* sql : {"DELETE FROM missing WHERE run = ?", "DELETE FROM parked WHERE run = ?",
                            "DELETE FROM decision WHERE run = ?"}) {
        Statement drop(world_.db, sql);
        drop.bind(run);
        drop.run();
    }
}

// What was below these listings may not have been seen.
void Engine::drop_markers(int64_t run) {
    Statement drop(world_.db, "UPDATE scope SET marker = NULL WHERE run = ?");
    drop.bind(run);
    drop.run();
}

void Engine::close_run(int64_t id, RunResult result, const std::string& error, int64_t now_ms) {
    drop_notes(id);
    drop_markers(id);
    Statement save(world_.db,
                   "UPDATE run SET state = ?, result = ?, error = ? WHERE id = ? AND state <> ?");
    save.bind(static_cast<int>(RunState::applying), static_cast<int>(result), error, id,
              static_cast<int>(RunState::done));
    save.run();
    Statement get(world_.db, "SELECT conn FROM run WHERE id = ? AND state = ?");
    get.bind(id, static_cast<int>(RunState::applying));
    if (get.step()) finish(id, get.integer(0), now_ms);
}

std::vector<RunSummary> Engine::recover(int64_t now_ms) {
    mark_failed_job(world_, now_ms);
    std::vector<int64_t> cut;
    {
        Statement listing(world_.db, "SELECT id FROM run WHERE state = ?");
        listing.bind(static_cast<int>(RunState::listing));
        while (listing.step())
            cut.push_back(listing.integer(0));
    }
    for (const int64_t id : cut) {
        close_run(id, RunResult::failed,
                  "the daemon stopped while this crawl was listing; nothing was concluded from it",
                  now_ms);
    }
    return take_finished();
}

bool Engine::work(int64_t now_ms, int64_t budget) {
    return work_on_runs(now_ms, budget) || work_on_jobs(world_, now_ms, budget);
}

bool Engine::work_on_runs(int64_t now_ms, int64_t budget) {
    // A removal may take long, and nobody's crawl is to wait for it.
    Statement next(world_.db,
                   "SELECT id, conn FROM run WHERE state = ? ORDER BY why = 'remove', id LIMIT 1");
    next.bind(static_cast<int>(RunState::applying));
    if (!next.step()) return false;
    const int64_t run = next.integer(0);
    const int64_t conn = next.integer(1);
    next.reset();
    const SeenNow seen_now = [&](int64_t oid, int64_t since_ms) {
        for (const auto& [id, live] : live_) {
            if (live->vouches(oid, since_ms)) return true;
        }
        return false;
    };
    if (!Applier(world_, conn, run, now_ms, seen_now).work(budget)) finish(run, conn, now_ms);
    return true;
}

std::vector<std::pair<std::string, int64_t>> Engine::take_told(int64_t run) {
    std::vector<std::pair<std::string, int64_t>> counts;
    for (const auto& [type, count] : world_.told[run]) {
        const std::string_view name = type_name(type);
        counts.emplace_back(name.substr(name.rfind('.') + 1), count);
    }
    world_.told.erase(run);
    return counts;
}

void Engine::finish(int64_t run, int64_t conn_id, int64_t now_ms) {
    store::ConnectionRow& conn = *world_.ledger.find(conn_id);
    Statement get(world_.db,
                  "SELECT result, error, why, targets, objects, scopes, started_at FROM run "
                  "WHERE id = ?");
    get.bind(run);
    if (!get.step()) return;
    RunSummary summary;
    summary.run = run;
    summary.connection = conn.name;
    summary.result = static_cast<RunResult>(get.integer(0));
    summary.error = get.text(1);
    const std::string why = get.text(2);
    const bool whole = get.bytes(3).empty();
    std::string details = "{\"result\":" + json_text(name_of(summary.result)) +
                          ",\"why\":" + json_text(why) +
                          ",\"objects\":" + std::to_string(get.integer(4)) +
                          ",\"scopes\":" + std::to_string(get.integer(5)) +
                          ",\"started\":" + json_time(get.integer(6));
    if (!summary.error.empty()) details += ",\"error\":" + json_text(summary.error);
    details += "}";
    get.reset();
    if (why != "held" && why != "remove") {
        Teller(world_, {&conn, run, now_ms})
            .note(summary.result == RunResult::failed ? EventType::crawl_failed
                                                      : EventType::crawl_finished,
                  details);
    }
    if (whole && summary.result == RunResult::complete && !conn.complete_run) {
        conn.complete_run = run;
        world_.ledger.save(conn);
    }
    if (why == "remove") forget_removed(conn);
    drop_notes(run);
    summary.counts = take_told(run);
    Statement done(world_.db,
                   "UPDATE run SET state = ?, ended_at = ?, counts = '{' || ? || counts || '}' "
                   "WHERE id = ?");
    std::string told;
    for (const auto& [type, count] : summary.counts)
        told += json_text(type) + ":" + std::to_string(count) + ",";
    done.bind(static_cast<int>(RunState::done), now_ms, told, run);
    done.run();
    summary.retryable = std::move(retryable_[run]);
    retryable_.erase(run);
    finished_.push_back(std::move(summary));
}

// What stays is the name and its sequence of events, for the day that it returns.
void Engine::forget_removed(store::ConnectionRow& conn) {
    const auto root = world_.objects.read(conn.root);
    if (root && root->live()) return; // it was configured again before it was gone
    store::ConnectionRow empty;
    empty.id = conn.id;
    empty.name = conn.name;
    empty.plugin = conn.plugin;
    empty.next_seq = conn.next_seq;
    empty.configured = false;
    conn = std::move(empty);
    world_.default_tags.erase(conn.id);
    world_.ledger.save(conn);
}

std::vector<RunSummary> Engine::take_finished() {
    return std::exchange(finished_, {});
}

} // namespace objsync::sync
