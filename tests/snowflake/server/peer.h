// One connection of a driver, served by one thread: a session's own, or a channel.
#pragma once

#include <atomic>
#include <memory>

#include "tests/snowflake/engine.h"
#include "tests/snowflake/server/cursor.h"
#include "tests/snowflake/server/faults.h"
#include "tests/snowflake/server/log.h"
#include "tests/snowflake/server/sessions.h"
#include "tests/snowflake/server/settings.h"
#include "tests/snowflake/wire/messages.h"
#include "tests/snowflake/wire/socket.h"

namespace fake_snowflake {

// What all connections share.
struct Shared {
    explicit Shared(Engine& of) : engine(of) {}

    Engine& engine;
    LiveSettings settings;
    Faults faults;
    Log log;
    Sessions sessions;
};

class Peer {
public:
    Peer(wire::Socket socket, Shared& shared);

    void serve() noexcept; // until the other side is gone, or stop()
    void stop() noexcept;  // from any thread
    [[nodiscard]] bool finished() const noexcept { return finished_; }

private:
    void serve_all();
    void answer(const wire::Frame& frame);
    void log_in(const wire::Frame& frame);
    void attach(const wire::Frame& frame);
    void execute(const wire::Frame& frame);
    void fetch();
    void log_out();
    template <typename Doing>
    void guarded(Doing doing);
    void send(wire::Type type, std::string_view payload = {});

    wire::Socket socket_;
    Shared& shared_;
    bool own_ = false; // signed in here, so that the session ends with this connection
    std::shared_ptr<OpenSession> session_;
    std::unique_ptr<Cursor> cursor_;
    std::atomic<bool> finished_ = false;
};

} // namespace fake_snowflake
