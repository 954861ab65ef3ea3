// A pipe or stream socket: reads until paused, writes in the background.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "daemon/loop/loop.h"

namespace objsync {

class Pipe {
public:
    // The view is valid during the call.
    using OnData = std::function<void(std::string_view bytes)>;
    // The other side closed, or reading failed; nothing is read after it.
    using OnEnd = std::function<void()>;

    // Takes over the descriptor, also when it throws Error{retry}. Reading starts with resume().
    Pipe(Loop& loop, int fd, OnData on_data, OnEnd on_end);

    // While paused nothing is read: the other side's writes block once the kernel's buffer is full.
    void pause() noexcept;
    void resume();
    // What cannot be written because the other side is gone is dropped; on_end tells.
    void write(std::string bytes);
    [[nodiscard]] size_t unwritten() const noexcept;

private:
    static constexpr size_t kBuffer = 64u << 10;

    [[maybe_unused]] Loop& loop_; // in assertions only
    OnData on_data_;
    OnEnd on_end_;
    std::unique_ptr<char[]> buffer_;
    bool ended_ = false;
    Handle<uv_pipe_s> pipe_;
};

} // namespace objsync
