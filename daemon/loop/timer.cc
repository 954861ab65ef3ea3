#include "daemon/loop/timer.h"

#include <algorithm>
#include <cassert>

#include "daemon/loop/detail.h"

namespace objsync {

Timer::Timer(Loop& loop, std::function<void()> on_due)
    : loop_(loop),
      on_due_(std::move(on_due)),
      timer_(open_handle<uv_timer_t>(
          "timer", this, [&](uv_timer_t* t) { return uv_timer_init(loop.handle(), t); })) {}

void Timer::start(int64_t after_ms) {
    begin(after_ms, 0);
}

// libuv takes a repetition of 0 for none.
void Timer::start_repeating(int64_t every_ms) {
    begin(every_ms, std::max<int64_t>(every_ms, 1));
}

void Timer::begin(int64_t after_ms, int64_t every_ms) {
    assert(loop_.inside());
    // The loop's own clock stands still during a callback, which may have taken long.
    uv_update_time(loop_.handle());
    uv_timer_start(
        timer_.get(),
        [](uv_timer_t* t) {
            if (auto* self = owner_of<Timer>(t)) self->on_due_();
        },
        static_cast<uint64_t>(std::max<int64_t>(after_ms, 0)), static_cast<uint64_t>(every_ms));
}

void Timer::stop() noexcept {
    assert(loop_.inside());
    uv_timer_stop(timer_.get());
}

bool Timer::active() const noexcept {
    return uv_is_active(reinterpret_cast<const uv_handle_t*>(timer_.get())) != 0;
}

} // namespace objsync
