// Frames over TCP: the length of a payload in 32 bits, a type byte, the payload.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/snowflake/wire/bytes.h"

namespace fake_snowflake::wire {

// No answer within the time.
class Timeout : public WireError {
public:
    using WireError::WireError;
};

struct Frame {
    uint8_t type = 0;
    std::string payload; // on the heap or not: aligned to 8 bytes
};

// A connected socket; closed at the end. Used by one thread at a time, but for shut_down().
class Socket {
public:
    explicit Socket(int fd) noexcept : fd_(fd) {}
    ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&& other) noexcept;

    // Throws WireError with the system's text.
    [[nodiscard]] static Socket connect(const std::string& host, uint16_t port,
                                        std::optional<std::chrono::milliseconds> timeout);

    void send(uint8_t type, std::string_view payload);
    // Waits for the whole next frame, for ever or until the time is over. Reuses the frame's
    // memory.
    void receive(Frame& frame, std::optional<std::chrono::milliseconds> timeout = std::nullopt);

    // From any thread: whoever waits in send() or receive() gets a WireError.
    void shut_down() noexcept;

    [[nodiscard]] int fd() const noexcept { return fd_; }

private:
    using Deadline = std::optional<std::chrono::steady_clock::time_point>;
    void read(char* to, size_t size, const Deadline& until);

    int fd_;
};

} // namespace fake_snowflake::wire
