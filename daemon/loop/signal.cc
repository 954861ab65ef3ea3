#include "daemon/loop/signal.h"

#include <cassert>

#include "daemon/loop/detail.h"

namespace objsync {

Signal::Signal(Loop& loop, int number, std::function<void()> on_signal)
    : on_signal_(std::move(on_signal)),
      signal_(open_handle<uv_signal_t>(
          "signal", this, [&](uv_signal_t* s) { return uv_signal_init(loop.handle(), s); })) {
    assert(loop.inside());
    const auto on_event = [](uv_signal_t* s, int) {
        if (auto* self = owner_of<Signal>(s)) self->on_signal_();
    };
    if (const int rc = uv_signal_start(signal_.get(), on_event, number); rc != 0) {
        throw Error(ErrorKind::retry,
                    "cannot wait for signal " + std::to_string(number) + ": " + uv_strerror(rc));
    }
}

} // namespace objsync
