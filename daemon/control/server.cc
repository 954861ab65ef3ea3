#include "daemon/control/server.h"

#include <algorithm>
#include <unordered_set>

#include "core/base/error.h"
#include "daemon/control/census.h"
#include "daemon/control/clients.h"
#include "daemon/control/exchange.h"
#include "daemon/control/listener.h"
#include "daemon/control/socket.h"
#include "daemon/loop/loop.h"

namespace objsync::control {

namespace {

constexpr int64_t kTokenCacheBytes = 256 << 10;
constexpr int64_t kTokensEveryMs = 60'000; // how often their last use is kept
// What libmicrohttpd refuses by itself it cannot be told how: it gets so much more room than the
// limits that these are met first.
constexpr size_t kMemoryOverHeaders = 4;

} // namespace

// Calls of libmicrohttpd come from within MHD_run() only, so from the loop.
class Server::Impl final : public ExchangeHost {
public:
    Impl(Loop& loop, Commands& commands, ServerOptions options,
         std::function<void(const std::string&)> log_error)
        : options_(std::move(options)),
          socket_(options_.socket, options_.mode),
          readers_(options_.store_file, options_.reader_threads),
          clients_(limits()),
          census_(loop, readers_),
          services_{loop, commands, readers_, access_, census_, std::move(log_error)},
          sweep_(loop, [this] { sweep(); }) {
        load_tokens();
        set_callers(options_.callers);
        listen(socket_.fd(), options_.socket, {});
        if (!options_.listen.empty()) {
            tcp_ = std::make_unique<TcpSocket>(options_.listen);
            listen(tcp_->fd(), options_.listen,
                   read_tls_keys(options_.tls_certificate, options_.tls_key));
        }
        sweep_.start_repeating(sweep_every());
        census_.refresh(wall_now_ms());
    }

    ~Impl() override {
        // A stopped daemon must have no suspended connection; answers are sent as far as sockets
        // take them at once.
        stopping_ = true;
        for (Exchange* exchange : std::vector(exchanges_.begin(), exchanges_.end()))
            exchange->abort();
        for (const auto& listener : listeners_) {
            listener->stop_polling();
            listener->run();
            listener->run();
        }
        keep_tokens_used();
        listeners_.clear();
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void events_committed() {
        for (Exchange* exchange : exchanges_)
            exchange->events_committed();
    }

    void set_callers(const std::vector<config::CallerConfig>& callers) {
        for (const std::string& unknown : access_.set_callers(callers))
            services_.log_error(unknown);
    }

    void kick() override {
        if (std::exchange(kicked_, true)) return;
        services_.loop.post([alive = std::weak_ptr<int>(alive_), this] {
            if (alive.expired()) return;
            kicked_ = false;
            for (const auto& listener : listeners_)
                listener->run();
        });
    }

    bool add_stream() override {
        if (stopping_ || streams_ >= std::max(1u, options_.max_connections / 2)) return false;
        services_.counts.streams = ++streams_;
        return true;
    }

    void remove_stream() override { services_.counts.streams = --streams_; }

    [[nodiscard]] bool stopping() const override { return stopping_; }

    [[nodiscard]] bool take(const Client& client, int64_t cost) override {
        return clients_.take(client.who, cost, Loop::now_ms());
    }

private:
    [[nodiscard]] ClientLimits limits() const {
        ClientLimits limits;
        limits.all = options_.max_connections;
        limits.of_peer = options_.max_of_peer;
        limits.receive_ms = options_.receive_timeout_ms;
        limits.send_ms = options_.send_timeout_ms;
        limits.requests_per_second = options_.max_rate;
        return limits;
    }

    void listen(int fd, const std::string& name, const TlsKeys& tls) {
        listeners_.push_back(std::make_unique<Listener>(
            services_.loop, fd, name, options_.max_connections,
            options_.max_headers * kMemoryOverHeaders, tls,
            ListenerCallbacks{&Impl::on_access, &Impl::on_uri, &Impl::on_completed,
                              &Impl::on_connection, this}));
    }

    // Often enough that no limit is overrun by more than a fifth.
    [[nodiscard]] int64_t sweep_every() const {
        const int64_t least = std::min({options_.receive_timeout_ms, options_.send_timeout_ms,
                                        options_.keep_alive_ms, ClientLimits().crowded_ms});
        return std::max<int64_t>(least / 5, 10);
    }

    void sweep() {
        services_.counts.slow_clients += clients_.sweep(Loop::now_ms());
        for (Exchange* exchange : exchanges_)
            exchange->tick(options_.keep_alive_ms);
        if (Loop::now_ms() - tokens_kept_ms_ >= kTokensEveryMs) keep_tokens_used();
    }

    void load_tokens() {
        store::Database db(options_.store_file, store::OpenMode::reader, kTokenCacheBytes);
        for (store::TokenRow& token : store::read_tokens(db))
            access_.add(std::move(token));
    }

    void keep_tokens_used() {
        tokens_kept_ms_ = Loop::now_ms();
        auto used = access_.take_used();
        if (!used.empty()) services_.commands.tokens_used(std::move(used));
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
            impl->clients_.remove(*client);
            delete client;
            *context = nullptr;
            impl->kick(); // it looks at the listening socket again only when it runs once more
        } else {
            const auto* info =
                MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
            auto* client = new Client;
            client->fd = info->connect_fd;
            client->peer = peer_of(client->fd);
            client->who = client->peer ? "uid " + std::to_string(client->peer->uid)
                                       : address_of_peer(client->fd);
            client->receiving_since_ms = Loop::now_ms();
            *context = client;
            if (!impl->clients_.add(*client)) {
                ++impl->services_.counts.refused_clients;
                refuse_client(client->fd);
            }
        }
        impl->services_.counts.clients = static_cast<int64_t>(impl->clients_.size());
    }

    const ServerOptions options_;
    ListenSocket socket_;
    std::unique_ptr<TcpSocket> tcp_;
    ReaderPool readers_;
    Access access_;
    Clients clients_; // each owned by its connection, see on_connection
    Census census_;
    Services services_;
    std::unordered_set<Exchange*> exchanges_; // owned by libmicrohttpd's request, see on_completed
    unsigned streams_ = 0;
    bool kicked_ = false;
    bool stopping_ = false;
    int64_t tokens_kept_ms_ = Loop::now_ms();
    const std::shared_ptr<int> alive_ = std::make_shared<int>();
    Timer sweep_;
    std::vector<std::unique_ptr<Listener>> listeners_;
};

Server::Server(Loop& loop, Commands& commands, ServerOptions options,
               std::function<void(const std::string&)> log_error)
    : impl_(std::make_unique<Impl>(loop, commands, std::move(options), std::move(log_error))) {}

Server::~Server() = default;

void Server::set_callers(const std::vector<config::CallerConfig>& callers) {
    impl_->set_callers(callers);
}

void Server::events_committed() {
    impl_->events_committed();
}

} // namespace objsync::control
