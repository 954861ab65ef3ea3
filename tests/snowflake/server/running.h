// A statement that runs: what can stop it from another thread, and waiting that can be stopped.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "tests/snowflake/wire/socket.h"

namespace fake_snowflake {

class Running {
public:
    // timeout_s 0: none.
    explicit Running(int64_t timeout_s);
    ~Running();
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    void cancel() noexcept; // from any thread

    // Throws SqlError 000604 once cancelled, 000630 after the timeout.
    void check() const;
    // Waits that long, or for ever; what check() throws ends it, unless deaf. Throws
    // wire::WireError when the client went away.
    void wait(const wire::Socket& client, std::optional<std::chrono::microseconds> time,
              bool deaf = false) const;

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] bool cancelled() const noexcept;

    int event_;
    int64_t timeout_s_;
    Clock::time_point until_;
};

} // namespace fake_snowflake
