#include "tests/unit/control/running_server.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <future>
#include <stdexcept>

namespace objsync::test {

RunningServer::RunningServer(control::ServerOptions options,
                             const std::function<void(StoreMaker&)>& prepare)
    : maker_(dir_ / "state.db"), socket_(dir_ / "control.sock") {
    fill(maker_);
    if (prepare) prepare(maker_);
    options.socket = socket_;
    options.store_file = dir_ / "state.db";
    std::promise<void> ready;
    thread_ = std::thread([this, options, &ready] {
        Loop loop;
        FakeCommands commands(loop);
        {
            control::Server server(loop, commands, options, [](const std::string&) {});
            loop_ = &loop;
            server_ = &server;
            commands_ = &commands;
            loop.post([&ready] { ready.set_value(); });
            loop.run();
        }
    });
    ready.get_future().wait();
}

RunningServer::~RunningServer() {
    stop();
}

void RunningServer::stop() {
    if (!thread_.joinable()) return;
    loop_->post([this] { loop_->stop(); });
    thread_.join();
}

void RunningServer::inside(const std::function<void(control::Server&, FakeCommands&)>& part) {
    std::promise<void> done;
    loop_->post([&] {
        part(*server_, *commands_);
        done.set_value();
    });
    done.get_future().wait();
}

RawClient::RawClient(const std::string& socket) : fd_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socket.data(), socket.size());
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        ::close(fd_);
        throw std::runtime_error("cannot connect to " + socket);
    }
}

RawClient::~RawClient() {
    ::close(fd_);
}

void RawClient::send(const std::string& bytes) {
    size_t sent = 0;
    while (sent < bytes.size()) {
        const ssize_t n = ::send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) return; // the other side closed: what it answered can still be read
        sent += static_cast<size_t>(n);
    }
}

bool RawClient::fill() {
    pollfd ready{fd_, POLLIN, 0};
    if (::poll(&ready, 1, 10'000) != 1) throw std::runtime_error("no answer within 10 seconds");
    char bytes[16384];
    const ssize_t n = ::recv(fd_, bytes, sizeof bytes, 0);
    if (n <= 0) return false;
    buffer_.append(bytes, static_cast<size_t>(n));
    return true;
}

std::string RawClient::take_line() {
    size_t end = 0;
    while ((end = buffer_.find("\r\n")) == std::string::npos) {
        if (!fill()) throw std::runtime_error("the connection ended within an answer");
    }
    const std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    return line;
}

std::string RawClient::take(size_t size) {
    while (buffer_.size() < size) {
        if (!fill()) throw std::runtime_error("the connection ended within a body");
    }
    const std::string bytes = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return bytes;
}

Reply RawClient::receive() {
    Reply reply;
    const std::string first = take_line();
    reply.status = std::stoi(first.substr(first.find(' ') + 1));
    for (std::string line = take_line(); !line.empty(); line = take_line())
        reply.head += line + "\n";
    if (reply.header("Transfer-Encoding") == "chunked") {
        for (;;) {
            const size_t size = std::stoul(take_line(), nullptr, 16);
            reply.body += take(size);
            (void)take_line();
            if (size == 0) return reply;
        }
    }
    const std::string length = reply.header("Content-Length");
    if (!length.empty()) {
        reply.body = take(std::stoul(length));
        return reply;
    }
    while (fill()) {
    }
    reply.body = std::exchange(buffer_, "");
    return reply;
}

Reply RawClient::request(const std::string& method, const std::string& path,
                         const std::string& body, const std::string& headers) {
    std::string text = method + " " + path + " HTTP/1.1\r\nHost: objsync\r\n" + headers;
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    send(text + "\r\n" + body);
    return receive();
}

std::string RawClient::read_until(const std::string& text) {
    while (buffer_.find(text) == std::string::npos) {
        if (!fill()) break;
    }
    return buffer_;
}

bool RawClient::closed() {
    while (fill()) {
    }
    return true;
}

bool RawClient::hung_up() {
    pollfd ready{fd_, POLLRDHUP, 0};
    return ::poll(&ready, 1, 10'000) == 1;
}

std::string Reply::header(const std::string& name) const {
    const size_t at = head.find(name + ": ");
    if (at == std::string::npos) return "";
    const size_t begin = at + name.size() + 2;
    return head.substr(begin, head.find('\n', begin) - begin);
}

Reply ask(const RunningServer& server, const std::string& method, const std::string& path,
          const std::string& body) {
    RawClient client(server.socket());
    return client.request(method, path, body);
}

} // namespace objsync::test
