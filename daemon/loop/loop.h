// The event loop of a thread. Everything that waits in the daemon waits here; the classes beside
// this one are its events. They are members of what they belong to, call a noexcept function of
// it, and are cancelled by their destructor, so that none is called after its owner is gone.
// All must be destroyed before the loop. A callback must not destroy its own event: it posts.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "daemon/loop/handle.h"

struct uv_loop_s;

namespace objsync {

class Loop {
public:
    Loop(); // throws Error{retry}
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Runs on the calling thread, which the loop belongs to from then on, until stop().
    void run();
    // A stop() before run() makes the next run() return at once.
    void stop();

    // From any thread: calls `fn` from the loop, in the order of the posts. What is still posted
    // when the loop is destroyed is dropped.
    void post(std::function<void()> fn);

    // Whether the caller is on the thread that the loop belongs to.
    [[nodiscard]] bool inside() const noexcept {
        return thread_.load() == std::this_thread::get_id();
    }

    // Monotonic, from an arbitrary start; not cached.
    [[nodiscard]] static int64_t now_ms() noexcept;

    [[nodiscard]] uv_loop_s* handle() noexcept { return loop_.get(); }

private:
    void on_posted() noexcept;

    std::unique_ptr<uv_loop_s, void (*)(uv_loop_s*)> loop_;
    std::atomic<std::thread::id> thread_ = std::this_thread::get_id();
    std::mutex mutex_;
    std::vector<std::function<void()>> posted_; // guarded by mutex_
    Handle<uv_async_s> wake_;
};

} // namespace objsync
