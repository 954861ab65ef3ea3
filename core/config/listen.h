// The address that the control API listens on over TCP.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace objsync::config {

struct ListenAddress {
    std::string address; // numeric, IPv6 without brackets
    uint16_t port = 0;
    bool ipv6 = false;
    bool loopback = false; // nobody on another machine reaches it
};

// "127.0.0.1:8470", "[::1]:8470". nullopt: it is none.
[[nodiscard]] std::optional<ListenAddress> read_listen(const std::string& text);

} // namespace objsync::config
