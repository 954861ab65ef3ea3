// Whether a request is sent again, and after how long. Pure: time and chance are arguments.
#pragma once

#include <optional>

#include "plugins/databricks/polite/pace.h"

namespace objsync::databricks {

enum class Trouble {
    throttled,  // 429, 503, REQUEST_LIMIT_EXCEEDED: the platform asks for patience
    connection, // no complete answer
    server,     // any other 5xx: a plain 500 may be for ever
    garbled,    // an answer that is not JSON to its end
};

struct RetryRules {
    Millis first_delay{1000};
    Millis longest_delay{30000};
    Millis patience{300000}; // of one request, from its first sending
    int connection_attempts = 5;
    int server_attempts = 3;
    int garbled_attempts = 3;
};

// The retries of one request.
class Retry {
public:
    Retry(const RetryRules& rules, Clock::time_point begun) : rules_(rules), begun_(begun) {}

    // After which time to send it again; none: give up. retry_after 0: the platform gave none.
    // `chance` in [0, 1).
    [[nodiscard]] std::optional<Millis> next(Trouble trouble, Millis retry_after,
                                             Clock::time_point now, double chance);
    [[nodiscard]] int attempts() const noexcept { return attempts_ + 1; }

private:
    const RetryRules& rules_;
    Clock::time_point begun_;
    int attempts_ = 0;
};

// Shared by all requests to a host: while nothing succeeds, retries run out, so that a dead network
// ends a crawl soon instead of after every request's own patience. Throttling does not count.
class RetryBudget {
public:
    [[nodiscard]] bool take() {
        if (left_ < 1) return false;
        left_ -= 1;
        return true;
    }
    void succeeded() { left_ = left_ + kPerSuccess < kMost ? left_ + kPerSuccess : kMost; }

private:
    static constexpr double kMost = 50, kPerSuccess = 0.2;
    double left_ = kMost;
};

} // namespace objsync::databricks
