#include "daemon/sinks/file_sink.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "core/base/error.h"

namespace objsync::daemon {

namespace {

// What our lines begin with, so that nobody else's file is ever cut.
constexpr std::string_view kLineStart = "{\"specversion\"";
constexpr size_t kChunk = 1024 * 1024;

const char* advice(int error) {
    switch (error) {
        case ENOSPC:
        case EDQUOT:
            return "; make room there";
        case ENOENT:
        case ENOTDIR:
            return "; create its directory and give it to the daemon's user";
        case EACCES:
        case EPERM:
            return "; the daemon's user needs permission to write it and its directory";
        case EROFS:
            return "; its file system is mounted read-only";
        case EIO:
            return "; see the kernel log, check the disk";
        default:
            return "";
    }
}

[[noreturn]] void fail(const std::string& path, const std::string& what, int error) {
    throw Error(ErrorKind::retry, "events file " + path + ": cannot " + what + ": " +
                                      std::strerror(error) + advice(error));
}

void sync_directory(const std::string& path) {
    std::string directory = std::filesystem::path(path).parent_path().string();
    if (directory.empty()) directory = ".";
    const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) fail(path, "open its directory", errno);
    const int result = fsync(fd);
    const int error = errno;
    close(fd);
    if (result != 0) fail(path, "sync its directory", error);
}

size_t read_at(const std::string& path, int fd, char* out, size_t size, int64_t at) {
    size_t done = 0;
    while (done < size) {
        const ssize_t n = pread(fd, out + done, size - done, at + static_cast<int64_t>(done));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail(path, "read its last line", errno);
        if (n == 0) break;
        done += static_cast<size_t>(n);
    }
    return done;
}

// Where the last whole line ends.
int64_t whole_lines(const std::string& path, int fd, int64_t size) {
    std::string chunk;
    int64_t end = size;
    while (end > 0) {
        const int64_t begin = std::max<int64_t>(0, end - static_cast<int64_t>(kChunk));
        chunk.resize(static_cast<size_t>(end - begin));
        chunk.resize(read_at(path, fd, chunk.data(), chunk.size(), begin));
        const size_t newline = chunk.rfind('\n');
        if (newline != std::string::npos) return begin + static_cast<int64_t>(newline) + 1;
        end = begin;
    }
    return 0;
}

} // namespace

FileSink::FileSink(std::string path, int64_t rotate_bytes, int64_t keep)
    : path_(std::move(path)), rotate_bytes_(rotate_bytes), keep_(keep) {}

FileSink::~FileSink() {
    close_file();
}

Result FileSink::open() {
    close_file();
    try {
        open_file();
    } catch (const Error& e) {
        return {Answer::retry, e.what()};
    }
    return {};
}

Result FileSink::deliver(const Batch& batch) {
    try {
        check_still_there();
        if (fd_ < 0) open_file();
        write_lines(batch.lines);
        sync();
    } catch (const Error& e) {
        // Half a batch must not stay, as the whole one comes again. After a failed sync the kernel
        // may have dropped what it held, so the file is opened and mended anew.
        if (fd_ >= 0) (void)!ftruncate(fd_, synced_);
        close_file();
        return {Answer::retry, e.what()};
    }
    return {};
}

void FileSink::open_file() {
    fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0640);
    if (fd_ < 0) fail(path_, "open", errno);
    try {
        struct stat status {};
        if (fstat(fd_, &status) != 0) fail(path_, "look at it", errno);
        if (!S_ISREG(status.st_mode)) {
            throw Error(ErrorKind::retry, "events file " + path_ +
                                              ": it is not a regular file; give another path, or "
                                              "use a sink of type \"stdout\"");
        }
        if (flock(fd_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            throw Error(ErrorKind::retry, "events file " + path_ +
                                              ": another process writes it; give each its own "
                                              "path");
        }
        size_ = status.st_size;
        mend();
        sync_directory(path_);
    } catch (...) {
        close_file();
        throw;
    }
}

void FileSink::mend() {
    const int64_t whole = whole_lines(path_, fd_, size_);
    if (whole != size_) {
        char start[kLineStart.size()];
        const size_t torn = static_cast<size_t>(size_ - whole);
        const size_t n = read_at(path_, fd_, start, std::min(torn, sizeof start), whole);
        if (std::string_view(start, n) != kLineStart.substr(0, n)) {
            throw Error(ErrorKind::retry, "events file " + path_ +
                                              ": it ends in a text that is no event; give another "
                                              "path, or move the file away");
        }
        if (ftruncate(fd_, whole) != 0) fail(path_, "cut off a torn line", errno);
        size_ = whole;
    }
    // What stands there may have been written but not synced by one that was killed.
    synced_ = size_;
    if (fdatasync(fd_) != 0) fail(path_, "sync", errno);
}

// A file that was moved or deleted would take our lines to where nobody looks.
void FileSink::check_still_there() {
    if (fd_ < 0) return;
    struct stat ours {};
    struct stat named {};
    if (fstat(fd_, &ours) != 0) fail(path_, "look at it", errno);
    const bool same = stat(path_.c_str(), &named) == 0 && named.st_ino == ours.st_ino &&
                      named.st_dev == ours.st_dev;
    // One that was cut from outside is opened anew as well: our offsets no longer hold.
    if (!same || ours.st_size != size_) close_file();
}

void FileSink::write_lines(std::string_view lines) {
    while (!lines.empty()) {
        // As many whole lines as fit, but at least one.
        size_t part = lines.size();
        const int64_t room = rotate_bytes_ - size_;
        if (static_cast<int64_t>(part) > room) {
            const size_t last = room > 0 ? lines.rfind('\n', static_cast<size_t>(room) - 1)
                                         : std::string_view::npos;
            if (last != std::string_view::npos) {
                part = last + 1;
            } else if (size_ > 0) {
                rotate();
                continue;
            } else {
                part = lines.find('\n') + 1;
            }
        }
        std::string_view left = lines.substr(0, part);
        while (!left.empty()) {
            const ssize_t n = write(fd_, left.data(), std::min(left.size(), kChunk));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) fail(path_, "write", errno);
            left.remove_prefix(static_cast<size_t>(n));
        }
        size_ += static_cast<int64_t>(part);
        lines.remove_prefix(part);
    }
}

void FileSink::sync() {
    if (fdatasync(fd_) != 0) fail(path_, "sync", errno);
    synced_ = size_;
}

void FileSink::rotate() {
    sync();
    close_file();
    const auto name = [&](int64_t n) { return path_ + "." + std::to_string(n); };
    int64_t last = 1;
    while (last < keep_ && access(name(last).c_str(), F_OK) == 0)
        last++;
    for (; last > 1; last--) {
        if (rename(name(last - 1).c_str(), name(last).c_str()) != 0 && errno != ENOENT) {
            fail(path_, "rename " + name(last - 1), errno);
        }
    }
    if (rename(path_.c_str(), name(1).c_str()) != 0) fail(path_, "rename it", errno);
    open_file(); // syncs the directory
}

void FileSink::close_file() noexcept {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
}

} // namespace objsync::daemon
