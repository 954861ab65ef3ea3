// One TCP connection to the server, with its errors told as the driver tells them. Used by one
// thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "tests/snowflake/driver/diagnostics.h"
#include "tests/snowflake/wire/messages.h"
#include "tests/snowflake/wire/socket.h"

namespace fake_snowflake::driver {

struct Address {
    std::string host;
    uint16_t port = 443;
};

class Channel {
public:
    using Timeout = std::optional<std::chrono::milliseconds>;

    // Throws DriverError.
    Channel(const Address& address, Timeout timeout);

    // All throw DriverError: what the server answers, or 08S01 where there is no answer; then the
    // channel is of no more use.
    void send(wire::Type type, std::string_view payload = {});
    // The answer, which must be of that type. Kept until the next call.
    [[nodiscard]] std::string_view expect(wire::Type type, Timeout timeout = std::nullopt);
    // A chunk, moved into `payload`, or false at the end of the rows.
    [[nodiscard]] bool expect_chunk(std::string& payload);

private:
    [[nodiscard]] wire::Type receive(Timeout timeout);
    [[noreturn]] void lost(const char* why) const;

    Address address_;
    wire::Socket socket_;
    wire::Frame frame_;
};

} // namespace fake_snowflake::driver
