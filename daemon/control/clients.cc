#include "daemon/control/clients.h"

#include <sys/socket.h>

#include <algorithm>

namespace objsync::control {

bool Clients::add(Client& client) {
    Share& share = shares_[client.who];
    if (share.clients >= limits_.of_peer) return false;
    ++share.clients;
    client.counted = true;
    all_.insert(&client);
    return true;
}

void Clients::remove(Client& client) {
    if (!client.counted) return;
    all_.erase(&client);
    --shares_[client.who].clients;
}

void Clients::refill(Share& share, int64_t now_ms) const {
    const auto rate = static_cast<double>(limits_.requests_per_second);
    // One that is new here has its whole share.
    const double more =
        share.at_ms == 0 ? 2 * rate : static_cast<double>(now_ms - share.at_ms) * rate / 1000;
    share.left = std::min(2 * rate, share.left + more);
    share.at_ms = now_ms;
}

bool Clients::take(const std::string& who, int64_t cost, int64_t now_ms) {
    Share& share = shares_[who];
    refill(share, now_ms);
    if (share.left < 1) return false;
    share.left -= static_cast<double>(cost);
    return true;
}

int64_t Clients::sweep(int64_t now_ms) {
    const bool crowded = all_.size() * 4 >= limits_.all * 3;
    const int64_t patience =
        crowded ? std::min(limits_.crowded_ms, limits_.receive_ms) : limits_.receive_ms;
    const auto over = [now_ms](int64_t since, int64_t limit) {
        return since != 0 && now_ms - since >= limit;
    };
    int64_t shut = 0;
    for (const Client* client : all_) {
        if (!over(client->receiving_since_ms, patience) &&
            !over(client->sending_since_ms, limits_.send_ms))
            continue;
        // libmicrohttpd sees the end of the connection and cleans up in its own time.
        ::shutdown(client->fd, SHUT_RDWR);
        ++shut;
    }
    // Kept until its share is whole again, so that coming anew gives nobody more.
    for (auto entry = shares_.begin(); entry != shares_.end();) {
        Share& share = entry->second;
        refill(share, now_ms);
        const bool whole = share.left >= 2 * static_cast<double>(limits_.requests_per_second);
        entry = share.clients == 0 && whole ? shares_.erase(entry) : std::next(entry);
    }
    return shut;
}

} // namespace objsync::control
