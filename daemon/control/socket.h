// The Unix socket that the server listens on.
#pragma once

#include <string>

namespace objsync::control {

// Bound, listening, mode 0660. A file left over by a daemon that is gone is replaced; when somebody
// answers on it, or it is no socket, this throws Error{config} that says so. The file is removed
// at the end, unless it is no longer ours.
class ListenSocket {
public:
    explicit ListenSocket(const std::string& file, unsigned mode);
    ~ListenSocket();
    ListenSocket(const ListenSocket&) = delete;
    ListenSocket& operator=(const ListenSocket&) = delete;

    [[nodiscard]] int fd() const noexcept { return fd_; }

private:
    std::string file_;
    int fd_ = -1;
    unsigned long long device_ = 0, inode_ = 0;
};

// Bound to "ADDRESS:PORT" and listening. Throws Error{config}.
class TcpSocket {
public:
    explicit TcpSocket(const std::string& address);
    ~TcpSocket();
    TcpSocket(const TcpSocket&) = delete;
    TcpSocket& operator=(const TcpSocket&) = delete;

    [[nodiscard]] int fd() const noexcept { return fd_; }

private:
    int fd_ = -1;
};

// "192.0.2.7"; of IPv6 the /64, which is one subscriber.
[[nodiscard]] std::string address_of_peer(int fd);

// Tells a client that is one too many so, as far as it takes that at once, and ends the connection.
void refuse_client(int fd) noexcept;

} // namespace objsync::control
