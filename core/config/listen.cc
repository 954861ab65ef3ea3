#include "core/config/listen.h"

#include <arpa/inet.h>

#include <charconv>

namespace objsync::config {

std::optional<ListenAddress> read_listen(const std::string& text) {
    const size_t colon = text.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    ListenAddress listen;
    listen.address = text.substr(0, colon);
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, listen.port);
    if (error != std::errc() || stop != end || listen.port == 0) return std::nullopt;
    const size_t size = listen.address.size();
    if (size > 2 && listen.address.front() == '[' && listen.address.back() == ']') {
        listen.address = listen.address.substr(1, size - 2);
        listen.ipv6 = true;
        in6_addr address{};
        if (inet_pton(AF_INET6, listen.address.c_str(), &address) != 1) return std::nullopt;
        listen.loopback = IN6_IS_ADDR_LOOPBACK(&address);
        return listen;
    }
    in_addr address{};
    if (inet_pton(AF_INET, listen.address.c_str(), &address) != 1) return std::nullopt;
    listen.loopback = ntohl(address.s_addr) >> 24 == 127;
    return listen;
}

} // namespace objsync::config
