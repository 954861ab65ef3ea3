#include "daemon/control/socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"

namespace objsync::control {

namespace {

constexpr int kBacklog = 64;

[[noreturn]] void fail(const std::string& file, const std::string& what) {
    throw Error(ErrorKind::config, "control socket " + file + ": " + what);
}

[[noreturn]] void fail_errno(const std::string& file, const std::string& what) {
    fail(file, what + ": " + std::strerror(errno));
}

sockaddr_un address_of(const std::string& file) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (file.empty() || file.size() >= sizeof address.sun_path)
        fail(file, "the path must have 1 to 107 bytes; set [control] socket to a shorter one");
    std::memcpy(address.sun_path, file.data(), file.size());
    return address;
}

int open_socket(const std::string& file) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) fail_errno(file, "socket");
    return fd;
}

// A full backlog (EAGAIN) is an answer, too: only a refusal shows that nobody listens.
bool somebody_answers(const std::string& file, const sockaddr_un& address) {
    const int fd = open_socket(file);
    const int rc = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const bool answers = rc == 0 || errno != ECONNREFUSED;
    ::close(fd);
    return answers;
}

void remove_stale(const std::string& file, const sockaddr_un& address) {
    struct stat info {};
    if (::lstat(file.c_str(), &info) != 0) return;
    if (!S_ISSOCK(info.st_mode)) fail(file, "something that is no socket stands there; remove it");
    if (somebody_answers(file, address))
        fail(file, "another daemon answers on it; stop that one or set another [control] socket");
    if (::unlink(file.c_str()) != 0) fail_errno(file, "cannot remove the left-over socket");
}

} // namespace

ListenSocket::ListenSocket(const std::string& file, unsigned mode) : file_(file) {
    const sockaddr_un address = address_of(file);
    remove_stale(file, address);
    fd_ = open_socket(file);
    // bind() makes the file with the umask, so nobody else can connect before the mode is right.
    const mode_t before = ::umask(0777 & ~static_cast<mode_t>(mode));
    const int rc = ::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const int bind_errno = errno;
    ::umask(before);
    struct stat info {};
    if (rc != 0 || ::listen(fd_, kBacklog) != 0 || ::lstat(file.c_str(), &info) != 0) {
        if (rc != 0) errno = bind_errno;
        const int reason = errno;
        ::close(fd_);
        errno = reason;
        fail_errno(file, "cannot listen (does the directory exist, and may the daemon write it?)");
    }
    device_ = info.st_dev;
    inode_ = info.st_ino;
}

ListenSocket::~ListenSocket() {
    struct stat info {};
    if (::lstat(file_.c_str(), &info) == 0 && info.st_dev == device_ && info.st_ino == inode_)
        ::unlink(file_.c_str());
    ::close(fd_);
}

} // namespace objsync::control
