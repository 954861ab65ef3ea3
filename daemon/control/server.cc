#include "daemon/control/server.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <unordered_set>

#include "core/base/error.h"
#include "daemon/control/exchange.h"
#include "daemon/control/socket.h"
#include "daemon/loop/loop.h"
#include "daemon/loop/poll.h"
#include "daemon/loop/timer.h"

namespace objsync::control {

constexpr int64_t kTokenCacheBytes = 256 << 10;

// Calls of libmicrohttpd come from within MHD_run() only, so from the loop.
class Server::Impl final : public ExchangeHost {
public:
    Impl(Loop& loop, Commands& commands, ServerOptions options,
         std::function<void(const std::string&)> log_error)
        : options_(std::move(options)),
          socket_(options_.socket, options_.mode),
          readers_(options_.store_file, options_.reader_threads),
          services_{loop, commands, readers_, access_, std::move(log_error)},
          timeout_(loop, [this] { run(); }),
          sweep_(loop, [this] { sweep(); }) {
        load_tokens();
        start();
        const int epoll = epoll_fd();
        poll_ = std::make_unique<Poll>(loop, epoll, [this](int) { run(); });
        poll_->start(Poll::kReadable);
        sweep_.start_repeating(sweep_every());
    }

    ~Impl() override {
        // A stopped daemon must have no suspended connection; answers are sent as far as sockets
        // take them at once.
        stopping_ = true;
        for (Exchange* exchange : std::vector(exchanges_.begin(), exchanges_.end()))
            exchange->abort();
        poll_.reset();
        MHD_run(daemon_);
        MHD_run(daemon_);
        MHD_stop_daemon(daemon_);
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void events_committed() {
        for (Exchange* exchange : exchanges_)
            exchange->events_committed();
    }

    void kick() override {
        if (std::exchange(kicked_, true)) return;
        services_.loop.post([alive = std::weak_ptr<int>(alive_), this] {
            if (alive.expired()) return;
            kicked_ = false;
            run();
        });
    }

    bool add_stream() override {
        if (stopping_ || streams_ >= std::max(1u, options_.max_connections / 2)) return false;
        services_.counts.streams = ++streams_;
        return true;
    }

    void remove_stream() override { services_.counts.streams = --streams_; }

    [[nodiscard]] bool stopping() const override { return stopping_; }

private:
    void start() {
        const unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
        // libmicrohttpd closes what it is given.
        const int listener = ::fcntl(socket_.fd(), F_DUPFD_CLOEXEC, 0);
        daemon_ = MHD_start_daemon(flags, 0, nullptr, nullptr, &Impl::on_access, this,       //
                                   MHD_OPTION_LISTEN_SOCKET, listener,                       //
                                   MHD_OPTION_CONNECTION_LIMIT, options_.max_connections,    //
                                   MHD_OPTION_CONNECTION_MEMORY_LIMIT, options_.max_headers, //
                                   MHD_OPTION_URI_LOG_CALLBACK, &Impl::on_uri, this,         //
                                   MHD_OPTION_NOTIFY_COMPLETED, &Impl::on_completed, this,   //
                                   MHD_OPTION_NOTIFY_CONNECTION, &Impl::on_connection, this, //
                                   MHD_OPTION_END);
        if (daemon_ != nullptr) return;
        ::close(listener);
        throw Error(ErrorKind::retry, "control socket " + options_.socket + ": cannot serve");
    }

    int epoll_fd() {
        const auto* info = MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_EPOLL_FD);
        if (info == nullptr) throw Error(ErrorKind::bug, "libmicrohttpd has no epoll descriptor");
        return info->epoll_fd;
    }

    // Often enough that no limit is overrun by more than a fifth.
    [[nodiscard]] int64_t sweep_every() const {
        const int64_t least = std::min(
            {options_.receive_timeout_ms, options_.send_timeout_ms, options_.keep_alive_ms});
        return std::max<int64_t>(least / 5, 10);
    }

