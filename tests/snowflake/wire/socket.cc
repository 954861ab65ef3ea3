#include "tests/snowflake/wire/socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace fake_snowflake::wire {

namespace {

using Clock = std::chrono::steady_clock;
using Deadline = std::optional<Clock::time_point>;

constexpr uint32_t kMaxFrame = 1u << 30;

Deadline deadline_of(std::optional<std::chrono::milliseconds> timeout) {
    if (!timeout) return std::nullopt;
    return Clock::now() + *timeout;
}

[[noreturn]] void fail(const char* doing) {
    throw WireError(std::string(doing) + ": " + std::strerror(errno));
}

void wait(int fd, short events, const Deadline& until) {
    for (;;) {
        int left = -1;
        if (until) {
            const auto rest =
                std::chrono::ceil<std::chrono::milliseconds>(*until - Clock::now()).count();
            if (rest <= 0) throw Timeout("no answer in time");
            left = static_cast<int>(rest);
        }
        pollfd item{fd, events, 0};
        const int ready = poll(&item, 1, left);
        if (ready > 0) return;
        if (ready < 0 && errno != EINTR) fail("cannot wait");
    }
}

void connect_to(int fd, const addrinfo& address, const Deadline& until) {
    if (::connect(fd, address.ai_addr, address.ai_addrlen) == 0) return;
    if (errno != EINPROGRESS) fail("cannot connect");
    wait(fd, POLLOUT, until);
    int error = 0;
    socklen_t size = sizeof(error);
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
        errno = error;
        fail("cannot connect");
    }
}

} // namespace

Socket::~Socket() {
    if (fd_ >= 0) close(fd_);
}

Socket::Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

Socket Socket::connect(const std::string& host, uint16_t port,
                       std::optional<std::chrono::milliseconds> timeout) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int problem = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
    if (problem != 0) throw WireError(gai_strerror(problem));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(list, freeaddrinfo);

    const int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
    Socket socket(::socket(list->ai_family, list->ai_socktype | flags, list->ai_protocol));
    if (socket.fd_ < 0) fail("cannot make a socket");
    connect_to(socket.fd_, *list, deadline_of(timeout));
    fcntl(socket.fd_, F_SETFL, fcntl(socket.fd_, F_GETFL) & ~O_NONBLOCK);
    const int on = 1;
    setsockopt(socket.fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return socket;
}

void Socket::send(uint8_t type, std::string_view payload) {
    std::array<char, 5> head;
    const auto size = static_cast<uint32_t>(payload.size());
    std::memcpy(head.data(), &size, sizeof(size));
    head[4] = static_cast<char>(type);
    std::array<iovec, 2> parts{iovec{head.data(), head.size()},
                               iovec{const_cast<char*>(payload.data()), payload.size()}};
    size_t first = 0;
    while (first < parts.size()) {
        msghdr message{};
        message.msg_iov = parts.data() + first;
        message.msg_iovlen = parts.size() - first;
        const ssize_t sent = sendmsg(fd_, &message, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EINTR) continue;
            fail("cannot send");
        }
        auto rest = static_cast<size_t>(sent);
        while (first < parts.size() && rest >= parts[first].iov_len)
            rest -= parts[first++].iov_len;
        if (first == parts.size()) break;
        parts[first].iov_base = static_cast<char*>(parts[first].iov_base) + rest;
        parts[first].iov_len -= rest;
    }
}

void Socket::read(char* to, size_t size, const Deadline& until) {
    while (size > 0) {
        if (until) wait(fd_, POLLIN, until);
        const ssize_t got = recv(fd_, to, size, 0);
        if (got == 0) throw WireError("the connection was closed");
        if (got < 0) {
            if (errno == EINTR) continue;
            fail("cannot receive");
        }
        to += got;
        size -= static_cast<size_t>(got);
    }
}

void Socket::receive(Frame& frame, std::optional<std::chrono::milliseconds> timeout) {
    const Deadline until = deadline_of(timeout);
    std::array<char, 5> head;
    read(head.data(), head.size(), until);
    uint32_t size = 0;
    std::memcpy(&size, head.data(), sizeof(size));
    if (size > kMaxFrame) throw WireError("a frame is too long");
    frame.type = static_cast<uint8_t>(head[4]);
    frame.payload.resize(size);
    read(frame.payload.data(), size, until);
}

void Socket::shut_down() noexcept {
    ::shutdown(fd_, SHUT_RDWR);
}

} // namespace fake_snowflake::wire
