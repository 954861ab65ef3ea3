#include "tests/databricks/http/server.h"

#include <microhttpd.h>
#include <netinet/in.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <stdexcept>

namespace fake_databricks {

namespace {

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void read_target(Request& request, std::string_view raw) {
    const size_t mark = raw.find('?');
    request.path = raw.substr(0, mark);
    request.target = unescape(request.path, false);
    if (mark == std::string_view::npos) return;
    request.target += '?' + unescape(raw.substr(mark + 1), true);
    std::string_view rest = raw.substr(mark + 1);
    while (!rest.empty()) {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        const size_t equal = std::min(pair.find('='), pair.size());
        request.query.emplace_back(unescape(pair.substr(0, equal), true),
                                   unescape(pair.substr(std::min(equal + 1, pair.size())), true));
    }
}

MHD_Result take_header(void* to, MHD_ValueKind, const char* key, const char* value) {
    std::string name(key);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    (*static_cast<std::map<std::string, std::string>*>(to))[name] = value ? value : "";
    return MHD_YES;
}

} // namespace

std::string unescape(std::string_view text, bool in_query) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 &&
            hex(text[i + 2]) >= 0) {
            out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
            i += 2;
        } else {
            out += in_query && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

const std::string* Request::parameter(const std::string& name) const {
    const std::string* found = nullptr;
    for (const auto& [key, value] : query) {
        if (key == name) found = &value;
    }
    return found;
}

std::string Request::header(const std::string& name) const {
    const auto it = headers.find(name);
    return it == headers.end() ? std::string() : it->second;
}

struct Server::Impl {
    Handler handler;
    MHD_Daemon* daemon = nullptr;
    std::atomic<size_t> connections{0};

    std::mutex mutex;
    std::condition_variable changed;
    bool stopping = false;
    size_t released = 0; // how often release() was called

    // One request with its answer; libmicrohttpd hands it through.
    struct Exchange {
        Impl& server;
        Request request;
        Reply reply;
        bool begun = false;
    };

    void wait(Millis time) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, time, [&] { return stopping; });
    }

    void hang() {
        std::unique_lock lock(mutex);
        const size_t before = released;
        changed.wait(lock, [&] { return stopping || released != before; });
    }

    static void* on_uri(void* self, const char* uri, MHD_Connection*) {
        auto* exchange = new Exchange{*static_cast<Impl*>(self), {}, {}};
        read_target(exchange->request, uri);
        return exchange;
    }

    static void on_completed(void*, MHD_Connection*, void** context, MHD_RequestTerminationCode) {
        delete static_cast<Exchange*>(*context);
        *context = nullptr;
    }

    static void on_connection(void* self, MHD_Connection*, void**,
                              MHD_ConnectionNotificationCode code) {
        if (code == MHD_CONNECTION_NOTIFY_STARTED) ++static_cast<Impl*>(self)->connections;
    }

    static ssize_t read_body(void* context, uint64_t at, char* buffer, size_t size) {
        auto& exchange = *static_cast<Exchange*>(context);
        const Reply& reply = exchange.reply;
        const auto from = static_cast<size_t>(at);
        if (from >= reply.cut_after) return MHD_CONTENT_READER_END_WITH_ERROR;
        size_t n = std::min({size, reply.body.size() - from, reply.cut_after - from});
        if (reply.trickle != 0) {
            n = std::min(n, reply.trickle);
            if (from != 0) exchange.server.wait(reply.pause);
        }
        std::memcpy(buffer, reply.body.data() + from, n);
        return static_cast<ssize_t>(n);
    }

    static MHD_Response* plain_response(Reply& reply) {
        if (reply.body.size() < 4096) {
            return MHD_create_response_from_buffer(reply.body.size(), reply.body.data(),
                                                   MHD_RESPMEM_MUST_COPY);
        }
        auto* kept = new std::string(std::move(reply.body));
        return MHD_create_response_from_buffer_with_free_callback_cls(
            kept->size(), kept->data(), [](void* text) { delete static_cast<std::string*>(text); },
            kept);
    }

    static MHD_Result answer(Exchange& exchange, MHD_Connection* connection) {
        Reply& reply = exchange.reply;
        if (reply.hang) exchange.server.hang();
        if (reply.drop || reply.hang) return MHD_NO; // closes the connection
        const bool whole = reply.cut_after == std::string::npos && reply.trickle == 0;
        MHD_Response* response =
            whole ? plain_response(reply)
                  : MHD_create_response_from_callback(reply.body.size(), 65536, &read_body,
                                                      &exchange, nullptr);
        if (!reply.content_type.empty()) {
            MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
                                    reply.content_type.c_str());
        }
        for (const auto& [name, value] : reply.headers)
            MHD_add_response_header(response, name.c_str(), value.c_str());
        const MHD_Result result =
            MHD_queue_response(connection, static_cast<unsigned>(reply.status), response);
        MHD_destroy_response(response);
        return result;
    }

    static MHD_Result on_access(void*, MHD_Connection* connection, const char*, const char* method,
                                const char*, const char* data, size_t* size, void** context) {
        auto& exchange = *static_cast<Exchange*>(*context);
        if (!exchange.begun) {
            // What the constructor has set up is there for this thread, too.
            { const std::lock_guard lock(exchange.server.mutex); }
            exchange.begun = true;
            exchange.request.method = method;
            MHD_get_connection_values(connection, MHD_HEADER_KIND, &take_header,
                                      &exchange.request.headers);
            return MHD_YES;
        }
        if (*size != 0) {
            exchange.request.body.append(data, *size);
            *size = 0;
            return MHD_YES;
        }
        exchange.reply = exchange.server.handler(exchange.request);
        return answer(exchange, connection);
    }
};

Server::Server(Handler handler, const Tls& tls) : impl_(std::make_unique<Impl>()) {
    impl_->handler = std::move(handler);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool secure = !tls.certificate.empty();
    MHD_OptionItem keys[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, const_cast<char*>(tls.certificate.c_str())},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, const_cast<char*>(tls.key.c_str())},
        {MHD_OPTION_END, 0, nullptr}};
    if (!secure) keys[0] = keys[2];
    const std::lock_guard lock(impl_->mutex);
    const unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
                           MHD_USE_POLL | unsigned{secure ? MHD_USE_TLS : MHD_NO_FLAG};
    impl_->daemon = MHD_start_daemon(
        flags, 0, nullptr, nullptr, &Impl::on_access, nullptr, MHD_OPTION_ARRAY, keys,
        MHD_OPTION_SOCK_ADDR, reinterpret_cast<sockaddr*>(&address), MHD_OPTION_URI_LOG_CALLBACK,
        &Impl::on_uri, impl_.get(), MHD_OPTION_NOTIFY_COMPLETED, &Impl::on_completed, nullptr,
        MHD_OPTION_NOTIFY_CONNECTION, &Impl::on_connection, impl_.get(),
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, size_t{1} << 20, MHD_OPTION_END);
    if (impl_->daemon == nullptr) throw std::runtime_error("libmicrohttpd does not start");
    port_ = MHD_get_daemon_info(impl_->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    url_ = (secure ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port_);
}

Server::~Server() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->stopping = true;
    }
    impl_->changed.notify_all();
    MHD_stop_daemon(impl_->daemon);
}

size_t Server::connections() const {
    return impl_->connections;
}

void Server::release() {
    const std::lock_guard lock(impl_->mutex);
    ++impl_->released;
    impl_->changed.notify_all();
}

void Server::wait(Millis time) {
    if (time > Millis(0)) impl_->wait(time);
}

} // namespace fake_databricks
