// A control server on a thread of its own, and a client that can misbehave.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "daemon/control/server.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/control/fake_commands.h"
#include "tests/unit/control/fixture.h"

namespace objsync::test {

class RunningServer {
public:
    // The options' socket and store are set here.
    // `prepare` adds to the store before the server opens it.
    explicit RunningServer(control::ServerOptions options = {},
                           const std::function<void(StoreMaker&)>& prepare = {});
    ~RunningServer();
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;

    // Runs on the server's thread, and waits for it.
    void inside(const std::function<void(control::Server&, FakeCommands&)>& part);
    void stop();

    [[nodiscard]] const std::string& socket() const noexcept { return socket_; }
    [[nodiscard]] StoreMaker& store() noexcept { return maker_; }

private:
    TempDir dir_;
    StoreMaker maker_;
    std::string socket_;
    Loop* loop_ = nullptr;
    control::Server* server_ = nullptr;
    FakeCommands* commands_ = nullptr;
    std::thread thread_;
};

struct Reply {
    int status = 0;
    std::string head, body; // a chunked body is put together
    [[nodiscard]] std::string header(const std::string& name) const;
};

// Blocking. Throws std::runtime_error when the other side does not do its part within 10 seconds.
class RawClient {
public:
    explicit RawClient(const std::string& socket);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void send(const std::string& bytes);
    // One answer; its body ends where its length or its last chunk says, or the connection.
    Reply receive();
    Reply request(const std::string& method, const std::string& path, const std::string& body = "",
                  const std::string& headers = "");
    // Reads until `text` has come, or the connection ends; returns all that came.
    std::string read_until(const std::string& text);
    // Whether the other side closes; what comes before is dropped.
    bool closed();
    // The same without reading, as a client that has stopped would see it.
    bool hung_up();

private:
    bool fill(); // false: the connection ended
    std::string take_line();
    std::string take(size_t size);

    int fd_ = -1;
    std::string buffer_;
};

// One request on a connection of its own.
Reply ask(const RunningServer& server, const std::string& method, const std::string& path,
          const std::string& body = "");

} // namespace objsync::test
