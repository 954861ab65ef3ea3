#include "core/store/query_runs.h"

namespace objsync::store::query {

namespace {

#define RUN_COLUMNS                                                                            \
    "SELECT id, conn, why, targets, is_full, state, result, started_at, ended_at, objects, "   \
    "scopes, children, CASE WHEN counts LIKE '{%' THEN counts ELSE '{' || counts || '}' END, " \
    "error, versions FROM run "
#define RUN_SCOPE_COLUMNS                                                                  \
    "SELECT path, facet, outcome, objects, basis, as_of, error_class, native_code, error " \
    "FROM run_scope "
#define HELD_COLUMNS "SELECT oid, conn, guard, run, since, basis, cause, by_hand FROM held "

RunRow read_run(const Statement& row) {
    RunRow r;
    r.id = row.integer(0);
    r.conn = row.integer(1);
    r.why = row.text(2);
    r.targets = row.text(3);
    r.full = row.integer(4) != 0;
    r.state = static_cast<RunState>(row.integer(5));
    if (const auto result = row.maybe_integer(6)) r.result = static_cast<RunResult>(*result);
    r.started_at = row.integer(7);
    r.ended_at = row.maybe_integer(8);
    r.objects = row.integer(9);
    r.scopes = row.integer(10);
    r.children = row.integer(11);
    r.counts = row.text(12);
    r.error = row.text(13);
    r.versions = row.text(14);
    return r;
}

RunScopeRow read_run_scope(const Statement& row) {
    RunScopeRow s;
    s.path = row.text(0);
    s.facet = row.integer(1);
    s.outcome = row.integer(2);
    s.objects = row.integer(3);
    s.basis = row.text(4);
    s.as_of = row.integer(5);
    s.error_class = row.integer(6);
    s.native_code = row.text(7);
    s.error = row.text(8);
    return s;
}

HeldRow read_held(const Statement& row) {
    HeldRow h;
    h.oid = row.integer(0);
    h.conn = row.integer(1);
    h.guard = row.integer(2);
    h.run = row.integer(3);
    h.since = row.integer(4);
    h.basis = row.text(5);
    h.cause = static_cast<Cause>(row.integer(6));
    h.by_hand = row.integer(7) != 0;
    return h;
}

constexpr int64_t kAny = -1; // stands for "all connections" in a bound parameter

} // namespace

RunQuery::RunQuery(Database& db)
    : runs_(db, RUN_COLUMNS "WHERE (?1 = -1 OR conn = ?1) AND id < ?2 ORDER BY id DESC LIMIT ?3"),
      run_(db, RUN_COLUMNS "WHERE id = ?1"),
      last_ended_(db, RUN_COLUMNS
                  "WHERE conn = ?1 AND state = 3 AND why NOT IN ('held', 'remove') AND id > "
                  "(SELECT coalesce(max(id), 0) FROM run WHERE conn = ?1 AND why = 'remove') "
                  "ORDER BY id DESC LIMIT 1"),
      // 1, 2 and 3 are the outcomes that end well: complete, unchanged, unchanged_below.
      scopes_(db, RUN_SCOPE_COLUMNS
              "WHERE run = ?1 AND (path, facet) > (?2, ?3) AND (?4 = 0 OR outcome > 3) "
              "ORDER BY path, facet LIMIT ?5"),
      outcomes_(db,
                "SELECT outcome, count(*) FROM run_scope WHERE run = ?1 AND facet = 0 "
                "GROUP BY outcome ORDER BY outcome"),
      scope_of_run_(db, RUN_SCOPE_COLUMNS "WHERE run = ?1 AND path = ?2 AND facet = 0"),
      scope_(db,
             "SELECT run, ended_at, outcome, complete_at, basis FROM scope "
             "WHERE container = ?1") {}

std::vector<RunRow> RunQuery::runs(std::optional<int64_t> conn, std::optional<int64_t> before,
                                   size_t limit) {
    std::vector<RunRow> rows;
    runs_.bind(conn.value_or(kAny), before.value_or(INT64_MAX), static_cast<int64_t>(limit));
    while (runs_.step())
        rows.push_back(read_run(runs_));
    runs_.reset();
    return rows;
}

std::optional<RunRow> RunQuery::run(int64_t id) {
    std::optional<RunRow> row;
    if (run_.bind(id).step()) row = read_run(run_);
    run_.reset();
    return row;
}

std::optional<RunRow> RunQuery::last_ended(int64_t conn) {
    std::optional<RunRow> row;
    if (last_ended_.bind(conn).step()) row = read_run(last_ended_);
    last_ended_.reset();
    return row;
}

std::vector<RunScopeRow> RunQuery::scopes(int64_t run, bool problems, const ScopeKey& after,
                                          size_t limit) {
    std::vector<RunScopeRow> rows;
    scopes_.bind(run, after.path, after.facet, problems, static_cast<int64_t>(limit));
    while (scopes_.step())
        rows.push_back(read_run_scope(scopes_));
    scopes_.reset();
    return rows;
}

std::vector<OutcomeCount> RunQuery::outcomes(int64_t run) {
    std::vector<OutcomeCount> rows;
    outcomes_.bind(run);
    while (outcomes_.step())
        rows.push_back({outcomes_.integer(0), outcomes_.integer(1)});
    outcomes_.reset();
    return rows;
}

std::optional<RunScopeRow> RunQuery::scope_of_run(int64_t run, const std::string& path) {
    std::optional<RunScopeRow> row;
    if (scope_of_run_.bind(run, path).step()) row = read_run_scope(scope_of_run_);
    scope_of_run_.reset();
    return row;
}

std::optional<ScopeRow> RunQuery::scope(int64_t container) {
    std::optional<ScopeRow> row;
    if (scope_.bind(container).step()) {
        row = ScopeRow{scope_.integer(0), scope_.integer(1), scope_.integer(2),
                       scope_.maybe_integer(3), scope_.text(4)};
    }
    scope_.reset();
    return row;
}

HeldQuery::HeldQuery(Database& db)
    : held_(db, HELD_COLUMNS "WHERE oid = ?1"),
      page_(db, HELD_COLUMNS "WHERE (?1 = -1 OR conn = ?1) AND oid > ?2 ORDER BY oid LIMIT ?3"),
      groups_(db,
              "SELECT conn, guard, run, min(since), cause, by_hand, count(*), min(oid) "
              "FROM held WHERE (?1 = -1 OR conn = ?1) "
              "GROUP BY conn, guard, run, cause, by_hand ORDER BY conn, guard, run, cause") {}

std::optional<HeldRow> HeldQuery::held(int64_t oid) {
    std::optional<HeldRow> row;
    if (held_.bind(oid).step()) row = read_held(held_);
    held_.reset();
    return row;
}

std::vector<HeldRow> HeldQuery::page(std::optional<int64_t> conn, int64_t after, size_t limit) {
    std::vector<HeldRow> rows;
    page_.bind(conn.value_or(kAny), after, static_cast<int64_t>(limit));
    while (page_.step())
        rows.push_back(read_held(page_));
    page_.reset();
    return rows;
}

std::vector<HeldGroup> HeldQuery::groups(std::optional<int64_t> conn) {
    std::vector<HeldGroup> rows;
    groups_.bind(conn.value_or(kAny));
    while (groups_.step()) {
        rows.push_back({groups_.integer(0), groups_.integer(1), groups_.integer(2),
                        groups_.integer(3), static_cast<Cause>(groups_.integer(4)),
                        groups_.integer(5) != 0, groups_.integer(6), groups_.integer(7)});
    }
    groups_.reset();
    return rows;
}

std::string confirmed_by(const HeldRow& held, const std::string& scope) {
    if (held.by_hand) return "a person only: objsyncctl removals approve (or reject) the path";
    const std::string again =
        "a later crawl that lists " + scope + " completely under the same basis without it";
    if (held.guard == 0) return again + " (it was the first listing under a new basis)";
    return again + ", or objsyncctl removals approve";
}

} // namespace objsync::store::query
