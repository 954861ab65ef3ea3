#include "daemon/host/channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace objsync::host {

namespace {

constexpr size_t kFlushBytes = 64u << 10;
constexpr size_t kKeep = 1u << 20;

} // namespace

void Output::written() {
    if (buffer_.size() >= kFlushBytes) flush();
}

void Output::flush() {
    std::string_view left = buffer_;
    while (!left.empty()) {
        const ssize_t n = send(fd_, left.data(), left.size(), MSG_NOSIGNAL);
        if (n > 0) {
            left.remove_prefix(static_cast<size_t>(n));
        } else if (errno != EINTR) {
            _exit(EXIT_FAILURE);
        }
    }
    if (buffer_.capacity() > kKeep) std::string().swap(buffer_);
    buffer_.clear();
}

wire::Frame Input::read() {
    for (;;) {
        if (const auto frame = decoder_.next()) return *frame;
        // A thread that waits in recv() is woken by each read at the other end, too, which makes
        // room for what this process sends; one in poll() is not.
        pollfd readable{.fd = fd_, .events = POLLIN, .revents = 0};
        (void)poll(&readable, 1, -1);
        std::array<char, 16u << 10> bytes;
        const ssize_t n = recv(fd_, bytes.data(), bytes.size(), 0);
        if (n > 0) {
            decoder_.feed({bytes.data(), static_cast<size_t>(n)});
        } else if (n == 0 || errno != EINTR) {
            _exit(EXIT_FAILURE);
        }
    }
}

void Answers::put(const wire::Frame& frame) {
    const std::lock_guard lock(mutex_);
    frames_.push_back({frame.type, std::string(frame.payload)});
    changed_.notify_all();
}

void Answers::cancel() {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    changed_.notify_all();
}

std::optional<std::string> Answers::wait(wire::Type type) {
    std::unique_lock lock(mutex_);
    for (;;) {
        if (cancelled_) return std::nullopt;
        std::vector<Waiting> frames;
        frames.swap(frames_);
        for (Waiting& w : frames) {
            if (w.type == type) return std::move(w.payload);
        }
        changed_.wait(lock);
    }
}

} // namespace objsync::host
