// What the control server counts of itself, for /metrics. Loop thread only.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace objsync::control {

struct Counts {
    // By route (method and pattern; empty: none was found) and status.
    std::map<std::pair<std::string, int>, int64_t> requests;
    int64_t faults = 0;          // requests that failed by our own fault
    int64_t refused_clients = 0; // connections that were one too many of their peer
    int64_t slow_clients = 0;    // connections that were cut off
    int64_t clients = 0, streams = 0;
};

} // namespace objsync::control
