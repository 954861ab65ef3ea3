// How a crawl learns that it was cancelled: a flag, a descriptor, and a callback on a thread that
// exists for nothing else, because what it calls (SQLCancel) may block.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace objsync::host {

class Cancel {
public:
    using Callback = void (*)(void* user);

    Cancel(); // throws Error{retry}
    Cancel(const Cancel&) = delete;
    Cancel& operator=(const Cancel&) = delete;

    void trigger();
    [[nodiscard]] bool triggered() const noexcept {
        return triggered_.load(std::memory_order_relaxed);
    }
    [[nodiscard]] int fd() const noexcept { return fd_; }

    // Called once, also when the cancel came before. Null takes it back. Both wait for one that
    // runs, except when called by it.
    void set_callback(Callback call, void* user);

private:
    void run();

    std::atomic<bool> triggered_ = false;
    int fd_;
    std::mutex mutex_;
    std::condition_variable changed_;
    Callback call_ = nullptr;
    void* user_ = nullptr;
    bool running_ = false;
    std::thread::id runner_;
};

} // namespace objsync::host
