// How fast one host is asked: a token bucket, which slows down while the platform pushes back.
// Pure: the time is an argument. Not locked.
#pragma once

#include <chrono>
#include <cstdint>

namespace objsync::databricks {

using Clock = std::chrono::steady_clock;
using Millis = std::chrono::milliseconds;

class Pace {
public:
    // Requests a second; 0: no limit until the platform pushes back.
    explicit Pace(double per_second) : limit_(per_second), rate_(per_second) {}

    // May a request go now? Zero: yes, and it is counted. Else: ask again after that time.
    [[nodiscard]] Millis admit(Clock::time_point now);

    // The platform said "too many". Nothing goes for `hold`; then at half the rate. What was sent
    // before the last push back tells nothing new: the rate is halved at most once a second.
    void pushed_back(Clock::time_point now, Millis hold);

    // An answer came: a lowered rate grows again, by a fiftieth of the limit.
    void answered();

    // Requests a second at present; 0: no limit.
    [[nodiscard]] double rate() const noexcept { return rate_; }

private:
    void refill(Clock::time_point now);
    [[nodiscard]] double burst() const { return rate_ < 1 ? 1 : rate_; }

    double limit_, rate_;
    double tokens_ = 1;
    double learned_ = 0; // without a limit: the rate that was too much
    bool started_ = false;
    Clock::time_point filled_{}, held_until_{}, lowered_{}, second_{};
    uint64_t in_second_ = 0, last_second_ = 0; // requests sent
};

} // namespace objsync::databricks
