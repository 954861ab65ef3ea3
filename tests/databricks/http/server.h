// An HTTP/1.1 server on loopback, in the test's own process, over libmicrohttpd: one thread per
// connection, so that a handler may take its time. It knows nothing of Databricks; it can do to an
// answer what networks do: delay it, trickle it, cut it, or never send it.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fake_databricks {

using Millis = std::chrono::milliseconds;

struct Request {
    std::string method;
    std::string path;   // as sent: still escaped
    std::string target; // path and query, unescaped, for people and for matching
    std::vector<std::pair<std::string, std::string>> query; // unescaped, in order
    std::map<std::string, std::string> headers;             // names in lower case
    std::string body;

    // The last one of that name; nullptr: not given.
    [[nodiscard]] const std::string* parameter(const std::string& name) const;
    [[nodiscard]] std::string header(const std::string& name) const; // lower case; "": none
};

struct Reply {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;

    // What happens to it on its way.
    size_t cut_after = std::string::npos; // bytes of the body, then the connection is closed
    size_t trickle = 0;                   // so many bytes at once, then a pause; 0: all at once
    Millis pause{0};
    bool drop = false; // the connection is closed without an answer
    bool hang = false; // no answer until the server is stopped or released
};

struct Tls {
    std::string certificate, key; // PEM texts; empty: plain HTTP
};

class Server {
public:
    // Called on the thread of the connection.
    using Handler = std::function<Reply(const Request&)>;

    explicit Server(Handler handler, const Tls& tls = {});
    ~Server(); // lets go of what hangs, and waits for all handlers
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] const std::string& url() const noexcept { return url_; }
    [[nodiscard]] int port() const noexcept { return port_; }
    // Connections accepted so far.
    [[nodiscard]] size_t connections() const;
    // Closes the connections of all answers that hang now.
    void release();
    // Returns after that time, or at once when the server stops.
    void wait(Millis time);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
    std::string url_;
    int port_ = 0;
};

// "%41" -> "A"; '+' is a space where it stands in a query.
[[nodiscard]] std::string unescape(std::string_view text, bool in_query);

} // namespace fake_databricks
