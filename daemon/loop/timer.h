// Calls a function when time has passed. Monotonic time; a suspended machine does not count.
#pragma once

#include <cstdint>
#include <functional>

#include "daemon/loop/loop.h"

namespace objsync {

class Timer {
public:
    Timer(Loop& loop, std::function<void()> on_due);

    // Starting again moves a timer that already runs.
    void start(int64_t after_ms);
    void start_repeating(int64_t every_ms);
    void stop() noexcept;
    [[nodiscard]] bool active() const noexcept;

private:
    void begin(int64_t after_ms, int64_t every_ms);

    Loop& loop_;
    std::function<void()> on_due_;
    Handle<uv_timer_s> timer_;
};

} // namespace objsync
