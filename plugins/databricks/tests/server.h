// A small HTTP server in the test's own process: answers by path, counts what it was asked, and can
// cut its answers short. For what the fake platform of the end-to-end tests does not do.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace objsync::databricks::testing {

struct Ask {
    std::string method, path, body;
    std::map<std::string, std::string> query;   // decoded
    std::map<std::string, std::string> headers; // names in lower case
};

struct Answer {
    int status = 200;
    std::string body = "{}";
    std::string content_type = "application/json";
    std::vector<std::string> headers = {};
    size_t cut_after = std::string::npos; // bytes of the body, then the connection is closed
};

using Handler = std::function<Answer(const Ask&)>;

class Server {
public:
    Server();
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::string url() const;

    // The longest path that the request's path begins with. Without one: 404.
    void on(const std::string& path, Handler handler);
    void on(const std::string& path, Answer answer);

    // What came for this path exactly, in order.
    [[nodiscard]] std::vector<Ask> asks(const std::string& path) const;
    [[nodiscard]] size_t connections() const;

private:
    void accept_all();
    void serve(int fd);
    [[nodiscard]] Answer answer(const Ask& ask);

    int listener_;
    int port_ = 0;
    mutable std::mutex mutex_; // all below
    std::map<std::string, Handler> handlers_;
    std::vector<Ask> asks_;
    std::vector<int> open_;
    std::vector<std::thread> threads_;
    size_t connections_ = 0;
    bool stop_ = false;
    std::thread acceptor_;
};

} // namespace objsync::databricks::testing
