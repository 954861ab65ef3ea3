#include "core/store/health.h"

namespace objsync::store::query {

namespace {

// A crawl that ended by itself: "held" and "remove" are no crawls, and list nothing; results 1 to 3
// leave out what was cancelled.
#define ENDED "conn = ?1 AND state = 3 AND result < 4 AND why NOT IN ('held', 'remove') "
#define SINCE_REMOVAL \
    "AND id > (SELECT coalesce(max(id), 0) FROM run WHERE conn = ?1 AND why = 'remove') "
#define WHOLE "SELECT id, ended_at, result, error FROM run WHERE " ENDED "AND targets = '' "

} // namespace

std::string_view name_of(Health::State state) {
    switch (state) {
        case Health::State::ok:
            return "ok";
        case Health::State::degraded:
            return "degraded";
        case Health::State::failing:
            return "failing";
        case Health::State::paused:
            return "paused";
        case Health::State::unconfigured:
            return "unconfigured";
    }
    return "unknown";
}

HealthQuery::HealthQuery(Database& db)
    : whole_(db, WHOLE SINCE_REMOVAL "ORDER BY id DESC LIMIT 1"),
      // From the first after the newest that ended otherwise.
      since_(db, "SELECT min(ended_at) FROM run WHERE " ENDED "AND targets = '' " SINCE_REMOVAL
                 "AND id > (SELECT coalesce(max(id), 0) FROM run WHERE " ENDED
                 "AND targets = '' AND NOT CASE ?2 WHEN 0 THEN result = 1 WHEN 1 THEN result <> 1 "
                 "ELSE result = 3 END)"),
      any_bad_(db, "SELECT 1 FROM run WHERE " ENDED "AND id >= ?2 AND result <> 1 LIMIT 1"),
      // Outcomes 1, 2 and 3 are those that end well; 7 is skipped, which is no trouble where only
      // a part was asked for.
      trouble_(
          db,
          "SELECT s.path, s.outcome, s.error, r.ended_at FROM run r "
          "JOIN run_scope s ON s.run = r.id "
          "WHERE r.conn = ?1 AND r.state = 3 AND r.id >= ?2 AND r.result IN (2, 3) "
          "AND (s.outcome IN (4, 5, 6) OR (s.outcome = 7 AND r.id = ?2)) "
          "AND NOT EXISTS (SELECT 1 FROM run later JOIN run_scope good ON "
          "good.run = later.id AND good.path = s.path AND good.facet = s.facet "
          "WHERE later.conn = ?1 AND later.state = 3 AND later.id > r.id AND good.outcome < 4) "
          "ORDER BY r.id, s.path LIMIT 1"),
      newest_(db, "SELECT max(ended_at) FROM run WHERE " ENDED "AND id >= ?2") {}

std::optional<HealthQuery::Whole> HealthQuery::newest_whole(int64_t conn) {
    std::optional<Whole> run;
    if (whole_.bind(conn).step()) {
        run = Whole{whole_.integer(0), whole_.integer(1), static_cast<RunResult>(whole_.integer(2)),
                    whole_.text(3)};
    }
    whole_.reset();
    return run;
}

int64_t HealthQuery::since(int64_t conn, Ends ends, const Whole& newest) {
    int64_t at = newest.ended_at;
    if (since_.bind(conn, static_cast<int>(ends)).step() && !since_.is_null(0))
        at = since_.integer(0);
    since_.reset();
    return at;
}

Health HealthQuery::of(const ConnectionRow& connection) {
    Health health;
    if (!connection.configured) {
        health.state = Health::State::unconfigured;
        health.since = connection.unconfigured_since;
        return health;
    }
    if (connection.paused) {
        health.state = Health::State::paused;
        health.since = connection.paused_since;
        return health;
    }
    // Failures are counted in the connection's row, but a moment after the run that they are of.
    const auto newest = newest_whole(connection.id);
    if (!newest) {
        if (connection.failures > 0) health.state = Health::State::failing;
        health.since = connection.failing_since;
    } else if (newest->result == RunResult::failed) {
        health.state = Health::State::failing;
        health.since = since(connection.id, Ends::failed, *newest);
        health.error = newest->error;
    } else {
        const bool complete = newest->result == RunResult::complete;
        health.since =
            since(connection.id, complete ? Ends::complete : Ends::not_complete, *newest);
        look_for_trouble(connection.id, *newest, health);
    }
    return health;
}

void HealthQuery::look_for_trouble(int64_t conn, const Whole& newest, Health& health) {
    // The usual case, for which nothing else is read.
    const bool any = any_bad_.bind(conn, newest.id).step();
    any_bad_.reset();
    if (!any) return;
    const bool whole_was_bad = newest.result != RunResult::complete;
    if (trouble_.bind(conn, newest.id).step()) {
        health.state = Health::State::degraded;
        health.trouble.emplace();
        health.trouble->path = trouble_.text(0);
        health.trouble->outcome = trouble_.integer(1);
        health.trouble->error = trouble_.text(2);
        if (!whole_was_bad) health.since = trouble_.integer(3);
        health.error = newest.error;
    } else if (whole_was_bad) {
        // Well since what it could not see was listed after all.
        if (newest_.bind(conn, newest.id).step()) health.since = newest_.integer(0);
        newest_.reset();
    }
    trouble_.reset();
}

} // namespace objsync::store::query
