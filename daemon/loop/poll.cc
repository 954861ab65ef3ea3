#include "daemon/loop/poll.h"

#include <cassert>

#include "daemon/loop/detail.h"

namespace objsync {

static_assert(int{Poll::kReadable} == int{UV_READABLE} && int{Poll::kWritable} == int{UV_WRITABLE});

Poll::Poll(Loop& loop, int fd, std::function<void(int)> on_ready)
    : loop_(loop),
      on_ready_(std::move(on_ready)),
      poll_(open_handle<uv_poll_t>(
          "poll", this, [&](uv_poll_t* p) { return uv_poll_init(loop.handle(), p, fd); })) {}

void Poll::start(int events) {
    assert(loop_.inside());
    events_ = events;
    uv_poll_start(poll_.get(), events, [](uv_poll_t* p, int status, int ready) {
        auto* self = owner_of<Poll>(p);
        if (self == nullptr) return;
        self->on_ready_(status < 0 ? self->events_ : ready);
    });
}

void Poll::stop() noexcept {
    assert(loop_.inside());
    uv_poll_stop(poll_.get());
}

} // namespace objsync
