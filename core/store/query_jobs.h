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
    int64_t done = 0;                 // objects looked at
    std::optional<int64_t> total;     // when it began, with its own object
    int64_t told = 0;                 // events
    std::optional<int64_t> worked_at; // its newest step
    int64_t replaced_by = 0;          // the job that took its place; 0: none
    std::string error;                // why it failed
};

// How long the setting of a job that is done can still be taken back.
inline constexpr int64_t kTakeBackMs = 24 * 3'600'000;

class JobQuery {
public:
    explicit JobQuery(Database& db);

    [[nodiscard]] std::optional<JobRow> job(int64_t id);
    // Newest first, older than `before`.
    [[nodiscard]] std::vector<JobRow> jobs(std::optional<int64_t> before, size_t limit);
    // Why the setting that it announces cannot be taken back, for people; empty: it can.
    [[nodiscard]] std::string why_not_taken_back(const JobRow& job, int64_t now_ms);

private:
    Statement job_, jobs_, again_, set_;
};

} // namespace objsync::store::query
