#include "daemon/control/socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"
#include "core/config/listen.h"

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

TcpSocket::TcpSocket(const std::string& address) {
    const auto listen = config::read_listen(address);
    if (!listen) throw Error(ErrorKind::config, "control: \"" + address + "\" is no address");
    sockaddr_storage storage{};
    socklen_t size = 0;
    if (listen->ipv6) {
        auto* ip = reinterpret_cast<sockaddr_in6*>(&storage);
        ip->sin6_family = AF_INET6;
        ip->sin6_port = htons(listen->port);
        ::inet_pton(AF_INET6, listen->address.c_str(), &ip->sin6_addr);
        size = sizeof *ip;
    } else {
        auto* ip = reinterpret_cast<sockaddr_in*>(&storage);
        ip->sin_family = AF_INET;
        ip->sin_port = htons(listen->port);
        ::inet_pton(AF_INET, listen->address.c_str(), &ip->sin_addr);
        size = sizeof *ip;
    }
    fd_ = ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int yes = 1;
    if (fd_ >= 0) ::setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (fd_ < 0 || ::bind(fd_, reinterpret_cast<const sockaddr*>(&storage), size) != 0 ||
        ::listen(fd_, kBacklog) != 0) {
        const std::string why = std::strerror(errno);
        if (fd_ >= 0) ::close(fd_);
        throw Error(ErrorKind::config, "control: cannot listen on " + address + ": " + why);
    }
}

TcpSocket::~TcpSocket() {
    ::close(fd_);
}

std::string address_of_peer(int fd) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    if (::getpeername(fd, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return "unknown";
    char text[INET6_ADDRSTRLEN] = "";
    if (storage.ss_family == AF_INET6) {
        auto* ip = reinterpret_cast<sockaddr_in6*>(&storage);
        std::memset(ip->sin6_addr.s6_addr + 8, 0, 8);
        ::inet_ntop(AF_INET6, &ip->sin6_addr, text, sizeof text);
        return std::string(text) + "/64";
    }
    if (storage.ss_family != AF_INET) return "unknown";
    ::inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in*>(&storage)->sin_addr, text, sizeof text);
    return text;
}

void refuse_client(int fd) noexcept {
    // Over TLS this is no TLS; the client sees the end of the connection all the same.
    static constexpr char kAnswer[] =
        "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/problem+json\r\n"
        "Connection: close\r\nRetry-After: 1\r\n\r\n"
        "{\"type\":\"urn:objsync:problem:too-many\",\"title\":\"Too many connections\","
        "\"status\":429,\"detail\":\"this user or address has too many connections open\"}";
    (void)::send(fd, kAnswer, sizeof kAnswer - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(fd, SHUT_RDWR);
}

} // namespace objsync::control
