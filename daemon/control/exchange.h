// For the server's own files: one HTTP request as libmicrohttpd hands it over, and one client
// connection. Loop thread only.
#pragma once

#include <microhttpd.h>

#include <cstdint>
#include <memory>
#include <string>

#include "daemon/control/call.h"
#include "daemon/control/clients.h"
#include "daemon/control/pump.h"
#include "daemon/control/router.h"
#include "daemon/control/server.h"

namespace objsync::control {

// What an exchange needs of its server.
class ExchangeHost {
public:
    virtual ~ExchangeHost() = default;
    virtual void kick() = 0;                     // let libmicrohttpd run soon
    [[nodiscard]] virtual bool add_stream() = 0; // false: there are too many
    virtual void remove_stream() = 0;
    [[nodiscard]] virtual bool stopping() const = 0; // nothing may wait any more
    // Whether its peer may ask this much now.
    [[nodiscard]] virtual bool take(const Client& client, int64_t cost) = 0;
};

class Exchange {
public:
    Exchange(ExchangeHost& host, Services& services, const ServerOptions& options,
             std::string raw_uri);
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    // libmicrohttpd's access handler: first call, body pieces, last call.
    MHD_Result on_access(MHD_Connection* connection, const char* method, const char* body,
                         size_t* body_size);
    void abort(); // the server ends: answer now
    void events_committed();
    void tick(int64_t keep_alive_ms);

private:
    void begin(const char* method);
    [[nodiscard]] bool identify();
    [[nodiscard]] std::optional<Response> refusal();
    void refuse_unknown();
    void dispatch();
    void make_call();
    void set_response(Response response);
    void resume();
    MHD_Result send();
    MHD_Response* make_stream();
    ssize_t on_read(char* to, size_t size);
    static ssize_t read_stream(void* self, uint64_t pos, char* to, size_t size) noexcept;

    ExchangeHost& host_;
    Services& services_;
    const ServerOptions& options_;
    const std::string raw_uri_;
    MHD_Connection* connection_ = nullptr;
    Client* client_ = nullptr;
    Request request_;
    const Route* route_ = nullptr;
    Caller caller_;
    std::shared_ptr<Call> call_;
    std::unique_ptr<Response> response_;
    std::shared_ptr<Pump> pump_;
    bool begun_ = false, too_large_ = false, suspended_ = false, sent_ = false;
};

} // namespace objsync::control
