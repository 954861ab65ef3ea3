// When a connection is crawled by its own schedule. Pure functions; times are milliseconds since
// the Unix epoch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace objsync::schedule {

// What the configuration says of a connection's schedule.
struct Plan {
    std::string name;
    int64_t every_ms = 0;              // not used with `at_minutes`
    std::optional<int64_t> at_minutes; // time of day in `timezone`
    std::string timezone;              // a known one
    int64_t jitter_ms = 0;
    bool operator==(const Plan&) const = default;
};

// How much later than others this connection begins: 0 to the jitter, the same in every process.
[[nodiscard]] int64_t jitter_offset(const Plan& plan);

// The due time that follows when the crawl for `due` begins now. Stays on the same grid, however
// late that crawl begins: one crawl serves all due times that have passed, and after it at least
// half a period is free. A clock that was set back far begins a new grid.
[[nodiscard]] int64_t due_after(const Plan& plan, int64_t due, int64_t now_ms);

// The first due time of a plan that is new or has changed.
[[nodiscard]] int64_t first_due(const Plan& plan, int64_t last_started_ms, int64_t now_ms);

// Whether a stored due time can be one of this plan: it may have been stored under another.
[[nodiscard]] bool is_due_time_of(const Plan& plan, int64_t due, int64_t last_started_ms);

// Longest real time that may pass before a due time that is `ahead_ms` away on the wall clock, so
// that a clock set back, or wrong when the time was stored, cannot hold a crawl off.
[[nodiscard]] int64_t longest_wait(const Plan& plan, int64_t ahead_ms);

// How long to wait before trying again after so many failures in a row: 1 minute, doubling, at
// most 1 hour.
[[nodiscard]] int64_t backoff(int64_t failures);

} // namespace objsync::schedule
