#include "daemon/control/exchange.h"

#include <sys/socket.h>

#include <charconv>
#include <cstring>

#include "daemon/control/gate.h"
#include "daemon/control/gzip.h"
#include "daemon/loop/loop.h"

namespace objsync::control {

namespace {

constexpr size_t kStreamBlock = 32 << 10;
// In requests: guessing is slow.
constexpr int64_t kWrongTokenCost = 10;

std::string header(MHD_Connection* connection, const char* name) {
    const char* value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
    return value != nullptr ? value : "";
}

Client* client_of(MHD_Connection* connection) {
    const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != nullptr ? static_cast<Client*>(info->socket_context) : nullptr;
}

Response too_large(size_t limit) {
    return problem(413, "too-large",
                   {{},
                    "The body is too large",
                    "at most " + std::to_string(limit) + " bytes are taken",
                    "",
                    {}});
}

Response too_many() {
    Response response = problem(429, "too-many",
                                {{},
                                 "Too many requests",
                                 "this user or address asks more than is taken",
                                 "try again in a second",
                                 {}});
    response.headers.emplace_back("Retry-After", "1");
    return response;
}

Response no_token() {
    Response response = problem(401, "unauthorized",
                                {{},
                                 "Who asks is not known",
                                 "there is no token, or it is unknown, revoked or expired",
                                 "send \"Authorization: Bearer TOKEN\"; objsyncctl token create "
                                 "makes one",
                                 {}});
    response.headers.emplace_back(MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
    return response;
}

Response no_route(const RouteError& error, const std::string& method) {
    if (error.status == 405) {
        Response response = problem(405, "method",
                                    {{},
                                     "Not this method",
                                     method + " does nothing here",
                                     "this path knows " + error.allow,
                                     {}});
        response.headers.emplace_back("Allow", error.allow);
        return response;
    }
    return problem(
        404, "no-route",
        {{}, "No such route", "nothing is served at this path", "GET / lists all routes", {}});
}

} // namespace

Exchange::Exchange(ExchangeHost& host, Services& services, const ServerOptions& options,
                   std::string raw_uri)
    : host_(host), services_(services), options_(options), raw_uri_(std::move(raw_uri)) {}

Exchange::~Exchange() {
    if (!pump_) return;
    pump_->stop();
    host_.remove_stream();
}

MHD_Result Exchange::on_access(MHD_Connection* connection, const char* method, const char* body,
                               size_t* body_size) {
    if (!begun_) {
        begun_ = true;
        connection_ = connection;
        client_ = client_of(connection);
        begin(method);
        // What is refused already is answered before the body is taken; the connection ends then.
        return response_ ? send() : MHD_YES;
    }
    if (*body_size > 0) {
        too_large_ = too_large_ || request_.body.size() + *body_size > options_.max_body;
        if (!too_large_) request_.body.append(body, *body_size);
        *body_size = 0;
        return MHD_YES;
    }
    if (client_ != nullptr) client_->receiving_since_ms = 0;
    if (!call_ && !response_) dispatch();
    if (host_.stopping()) abort();
    if (response_) return send();
    suspended_ = true;
    MHD_suspend_connection(connection_);
    return MHD_YES;
}

// A token says who asks, whatever the socket says. False: it is none that is valid.
bool Exchange::identify() {
    const std::string given = header(connection_, MHD_HTTP_HEADER_AUTHORIZATION);
    if (!given.empty()) {
        constexpr std::string_view kBearer = "Bearer ";
        if (!given.starts_with(kBearer)) return false;
        auto caller = services_.access.of_token(std::string_view(given).substr(kBearer.size()),
                                                wall_now_ms());
        if (!caller) return false;
        caller_ = std::move(*caller);
        return true;
    }
    if (client_->peer) {
        caller_ = services_.access.of_peer(*client_->peer);
    }
    return true;
}

// What cannot be taken, whatever it asks for.
std::optional<Response> Exchange::refusal() {
    if (client_ == nullptr || !host_.take(*client_, 1)) return too_many();
    if (raw_uri_.size() > options_.max_uri) {
        return problem(414, "too-large",
                       {{},
                        "The URI is too long",
                        "at most " + std::to_string(options_.max_uri) + " bytes are taken",
                        "",
                        {}});
    }
    const auto* info =
        MHD_get_connection_info(connection_, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if (info != nullptr && info->header_size > options_.max_headers) {
        return problem(431, "too-large",
                       {{},
                        "The headers are too large",
                        "at most " + std::to_string(options_.max_headers) + " bytes are taken",
                        "",
                        {}});
    }
    const std::string length = header(connection_, MHD_HTTP_HEADER_CONTENT_LENGTH);
    size_t announced = 0;
    std::from_chars(length.data(), length.data() + length.size(), announced);
    if (announced > options_.max_body) return too_large(options_.max_body);
    return std::nullopt;
}

void Exchange::begin(const char* method) {
    request_.method = method;
    if (auto refused = refusal()) {
        set_response(std::move(*refused));
        return;
    }
    request_.last_event_id = header(connection_, "Last-Event-ID");
    request_.if_match = header(connection_, MHD_HTTP_HEADER_IF_MATCH);
    request_.accepts_gzip = accepts_gzip(header(connection_, MHD_HTTP_HEADER_ACCEPT_ENCODING));
    RouteError error;
    try {
        route_ = find_route(raw_uri_, request_, error);
    } catch (const Refused& refused) {
        set_response(problem(refused.refusal()));
        return;
    }
    const bool open = route_ != nullptr && route_->needs == Needs::nothing;
    // Over TCP only a token tells who asks.
    if (!identify() || (!caller_.known() && !client_->peer && !open)) {
        refuse_unknown();
    } else if (route_ == nullptr) {
        set_response(no_route(error, request_.method));
    }
}

void Exchange::refuse_unknown() {
    (void)host_.take(*client_, kWrongTokenCost);
    if (route_ == nullptr) {
        set_response(no_token());
        return;
    }
    // As a call, so that one that wanted to change something is recorded.
    caller_.via = client_->who;
    make_call();
    call_->respond(no_token());
}

void Exchange::dispatch() {
    if (too_large_) {
        set_response(too_large(options_.max_body));
        return;
    }
    make_call();
    call_->guarded([this] { admit(call_); });
}

void Exchange::make_call() {
    call_ = std::make_shared<Call>(services_, std::move(request_), *route_, std::move(caller_),
                                   [this](Response response) {
                                       set_response(std::move(response));
                                       resume();
                                   });
}

void Exchange::set_response(Response response) {
    if (response.stream && !host_.add_stream()) {
        response = problem({Refusal::Kind::unavailable,
                            "Too many streams",
                            "too many clients follow or export",
                            "try again later",
                            {}});
    } else if (response.stream) {
        pump_ = std::make_shared<Pump>(services_, std::move(response.stream), [this] { resume(); });
    }
    response_ = std::make_unique<Response>(std::move(response));
    std::string route;
    if (route_ != nullptr) route.append(route_->method).append(" ").append(route_->pattern);
    ++services_.counts.requests[{route, response_->status}];
}

void Exchange::resume() {
    if (!std::exchange(suspended_, false)) return;
    MHD_resume_connection(connection_);
    host_.kick();
}

void Exchange::abort() {
    if (pump_) {
        pump_->stop();
    } else if (call_) {
        call_->respond(problem({Refusal::Kind::unavailable,
                                "The daemon stops",
                                "the daemon is stopping",
                                "try again when it is up",
                                {}}));
    }
    resume();
}

void Exchange::events_committed() {
    if (pump_) pump_->events_committed();
}

void Exchange::tick(int64_t keep_alive_ms) {
    if (pump_ && !services_.access.still(call_->caller, client_->peer, wall_now_ms())) {
        ::shutdown(client_->fd, SHUT_RDWR);
        return;
    }
    if (pump_ && pump_->waiting() && Loop::now_ms() - pump_->waiting_since_ms() >= keep_alive_ms)
        pump_->tick();
}

MHD_Result Exchange::send() {
    if (std::exchange(sent_, true)) return MHD_YES;
    MHD_Response* response = nullptr;
    if (pump_) {
        response = make_stream();
    } else {
        response = MHD_create_response_from_buffer(response_->body.size(), response_->body.data(),
                                                   MHD_RESPMEM_MUST_COPY);
    }
    if (response == nullptr) return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, response_->type.c_str());
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    MHD_add_response_header(response, MHD_HTTP_HEADER_VARY, MHD_HTTP_HEADER_ACCEPT_ENCODING);
    for (const auto& [name, value] : response_->headers)
        MHD_add_response_header(response, name.c_str(), value.c_str());
    if (client_ != nullptr) {
        client_->receiving_since_ms = 0;
        client_->sending_since_ms = Loop::now_ms();
    }
    const auto status = static_cast<unsigned>(response_->status);
    const MHD_Result result = MHD_queue_response(connection_, status, response);
    MHD_destroy_response(response);
    return result;
}

MHD_Response* Exchange::make_stream() {
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, kStreamBlock, &Exchange::read_stream,
                                             this, nullptr);
}

ssize_t Exchange::read_stream(void* self, uint64_t, char* to, size_t size) noexcept {
    return static_cast<Exchange*>(self)->on_read(to, size);
}

ssize_t Exchange::on_read(char* to, size_t size) {
    size_t taken = 0;
    // Each piece that the client asks for shows that it has taken the one before.
    if (client_ != nullptr) client_->sending_since_ms = Loop::now_ms();
    switch (pump_->take(to, size, taken)) {
        case Pump::Take::bytes:
            return static_cast<ssize_t>(taken);
        case Pump::Take::end:
            return MHD_CONTENT_READER_END_OF_STREAM;
        case Pump::Take::broken:
            return MHD_CONTENT_READER_END_WITH_ERROR;
        case Pump::Take::wait:
            break;
    }
    if (client_ != nullptr) client_->sending_since_ms = 0;
    suspended_ = true;
    MHD_suspend_connection(connection_);
    return 0;
}

} // namespace objsync::control
