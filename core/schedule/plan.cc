#include "core/schedule/plan.h"

#include <algorithm>

#include "core/base/zone.h"
#include "core/model/codec.h"

namespace objsync::schedule {

namespace {

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kHourMs = 60 * kMinuteMs;
constexpr int64_t kDayMs = 24 * kHourMs;

int64_t next_slot(const Plan& plan, int64_t after_ms) {
    const int64_t offset = jitter_offset(plan);
    return next_time_of_day(plan.timezone, *plan.at_minutes, after_ms - offset) + offset;
}

} // namespace

int64_t jitter_offset(const Plan& plan) {
    const auto range = static_cast<uint64_t>(plan.jitter_ms) + 1;
    return static_cast<int64_t>(fingerprint(plan.name) % range);
}

int64_t due_after(const Plan& plan, int64_t due, int64_t now_ms) {
    if (plan.at_minutes) {
        // A clock set back a little shows the time again, but the crawl for it has been.
        return next_slot(plan, due - now_ms < kDayMs ? std::max(due, now_ms) : now_ms);
    }
    const int64_t every = plan.every_ms;
    const int64_t earliest = now_ms + every / 2;
    int64_t next = due + every;
    if (next < earliest) next += (earliest - next + every - 1) / every * every;
    return next > now_ms + every + every / 2 ? now_ms + every : next;
}

int64_t first_due(const Plan& plan, int64_t last_started_ms, int64_t now_ms) {
    if (plan.at_minutes) return next_slot(plan, now_ms);
    return std::min(last_started_ms, now_ms) + plan.every_ms + jitter_offset(plan);
}

bool is_due_time_of(const Plan& plan, int64_t due, int64_t last_started_ms) {
    if (plan.at_minutes) return next_slot(plan, due - 1) == due;
    return due - last_started_ms <= plan.every_ms + plan.every_ms / 2 + plan.jitter_ms;
}

int64_t longest_wait(const Plan& plan, int64_t ahead_ms) {
    const int64_t ahead = std::max<int64_t>(ahead_ms, 0);
    // A day late at most: when the clock is set right, a time of day is to be waited for again.
    if (plan.at_minutes) return std::min(ahead, kDayMs + plan.jitter_ms) + kDayMs;
    return std::min(ahead, plan.every_ms + plan.every_ms / 2 + plan.jitter_ms);
}

int64_t backoff(int64_t failures) {
    if (failures <= 0) return 0;
    return std::min(kHourMs, kMinuteMs << std::min<int64_t>(failures - 1, 10));
}

} // namespace objsync::schedule
