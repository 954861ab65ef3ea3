// Ownership of a libuv handle: on the heap, because libuv keeps using it until its close callback
// ran. An owner that goes away cuts the way back to itself and leaves the rest to the loop.
#pragma once

#include <memory>

struct uv_async_s;
struct uv_pipe_s;
struct uv_poll_s;
struct uv_signal_s;
struct uv_timer_s;

namespace objsync {

struct CloseHandle {
    template <typename T>
    void operator()(T* handle) const noexcept;
};

template <typename T>
using Handle = std::unique_ptr<T, CloseHandle>;

} // namespace objsync
