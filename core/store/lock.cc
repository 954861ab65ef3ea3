#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/base/error.h"
#include "core/store/open.h"

namespace objsync::store {

namespace {

[[noreturn]] void refuse(const std::string& file, int fd) {
    char pid[24] = {};
    const ssize_t n = pread(fd, pid, sizeof pid - 1, 0);
    close(fd);
    std::string who = n > 0 ? "pid " + std::string(pid, static_cast<size_t>(n)) : "another process";
    while (!who.empty() && who.back() == '\n')
        who.pop_back();
    throw Error(ErrorKind::config, "store " + file + ": an objsyncd already runs on it (" + who +
                                       "); stop that one, or set another [daemon] state");
}

} // namespace

StoreLock::StoreLock(const std::string& file) {
    // Two paths to one file must meet at one lock.
    std::error_code ignored;
    const std::filesystem::path real = std::filesystem::weakly_canonical(file, ignored);
    const std::string lock_file = (real.empty() ? file : real.string()) + ".lock";
    fd_ = open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ < 0) {
        throw Error(ErrorKind::config,
                    "cannot create " + lock_file + ": " + std::strerror(errno) +
                        "; [daemon] state must be in a directory that exists and that the "
                        "daemon's user may write");
    }
    if (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) refuse(file, fd_);
        const std::string why = std::strerror(errno);
        close(fd_);
        throw Error(ErrorKind::config, "cannot lock " + lock_file + ": " + why +
                                           "; the store needs a file system that can lock files");
    }
    const std::string pid = std::to_string(getpid()) + "\n";
    // Only to name us in the other's error: the lock holds without it.
    if (ftruncate(fd_, 0) != 0 || pwrite(fd_, pid.data(), pid.size(), 0) < 0) return;
}

StoreLock::~StoreLock() {
    close(fd_);
}

} // namespace objsync::store
