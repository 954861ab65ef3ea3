// HTTP over libcurl's multi interface: one thread drives all transfers, any number of threads wait
// for theirs. Connections are kept alive, HTTP/2 is used where offered, TLS is verified, redirects
// are not followed. Nothing here retries, signs in, or knows of Databricks.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace objsync::databricks {

struct Request {
    std::string method = "GET";
    std::string url = {};
    std::vector<std::string> headers = {}; // "Name: value"
    std::string body = {};                 // of a POST
};

struct Response { // may be used again: the body keeps its memory
    long status = 0;
    std::string content_type;            // lower case, without parameters
    std::chrono::seconds retry_after{0}; // 0: none was sent
    std::string location;                // of a redirect
    std::string body; // with spare capacity behind its end, for parsers that read beyond it
};
inline constexpr size_t kBodyMargin = 64;

// No complete answer came. `again`: the same request may succeed when sent again.
class TransportError : public std::runtime_error {
public:
    enum class Kind { connection, timeout, tls, too_large };
    TransportError(Kind kind, const std::string& text) : std::runtime_error(text), kind_(kind) {}
    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    [[nodiscard]] bool again() const noexcept {
        return kind_ == Kind::connection || kind_ == Kind::timeout;
    }

private:
    Kind kind_;
};

struct ClientSettings {
    std::string user_agent;
    std::string proxy; // URL; empty: none
    std::string proxy_user, proxy_password;
    std::string ca_file; // PEM, instead of the system's; empty: the system's
    std::chrono::milliseconds connect_timeout{30000};
    std::chrono::milliseconds stall_timeout{60000};    // without a byte
    std::chrono::milliseconds request_timeout{600000}; // all of one answer
    size_t max_body = size_t{64} << 20;
};

class Client {
public:
    // `cancel_fd` becomes readable when everything is to stop: then each send(), present and to
    // come, throws sdk::Cancelled. It must outlive this object.
    Client(ClientSettings settings, int cancel_fd);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // Waits for the whole answer, whatever its status. Throws TransportError or sdk::Cancelled.
    void send(const Request& request, Response& response);

    // Waits that long, or throws sdk::Cancelled as soon as everything is to stop.
    void wait(std::chrono::milliseconds time);

private:
    class Driver;
    std::unique_ptr<Driver> driver_;
};

[[nodiscard]] std::string curl_version_text();

} // namespace objsync::databricks
