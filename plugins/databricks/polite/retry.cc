#include "plugins/databricks/polite/retry.h"

#include <algorithm>

namespace objsync::databricks {

namespace {

int attempts_for(const RetryRules& rules, Trouble trouble) {
    switch (trouble) {
        case Trouble::connection:
            return rules.connection_attempts;
        case Trouble::server:
            return rules.server_attempts;
        case Trouble::garbled:
            return rules.garbled_attempts;
        case Trouble::throttled:
            break;
    }
    return INT32_MAX; // as long as patience lasts
}

} // namespace

std::optional<Millis> Retry::next(Trouble trouble, Millis retry_after, Clock::time_point now,
                                  double chance) {
    if (++attempts_ >= attempts_for(rules_, trouble)) return std::nullopt;
    const int doublings = std::min(attempts_ - 1, 10);
    const Millis delay = std::min(rules_.first_delay * (1 << doublings), rules_.longest_delay);
    // All that were refused at once must not come back at once.
    const auto jitter = Millis(static_cast<int64_t>(chance * static_cast<double>(delay.count())));
    const Millis wait = retry_after > Millis(0) ? retry_after + jitter / 4 : delay / 2 + jitter / 2;
    if (now + wait - begun_ > rules_.patience) return std::nullopt;
    return wait;
}

} // namespace objsync::databricks
