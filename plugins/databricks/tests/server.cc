#include "plugins/databricks/tests/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace objsync::databricks::testing {

namespace {

std::string decoded(const std::string& text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

Ask parse(const std::string& head) {
    Ask ask;
    const size_t line = head.find("\r\n");
    const size_t first = head.find(' '), second = head.find(' ', first + 1);
    ask.method = head.substr(0, first);
    std::string target = head.substr(first + 1, second - first - 1);
    const size_t mark = target.find('?');
    ask.path = decoded(target.substr(0, mark));
    std::string query = mark == std::string::npos ? "" : target.substr(mark + 1) + "&";
    for (size_t end; (end = query.find('&')) != std::string::npos; query.erase(0, end + 1)) {
        const std::string pair = query.substr(0, end);
        const size_t equal = pair.find('=');
        if (equal != std::string::npos)
            ask.query[decoded(pair.substr(0, equal))] = decoded(pair.substr(equal + 1));
    }
    for (size_t at = line + 2; at < head.size();) {
        const size_t end = head.find("\r\n", at), colon = head.find(':', at);
        if (end == std::string::npos || colon > end) break;
        std::string name = head.substr(at, colon - at);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        ask.headers[name] = head.substr(colon + 2, end - colon - 2);
        at = end + 2;
    }
    return ask;
}

bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(n));
    }
    return true;
}

// One more piece of what the client sends; false: it is done.
bool receive(int fd, std::string& into) {
    char buffer[65536];
    const ssize_t n = ::recv(fd, buffer, sizeof(buffer), 0);
    if (n <= 0) return false;
    into.append(buffer, static_cast<size_t>(n));
    return true;
}

} // namespace

Server::Server() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, plain, &size) != 0)
        throw std::runtime_error("no socket to listen on");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

Server::~Server() {
    {
        std::lock_guard lock(mutex_);
        stop_ = true;
        for (const int fd : open_)
            ::shutdown(fd, SHUT_RDWR);
    }
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (auto& thread : threads_)
        thread.join();
    ::close(listener_);
}

std::string Server::url() const {
    return "http://127.0.0.1:" + std::to_string(port_);
}

void Server::on(const std::string& path, Handler handler) {
    std::lock_guard lock(mutex_);
    handlers_[path] = std::move(handler);
}

void Server::on(const std::string& path, Answer answer) {
    on(path, [answer](const Ask&) { return answer; });
}

std::vector<Ask> Server::asks(const std::string& path) const {
    std::lock_guard lock(mutex_);
    std::vector<Ask> out;
    for (const Ask& ask : asks_) {
        if (ask.path == path) out.push_back(ask);
    }
    return out;
}

size_t Server::connections() const {
    std::lock_guard lock(mutex_);
    return connections_;
}

void Server::accept_all() {
    for (;;) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) return;
        std::lock_guard lock(mutex_);
        if (stop_) {
            ::close(fd);
            return;
        }
        ++connections_;
        open_.push_back(fd);
        threads_.emplace_back([this, fd] { serve(fd); });
    }
}

Answer Server::answer(const Ask& ask) {
    Handler handler;
    {
        std::lock_guard lock(mutex_);
        asks_.push_back(ask);
        size_t longest = 0;
        for (const auto& [path, candidate] : handlers_) {
            if (!ask.path.starts_with(path) || path.size() < longest) continue;
            longest = path.size();
            handler = candidate;
        }
    }
    if (handler) return handler(ask);
    return {404, R"({"error_code":"ENDPOINT_NOT_FOUND","message":"No API found for ')" + ask.path +
                     "'\"}"};
}

void Server::serve(int fd) {
    std::string input;
    for (bool open = true; open;) {
        size_t end;
        while (open && (end = input.find("\r\n\r\n")) == std::string::npos)
            open = receive(fd, input);
        if (!open) break;
        Ask ask = parse(input.substr(0, end + 2));
        input.erase(0, end + 4);
        const size_t length =
            ask.headers.contains("content-length") ? std::stoul(ask.headers["content-length"]) : 0;
        while (open && input.size() < length)
            open = receive(fd, input);
        ask.body = input.substr(0, length);
        input.erase(0, length);

        const Answer out = answer(ask);
        std::string head = "HTTP/1.1 " + std::to_string(out.status) +
                           " X\r\nContent-Type: " + out.content_type +
                           "\r\nContent-Length: " + std::to_string(out.body.size()) + "\r\n";
        for (const auto& header : out.headers)
            head += header + "\r\n";
        open = send_all(fd, head + "\r\n" + out.body.substr(0, out.cut_after)) &&
               out.cut_after == std::string::npos;
        if (!open) ::shutdown(fd, SHUT_RDWR);
    }
    std::lock_guard lock(mutex_);
    open_.erase(std::find(open_.begin(), open_.end(), fd));
    ::close(fd);
}

} // namespace objsync::databricks::testing
