#include "daemon/host/cancel.h"

#include <sys/eventfd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/error.h"

namespace objsync::host {

Cancel::Cancel() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (fd_ < 0) {
        throw Error(ErrorKind::retry,
                    std::string("cannot make an eventfd: ") + std::strerror(errno));
    }
    // The process ends with _exit, so this is never joined.
    std::thread thread([this] { run(); });
    runner_ = thread.get_id();
    thread.detach();
}

void Cancel::trigger() {
    const std::lock_guard lock(mutex_);
    triggered_ = true;
    eventfd_write(fd_, 1);
    changed_.notify_all();
}

void Cancel::set_callback(Callback call, void* user) {
    std::unique_lock lock(mutex_);
    if (std::this_thread::get_id() != runner_) {
        changed_.wait(lock, [this] { return !running_; });
    }
    call_ = call;
    user_ = user;
    changed_.notify_all();
}

void Cancel::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return triggered() && call_ != nullptr; });
        const Callback call = std::exchange(call_, nullptr);
        void* const user = user_;
        running_ = true;
        lock.unlock();
        call(user);
        lock.lock();
        running_ = false;
        changed_.notify_all();
    }
}

} // namespace objsync::host
