// Serves an Engine over TCP on the loopback to the driver in driver/: sessions, statements, rows in
// chunks, latency and faults. A test starts one over an account and goes on shaping that account.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "tests/snowflake/engine.h"
#include "tests/snowflake/server/faults.h"
#include "tests/snowflake/server/log.h"
#include "tests/snowflake/wire/messages.h"

namespace fake_snowflake {

// How long the answers take, beside what the engine needs.
struct Latency {
    std::chrono::microseconds per_statement{0};
    std::chrono::microseconds per_1000_rows{0};
};

// Listens from construction to destruction, which ends all sessions. All of it is thread-safe.
class Server {
public:
    // The engine must outlive it. port 0: any free one. Throws wire::WireError.
    explicit Server(Engine& engine, uint16_t port = 0);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] uint16_t port() const noexcept;
    [[nodiscard]] Faults& faults() noexcept;
    [[nodiscard]] Log& log() noexcept;

    void set_latency(Latency latency);
    // Of a chunk, which is what is fetched ahead.
    void set_chunk_rows(size_t rows);
    // What the driver is and does in sessions that begin from now on.
    void set_traits(const wire::DriverTraits& traits);
    // Called with each statement's text before it runs, on the thread that runs it.
    void on_statement(std::function<void(const std::string& sql)> call);

    // Every session from now on gets 390114, as after four hours without a heartbeat; new ones do
    // not.
    void expire_sessions();
    [[nodiscard]] size_t open_sessions() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace fake_snowflake
