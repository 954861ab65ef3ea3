#include "daemon/loop/handle.h"

#include "daemon/loop/detail.h"

namespace objsync {

template <typename T>
void CloseHandle::operator()(T* handle) const noexcept {
    handle->data = nullptr;
    uv_close(reinterpret_cast<uv_handle_t*>(handle),
             [](uv_handle_t* h) { delete reinterpret_cast<T*>(h); });
}

template void CloseHandle::operator()(uv_async_t*) const noexcept;
template void CloseHandle::operator()(uv_pipe_t*) const noexcept;
template void CloseHandle::operator()(uv_poll_t*) const noexcept;
template void CloseHandle::operator()(uv_signal_t*) const noexcept;
template void CloseHandle::operator()(uv_timer_t*) const noexcept;

} // namespace objsync
