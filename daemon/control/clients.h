// The connections to the server, and what one peer may take of it. Loop thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "daemon/control/access.h"

namespace objsync::control {

// A client. What it may take its time for is bounded; the sweep shuts it when it does not keep to
// it.
struct Client {
    int fd = -1;
    std::optional<Peer> peer;       // none: over TCP
    std::string who;                // "uid 1000", or an address: whose share it takes
    int64_t receiving_since_ms = 0; // a request, or nothing at all; 0: not now
    int64_t sending_since_ms = 0;
    bool counted = false;
};

struct ClientLimits {
    size_t all = 64, of_peer = 32;
    int64_t receive_ms = 30'000; // for a whole request; also how long an idle client is kept
    int64_t crowded_ms = 1'000;  // the same when three quarters of the places are taken
    int64_t send_ms = 120'000;   // for a whole answer; of a stream, between two pieces
    int64_t requests_per_second = 1'000; // of a peer; twice as many at once
};

class Clients {
public:
    explicit Clients(ClientLimits limits) : limits_(limits) {}

    // False: its peer has too many; it is to be shut.
    [[nodiscard]] bool add(Client& client);
    void remove(Client& client);
    // Whether its peer may ask now. `cost`: in requests.
    [[nodiscard]] bool take(const std::string& who, int64_t cost, int64_t now_ms);
    // Shuts those that took too long; returns how many.
    int64_t sweep(int64_t now_ms);
    [[nodiscard]] size_t size() const noexcept { return all_.size(); }

private:
    struct Share {
        size_t clients = 0;
        double left = 0; // requests
        int64_t at_ms = 0;
    };
    void refill(Share& share, int64_t now_ms) const;

    ClientLimits limits_;
    std::unordered_set<Client*> all_;
    std::unordered_map<std::string, Share> shares_; // by peer
};

} // namespace objsync::control
