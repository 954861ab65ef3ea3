// All of core/sync behind one door, for the thread that owns the write connection. The caller
// opens and commits transactions; every call is inside one. After an exception the transaction is
// rolled back, `rolled_back` is called, and live runs that it touched are dropped with abandon().
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/store/rows.h"
#include "core/sync/run.h"
#include "core/sync/settings.h"
#include "core/sync/world.h"

namespace objsync::sync {

// How a run's listing ended, as the daemon saw it.
struct RunEnding {
    bool cancelled = false;   // nothing missing is concluded
    bool worker_clean = true; // false: the run has failed, whatever its scopes say
    std::string error;        // why, for people
    int64_t children = 0;     // processes it took
    int64_t statements = 0, requests = 0, bytes = 0;
};

struct RunSummary {
    int64_t run = 0;
    std::string connection;
    store::RunResult result = store::RunResult::failed;
    std::string error;
    std::vector<ScopeFailure> retryable;
    std::vector<std::pair<std::string, int64_t>> counts; // events by type, since the last start
};

// The settings that a configuration file gives a connection's root.
struct FileSettings {
    std::optional<bool> active, activate_new;
};

class Engine {
public:
    explicit Engine(store::Database& db);

    // Around every transaction.
    void before_commit() {
        world_.objects.before_commit();
        world_.ledger.before_commit();
    }
    void committed() { world_.ledger.committed(); }
    void rolled_back();
    [[nodiscard]] bool appended() const { return world_.ledger.appended(); }

    // After a start or a rollback: runs that were listing have concluded nothing; what was decided
    // goes on with work(), but for a job whose step cannot be done. Returns what was interrupted.
    std::vector<RunSummary> recover(int64_t now_ms);

    // Makes or takes up a connection. File settings apply when first read and whenever the file's
    // value changes.
    store::ConnectionRow& connection(const std::string& name, const std::string& plugin,
                                     FileSettings settings, int64_t now_ms);
    // The same for one that was registered through the API, whose status is set like any object's:
    // `settings` are those of the request that registers it, none at a start or reload.
    store::ConnectionRow& registered(const std::string& name, const std::string& plugin,
                                     const NewSettings& settings, int64_t now_ms);
    void unconfigure(const std::string& name, int64_t now_ms);
    // What this connection's new objects get from now on. Not kept in the store.
    void set_default_tags(const store::ConnectionRow& conn, DefaultTags tags);
    [[nodiscard]] store::ConnectionRow* find(const std::string& name);
    void save(const store::ConnectionRow& row) { world_.ledger.save(row); }
    // The refused source identity becomes the right one. Throws Error{input} when none is waiting.
    std::string accept_identity(const std::string& name);
    // Its objects end with connection_removed, in steps. Throws Error{input} when it is configured,
    // or while a crawl of it is under way. If it is configured before that is over, what is left
    // stays, and the next crawl brings back the rest.
    void remove_connection(const std::string& name, int64_t now_ms);
    [[nodiscard]] bool is_being_removed(const store::ConnectionRow& conn);

    [[nodiscard]] Run& start_run(RunRequest request, int64_t now_ms);
    [[nodiscard]] Run* run(int64_t id);
    // Frames of a live run. Tells other live runs what ended.
    void frame(Run& run, const wire::Frame& frame, int64_t now_ms);
    // Decides, and leaves the rest to work(). The Run is gone afterwards.
    void end_run(int64_t id, const RunEnding& ending, int64_t now_ms);
    // Drops a live run whose rows were rolled back or cannot be trusted; nothing is concluded.
    void abandon(int64_t id, const std::string& error, int64_t now_ms);

    // After a rollback: what live runs know is not what the store knows. recover() closes them.
    void drop_live_runs() { live_.clear(); }

    // Held removals at and below a path: true removes them, in steps; false keeps the objects.
    int64_t decide_held(const std::string& connection, const Path& path, bool approve,
                        int64_t now_ms);

    // Applies decisions, announces settings, prunes. False when nothing is left to do.
    bool work(int64_t now_ms, int64_t budget);
    // Runs that work() has finished since the last call.
    [[nodiscard]] std::vector<RunSummary> take_finished();
    // Erases tombstones older than this, a few at a time; false when none is left.
    bool purge_tombstones(const std::string& connection, int64_t before_ms, int64_t limit);

    [[nodiscard]] World& world() noexcept { return world_; }

private:
    bool work_on_runs(int64_t now_ms, int64_t budget);
    void finish(int64_t run, int64_t conn, int64_t now_ms);
    void forget_removed(store::ConnectionRow& conn);
    void contradict_others(Run& run);
    void drop_notes(int64_t run);
    [[nodiscard]] std::vector<std::pair<std::string, int64_t>> take_told(int64_t run);
    void drop_markers(int64_t run);
    void close_run(int64_t run, store::RunResult result, const std::string& error, int64_t now_ms);
    [[nodiscard]] int64_t new_run_id();
    [[nodiscard]] int64_t synthetic_run(store::ConnectionRow& conn, const std::string& why,
                                        int64_t now_ms);
    store::ConnectionRow& take_up(const std::string& name, const std::string& plugin,
                                  FileSettings settings, int64_t now_ms);
    void stop_removal(const store::ConnectionRow& conn);
    void apply_file_settings(store::ConnectionRow& row, FileSettings settings, int64_t now_ms);

    World world_;
    std::map<int64_t, std::unique_ptr<Run>> live_;
    std::map<int64_t, std::vector<ScopeFailure>> retryable_; // of runs being applied
    std::vector<RunSummary> finished_;
};

} // namespace objsync::sync
