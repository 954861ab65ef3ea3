// Calls a function when a descriptor can be read or written without blocking.
#pragma once

#include <functional>

#include "daemon/loop/loop.h"

namespace objsync {

class Poll {
public:
    enum Event : int { kReadable = 1, kWritable = 2 };

    // The descriptor stays the caller's, is made non-blocking, and must stay open as long as this
    // object lives. A failed or hung-up descriptor is reported as ready for what was asked.
    // Throws Error{retry}.
    Poll(Loop& loop, int fd, std::function<void(int events)> on_ready);

    void start(int events);
    void stop() noexcept;

private:
    [[maybe_unused]] Loop& loop_; // in assertions only
    int events_ = 0;
    std::function<void(int)> on_ready_;
    Handle<uv_poll_s> poll_;
};

} // namespace objsync
