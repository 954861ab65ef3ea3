#include "tests/snowflake/server/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <list>
#include <thread>

#include "tests/snowflake/server/peer.h"

namespace fake_snowflake {

namespace {

wire::Socket listen_on(uint16_t port) {
    wire::Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
        listen(socket.fd(), SOMAXCONN) != 0) {
        throw wire::WireError(std::string("cannot listen: ") + std::strerror(errno));
    }
    return socket;
}

uint16_t port_of(const wire::Socket& socket) {
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

} // namespace

struct Server::Parts {
    struct Served {
        Served(wire::Socket socket, Shared& with)
            : peer(std::move(socket), with), thread([this] { peer.serve(); }) {}
        Peer peer;
        std::thread thread;
    };

    Parts(Engine& engine, uint16_t port)
        : shared(engine),
          listener(listen_on(port)),
          stop(eventfd(0, EFD_CLOEXEC)),
          acceptor([this] { accept_all(); }) {}

    ~Parts() {
        const uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = write(stop.fd(), &one, sizeof(one));
        acceptor.join();
        for (Served& served : all)
            served.peer.stop();
        for (Served& served : all)
            served.thread.join();
    }

    void accept_all() {
        for (;;) {
            std::array<pollfd, 2> items{pollfd{listener.fd(), POLLIN, 0},
                                        pollfd{stop.fd(), POLLIN, 0}};
            if (poll(items.data(), items.size(), -1) < 0) continue;
            if (items[1].revents != 0) return;
            const int fd = accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0) continue;
            const int on = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
            forget_finished();
            all.emplace_back(wire::Socket(fd), shared);
        }
    }

    void forget_finished() {
        for (auto served = all.begin(); served != all.end();) {
            if (!served->peer.finished()) {
                ++served;
                continue;
            }
            served->thread.join();
            served = all.erase(served);
        }
    }

    Shared shared;
    wire::Socket listener;
    wire::Socket stop;     // an eventfd
    std::list<Served> all; // only of the acceptor, while it runs
    std::thread acceptor;
};

Server::Server(Engine& engine, uint16_t port) : parts_(std::make_unique<Parts>(engine, port)) {}

Server::~Server() = default;

uint16_t Server::port() const noexcept {
    return port_of(parts_->listener);
}

Faults& Server::faults() noexcept {
    return parts_->shared.faults;
}

Log& Server::log() noexcept {
    return parts_->shared.log;
}

void Server::set_latency(Latency latency) {
    parts_->shared.settings.change([&](SettingsValue& value) { value.latency = latency; });
}

void Server::set_chunk_rows(size_t rows) {
    parts_->shared.settings.change([&](SettingsValue& value) { value.chunk_rows = rows; });
}

void Server::set_traits(const wire::DriverTraits& traits) {
    parts_->shared.settings.change([&](SettingsValue& value) { value.traits = traits; });
}

void Server::on_statement(std::function<void(const std::string& sql)> call) {
    parts_->shared.settings.change(
        [&](SettingsValue& value) { value.on_statement = std::move(call); });
}

void Server::expire_sessions() {
    parts_->shared.sessions.expire();
}

size_t Server::open_sessions() const {
    return parts_->shared.sessions.size();
}

} // namespace fake_snowflake
