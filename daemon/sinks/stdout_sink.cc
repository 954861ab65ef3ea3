#include "daemon/sinks/stdout_sink.h"

#include <limits.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "core/base/error.h"

namespace objsync::daemon {

namespace {

// A closed pipe is an error to answer, not a signal that ends the daemon.
void block_sigpipe() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

} // namespace

StdoutSink::StdoutSink(int fd) : fd_(fd), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (wake_ < 0) throw Error(ErrorKind::retry, "cannot make an eventfd");
    struct stat status {};
    is_file_ = fstat(fd_, &status) == 0 && S_ISREG(status.st_mode);
}

StdoutSink::~StdoutSink() {
    close(wake_);
}

Result StdoutSink::deliver(const Batch& batch) {
    block_sigpipe();
    while (written_ < batch.lines.size()) {
        pollfd waits[2] = {{fd_, POLLOUT, 0}, {wake_, POLLIN, 0}};
        if (poll(waits, 2, -1) < 0) {
            if (errno == EINTR) continue;
            return failed(errno);
        }
        if (waits[1].revents != 0) return {Answer::retry, "standard output: the daemon stops"};
        if ((waits[0].revents & POLLERR) != 0 && !is_file_) return failed(EPIPE);
        if ((waits[0].revents & POLLNVAL) != 0) return failed(EBADF);
        // No more than what poll promises to take at once, as the descriptor may be a blocking one.
        // It is shared with others, so making it non-blocking is not ours to do.
        const size_t most = is_file_ ? batch.lines.size() : PIPE_BUF;
        const size_t size = std::min(most, batch.lines.size() - written_);
        const ssize_t n = write(fd_, batch.lines.data() + written_, size);
        if (n >= 0) {
            written_ += static_cast<size_t>(n);
        } else if (errno != EAGAIN && errno != EINTR) {
            return failed(errno);
        }
    }
    if (is_file_ && fdatasync(fd_) != 0) return failed(errno);
    written_ = 0;
    return {};
}

void StdoutSink::interrupt() noexcept {
    const uint64_t one = 1;
    (void)!write(wake_, &one, sizeof one);
}

Result StdoutSink::failed(int error) const {
    std::string text = "standard output: ";
    text += error == EPIPE ? "its reader has gone; start the daemon again with one that stays"
                           : std::strerror(error);
    if (error == ENOSPC) text += "; make room on its file system";
    return {Answer::retry, text};
}

} // namespace objsync::daemon
