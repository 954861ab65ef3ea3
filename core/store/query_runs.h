// Reading what crawls did: runs, their scopes, and the removals that are held. Rules as in query.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/store/query.h"

namespace objsync::store::query {

struct RunRow {
    int64_t id = 0, conn = 0;
    std::string why, targets; // targets: path texts, a line each; empty: the whole connection
    bool full = false;
    RunState state = RunState::listing;
    std::optional<RunResult> result;
    int64_t started_at = 0;
    std::optional<int64_t> ended_at;
    int64_t objects = 0, scopes = 0, children = 0;
    std::string counts; // a JSON object, or empty
    std::string error, versions;
};

struct RunScopeRow {
    std::string path; // path text below the connection
    int64_t facet = 0, outcome = 0;
    int64_t objects = 0;
    std::string basis;
    int64_t as_of = 0;
    int64_t error_class = 0;
    std::string native_code, error;
};

struct ScopeKey {
    std::string path;
    int64_t facet = -1;
};

struct OutcomeCount {
    int64_t outcome = 0, scopes = 0;
};

// What is known of a container's own listing.
struct ScopeRow {
    int64_t run = 0, ended_at = 0, outcome = 0;
    std::optional<int64_t> complete_at;
    std::string basis;
};

class RunQuery {
public:
    explicit RunQuery(Database& db);

    // Newest first, older than `before`; of all connections without `conn`.
    [[nodiscard]] std::vector<RunRow> runs(std::optional<int64_t> conn,
                                           std::optional<int64_t> before, size_t limit);
    [[nodiscard]] std::optional<RunRow> run(int64_t id);
    // Of its crawls; none from before it was removed and came back.
    [[nodiscard]] std::optional<RunRow> last_ended(int64_t conn);
    // By path; only those that did not end well if `problems`.
    [[nodiscard]] std::vector<RunScopeRow> scopes(int64_t run, bool problems, const ScopeKey& after,
                                                  size_t limit);
    [[nodiscard]] std::vector<OutcomeCount> outcomes(int64_t run);
    [[nodiscard]] std::optional<RunScopeRow> scope_of_run(int64_t run, const std::string& path);
    [[nodiscard]] std::optional<ScopeRow> scope(int64_t container);

private:
    Statement runs_, run_, last_ended_, scopes_, outcomes_, scope_of_run_, scope_;
};

struct HeldRow {
    int64_t oid = 0, conn = 0, guard = 0, run = 0, since = 0;
    std::string basis;
    Cause cause = Cause::vanished;
    bool by_hand = false;
};

// The held removals that one trip of the guard, or one new basis, holds.
struct HeldGroup {
    int64_t conn = 0, guard = 0, run = 0, since = 0;
    Cause cause = Cause::vanished;
    bool by_hand = false;
    int64_t objects = 0;
    int64_t sample = 0; // oid of one of them
};

class HeldQuery {
public:
    explicit HeldQuery(Database& db);

    [[nodiscard]] std::optional<HeldRow> held(int64_t oid);
    // Ascending by oid, beginning after `after`; of all connections without `conn`.
    [[nodiscard]] std::vector<HeldRow> page(std::optional<int64_t> conn, int64_t after,
                                            size_t limit);
    [[nodiscard]] std::vector<HeldGroup> groups(std::optional<int64_t> conn);

private:
    Statement held_, page_, groups_;
};

// What would confirm that it is gone, for people. `scope` is the path text of its container.
[[nodiscard]] std::string confirmed_by(const HeldRow& held, const std::string& scope);

} // namespace objsync::store::query