    void run() {
        MHD_run(daemon_);
        MHD_UNSIGNED_LONG_LONG left = 0;
        if (MHD_get_timeout(daemon_, &left) == MHD_YES) {
            timeout_.start(static_cast<int64_t>(left));
        } else {
            timeout_.stop();
        }
    }

    void sweep() {
        const int64_t now = Loop::now_ms();
        const auto over = [now](int64_t since, int64_t limit) {
            return since != 0 && now - since >= limit;
        };
        for (const Client* client : clients_) {
            if (over(client->receiving_since_ms, options_.receive_timeout_ms) ||
                over(client->sending_since_ms, options_.send_timeout_ms)) {
                ++services_.counts.slow_clients;
                // libmicrohttpd sees the end of the connection and cleans up in its own time.
                ::shutdown(client->fd, SHUT_RDWR);
            }
        }
        for (Exchange* exchange : exchanges_)
            exchange->tick(options_.keep_alive_ms);
    }

    void load_tokens() {
        store::Database db(options_.store_file, store::OpenMode::reader, kTokenCacheBytes);
        for (store::TokenRow& token : store::read_tokens(db))
            access_.add(std::move(token));
    }

    static void* on_uri(void* self, const char* uri, MHD_Connection*) noexcept {
        auto* impl = static_cast<Impl*>(self);
        auto* exchange =
            new Exchange(*impl, impl->services_, impl->options_, uri != nullptr ? uri : "");
        impl->exchanges_.insert(exchange);
        return exchange;
    }

    static MHD_Result on_access(void*, MHD_Connection* connection, const char*, const char* method,
                                const char*, const char* body, size_t* body_size,
                                void** exchange) noexcept {
        return static_cast<Exchange*>(*exchange)->on_access(connection, method, body, body_size);
    }

    static void on_completed(void* self, MHD_Connection* connection, void** exchange,
                             MHD_RequestTerminationCode) noexcept {
        auto* impl = static_cast<Impl*>(self);
        auto* done = static_cast<Exchange*>(*exchange);
        if (done == nullptr) return;
        impl->exchanges_.erase(done);
        delete done;
        *exchange = nullptr;
        const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
        if (info == nullptr || info->socket_context == nullptr) return;
        auto* client = static_cast<Client*>(info->socket_context);
        client->sending_since_ms = 0;
        client->receiving_since_ms = Loop::now_ms();
    }

    static void on_connection(void* self, MHD_Connection* connection, void** context,
                              MHD_ConnectionNotificationCode code) noexcept {
        auto* impl = static_cast<Impl*>(self);
        if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
            auto* client = static_cast<Client*>(*context);
            impl->clients_.erase(client);
            impl->services_.counts.clients = static_cast<int64_t>(impl->clients_.size());
            delete client;
            *context = nullptr;
            return;
        }
        const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        auto* client = new Client;
        client->fd = info->connect_fd;
        client->peer = peer_of(client->fd);
        client->receiving_since_ms = Loop::now_ms();
        impl->clients_.insert(client);
        impl->services_.counts.clients = static_cast<int64_t>(impl->clients_.size());
        *context = client;
    }

    const ServerOptions options_;
    ListenSocket socket_;
    ReaderPool readers_;
    Access access_;
    Services services_;
    MHD_Daemon* daemon_ = nullptr;
    std::unordered_set<Exchange*> exchanges_; // owned by libmicrohttpd's request, see on_completed
    std::unordered_set<Client*> clients_;     // owned by its connection, see on_connection
    unsigned streams_ = 0;
    bool kicked_ = false;
    bool stopping_ = false;
    const std::shared_ptr<int> alive_ = std::make_shared<int>();
    Timer timeout_;
    Timer sweep_;
    std::unique_ptr<Poll> poll_;
};

Server::Server(Loop& loop, Commands& commands, ServerOptions options,
               std::function<void(const std::string&)> log_error)
    : impl_(std::make_unique<Impl>(loop, commands, std::move(options), std::move(log_error))) {}

Server::~Server() = default;

void Server::events_committed() {
    impl_->events_committed();
}

} // namespace objsync::control
