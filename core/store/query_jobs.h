// Reading the jobs that announce status settings. Rules as in query.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/store/query.h"

namespace objsync::store::query {

struct JobRow {
    int64_t id = 0, conn = 0;
    int64_t oid = 0; // the object whose setting it announces, with all below
    JobState state = JobState::created;
    bool gives_back = false; // announces again what a cancelled job had set
    Own value = Own::inherit;
    std::string principal; // who asked for it; empty: the configuration
    int64_t created_at = 0;
    std::optional<int64_t> ended_at;
    int64_t done = 0;             // objects looked at
    std::optional<int64_t> total; // objects below when it began
    int64_t told = 0;             // events
};

class JobQuery {
public:
    explicit JobQuery(Database& db);

    [[nodiscard]] std::optional<JobRow> job(int64_t id);
    // Newest first, older than `before`.
    [[nodiscard]] std::vector<JobRow> jobs(std::optional<int64_t> before, size_t limit);
    // Those that are not over, in the order in which they run.
    [[nodiscard]] std::vector<JobRow> open(int64_t conn);

private:
    Statement job_, jobs_, open_;
};

} // namespace objsync::store::query
