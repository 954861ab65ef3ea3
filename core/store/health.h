// How a connection is, read off its crawls: so it is the same after a restart. Rules as in query.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/store/query_runs.h"

namespace objsync::store::query {

struct Health {
    enum class State {
        ok,
        degraded,     // its crawls do not see everything
        failing,      // its newest crawl of the whole saw nothing
        paused,       // by hand
        unconfigured, // its objects are kept, and not crawled
    };
    State state = State::ok;
    std::optional<int64_t> since;       // absent: it was never crawled
    std::string error;                  // of the crawl that says so; may be empty
    std::optional<RunScopeRow> trouble; // degraded: the first listing that did not end well
};

[[nodiscard]] std::string_view name_of(Health::State state);

// Crawls of a part count for what they listed: a scope that one of them has listed well since is no
// trouble any more. What was before the connection's last removal does not count.
class HealthQuery {
public:
    explicit HealthQuery(Database& db);

    [[nodiscard]] Health of(const ConnectionRow& connection);

private:
    struct Whole {
        int64_t id = 0, ended_at = 0;
        RunResult result = RunResult::complete;
        std::string error;
    };

    [[nodiscard]] std::optional<Whole> newest_whole(int64_t conn);
    // Since when the crawls of the whole end so, up to the newest one.
    enum class Ends { complete, not_complete, failed };
    [[nodiscard]] int64_t since(int64_t conn, Ends ends, const Whole& newest);
    void look_for_trouble(int64_t conn, const Whole& newest, Health& health);

    Statement whole_, since_, any_bad_, trouble_, newest_;
};

} // namespace objsync::store::query
