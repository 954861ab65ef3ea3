// The control API: HTTP/1.1 on a Unix socket and over TCP, driven by the daemon's loop.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/config/config.h"
#include "daemon/control/commands.h"

namespace objsync {
class Loop;
}

namespace objsync::control {

struct ServerOptions {
    std::string socket;
    std::string store_file;
    unsigned mode = 0660; // of the socket
    std::string listen;   // "ADDRESS:PORT", too; empty: not over TCP
    std::string tls_certificate, tls_key;
    std::vector<config::CallerConfig> callers;
    int reader_threads = 2;
    unsigned max_connections = 64; // per listener; half of them may follow or export at one time
    unsigned max_of_peer = 32;     // of one user, or one address
    int64_t max_rate = 1'000;      // requests a second of one peer; twice as many at once
    size_t max_body = 1 << 20;
    size_t max_uri = 16 << 10;
    size_t max_headers = 32 << 10;       // per connection, with the request line
    int64_t receive_timeout_ms = 30'000; // for a whole request; also how long an idle one is kept
    int64_t send_timeout_ms = 120'000;   // for a whole answer; of a stream, between two pieces
    int64_t keep_alive_ms = 15'000;      // a sign of life on a stream that has nothing to say
};

// Loop thread only. The store must exist already.
class Server {
public:
    // Throws Error{config|retry|corrupt}. `log_error` gets what was our own fault, one text each.
    Server(Loop& loop, Commands& commands, ServerOptions options,
           std::function<void(const std::string&)> log_error);
    ~Server(); // ends what is under way; unanswered requests get a 503
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Of a configuration that was read again.
    void set_callers(const std::vector<config::CallerConfig>& callers);
    // To be called after each commit that wrote events: whoever follows gets them now.
    void events_committed();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace objsync::control
