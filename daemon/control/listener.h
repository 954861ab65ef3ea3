// One address that is served: libmicrohttpd's daemon for it, driven by the loop. Loop thread only.
#pragma once

#include <microhttpd.h>

#include <memory>
#include <string>

#include "daemon/loop/poll.h"
#include "daemon/loop/timer.h"

namespace objsync::control {

// libmicrohttpd's callbacks; `self` is handed to each.
struct ListenerCallbacks {
    MHD_AccessHandlerCallback access;
    void* (*uri)(void* self, const char* uri, MHD_Connection* connection);
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    void* self;
};

// PEM texts; both empty: no TLS.
struct TlsKeys {
    std::string certificate, key;
    [[nodiscard]] bool given() const noexcept { return !certificate.empty(); }
};
// Throws Error{config} that names the file.
[[nodiscard]] TlsKeys read_tls_keys(const std::string& certificate_file,
                                    const std::string& key_file);

class Listener {
public:
    // `fd` listens, and stays the caller's; `name` is of messages. Throws Error{config|retry}.
    Listener(Loop& loop, int fd, const std::string& name, unsigned max_connections,
             size_t memory_of_connection, const TlsKeys& tls, const ListenerCallbacks& callbacks);
    ~Listener(); // no connection may be suspended any more
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    void run(); // lets libmicrohttpd do what it can without waiting
    void stop_polling() { poll_.reset(); }

private:
    MHD_Daemon* daemon_ = nullptr;
    Timer timeout_;
    std::unique_ptr<Poll> poll_;
};

} // namespace objsync::control
