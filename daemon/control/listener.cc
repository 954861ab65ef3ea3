#include "daemon/control/listener.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "core/base/error.h"

namespace objsync::control {

namespace {

constexpr const char* kTlsVersions = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

std::string read_pem(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in || text.find("-----BEGIN ") == std::string::npos) {
        throw Error(ErrorKind::config,
                    "control: " + file +
                        " cannot be read as PEM; [control] tls_certificate and tls_key must name "
                        "files that the daemon's user can read");
    }
    return text;
}

} // namespace

TlsKeys read_tls_keys(const std::string& certificate_file, const std::string& key_file) {
    if (certificate_file.empty()) return {};
    return {read_pem(certificate_file), read_pem(key_file)};
}

Listener::Listener(Loop& loop, int fd, const std::string& name, unsigned max_connections,
                   size_t memory_of_connection, const TlsKeys& tls,
                   const ListenerCallbacks& callbacks)
    : timeout_(loop, [this] { run(); }) {
    const unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
                           unsigned{tls.given() ? MHD_USE_TLS : MHD_NO_FLAG};
    MHD_OptionItem keys[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, const_cast<char*>(tls.certificate.c_str())},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, const_cast<char*>(tls.key.c_str())},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, const_cast<char*>(kTlsVersions)},
        {MHD_OPTION_END, 0, nullptr}};
    if (!tls.given()) keys[0] = keys[3];
    // libmicrohttpd closes what it is given.
    const int listener = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
    daemon_ = MHD_start_daemon(flags, 0, nullptr, nullptr, callbacks.access, callbacks.self,     //
                               MHD_OPTION_ARRAY, keys,                                           //
                               MHD_OPTION_LISTEN_SOCKET, listener,                               //
                               MHD_OPTION_CONNECTION_LIMIT, max_connections,                     //
                               MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory_of_connection,         //
                               MHD_OPTION_URI_LOG_CALLBACK, callbacks.uri, callbacks.self,       //
                               MHD_OPTION_NOTIFY_COMPLETED, callbacks.completed, callbacks.self, //
                               MHD_OPTION_NOTIFY_CONNECTION, callbacks.connection,
                               callbacks.self, //
                               MHD_OPTION_END);
    if (daemon_ == nullptr) {
        ::close(listener);
        const bool keys_wrong = tls.given();
        throw Error(keys_wrong ? ErrorKind::config : ErrorKind::retry,
                    "control: cannot serve " + name +
                        (keys_wrong ? "; do tls_certificate and tls_key belong together?" : ""));
    }
    const auto* info = MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_EPOLL_FD);
    if (info == nullptr) throw Error(ErrorKind::bug, "libmicrohttpd has no epoll descriptor");
    poll_ = std::make_unique<Poll>(loop, info->epoll_fd, [this](int) { run(); });
    poll_->start(Poll::kReadable);
}

Listener::~Listener() {
    poll_.reset();
    MHD_stop_daemon(daemon_);
}

void Listener::run() {
    MHD_run(daemon_);
    MHD_UNSIGNED_LONG_LONG left = 0;
    if (MHD_get_timeout(daemon_, &left) == MHD_YES) {
        timeout_.start(static_cast<int64_t>(left));
    } else {
        timeout_.stop();
    }
}

} // namespace objsync::control
