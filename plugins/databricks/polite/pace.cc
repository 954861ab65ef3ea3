#include "plugins/databricks/polite/pace.h"

#include <algorithm>

namespace objsync::databricks {

namespace {

using Seconds = std::chrono::duration<double>;
constexpr double kLowest = 0.5; // requests a second
constexpr double kUnknown = 10; // taken for the rate that was too much, when fewer were sent
constexpr auto kOneSecond = std::chrono::seconds(1);

Millis rounded_up(Seconds time) {
    return std::chrono::duration_cast<Millis>(time) + Millis(1);
}

} // namespace

void Pace::refill(Clock::time_point now) {
    if (!started_) {
        started_ = true;
        filled_ = second_ = now;
        tokens_ = std::max(1.0, rate_);
    }
    tokens_ = std::min(burst(), tokens_ + Seconds(now - filled_).count() * rate_);
    filled_ = now;
    if (now - second_ >= kOneSecond) {
        last_second_ = now - second_ < 2 * kOneSecond ? in_second_ : 0;
        in_second_ = 0;
        second_ = now;
    }
}

Millis Pace::admit(Clock::time_point now) {
    refill(now);
    if (now < held_until_) return rounded_up(held_until_ - now);
    if (rate_ > 0) {
        if (tokens_ < 1) return rounded_up(Seconds((1 - tokens_) / rate_));
        tokens_ -= 1;
    }
    ++in_second_;
    return Millis(0);
}

void Pace::pushed_back(Clock::time_point now, Millis hold) {
    refill(now);
    held_until_ = std::max(held_until_, now + hold);
    if (lowered_ != Clock::time_point{} && now - lowered_ < kOneSecond) return;
    lowered_ = now;
    if (rate_ == 0) {
        learned_ = std::max(kUnknown, static_cast<double>(std::max(in_second_, last_second_)));
        rate_ = learned_;
    }
    rate_ = std::max(kLowest, rate_ / 2);
    tokens_ = std::min(tokens_, 1.0);
}

void Pace::answered() {
    const double top = limit_ > 0 ? limit_ : learned_;
    if (rate_ == 0 || rate_ >= top) return;
    rate_ = std::min(top, rate_ + top / 50);
    if (limit_ == 0 && rate_ >= top) rate_ = 0; // no limit again
}

} // namespace objsync::databricks
