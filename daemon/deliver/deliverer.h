// Brings the outbox to the sinks: each has its own cursor, thread and read connection, so a slow or
// failing one holds up nobody. At least once, in order, under the same id.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/deliver/sink_thread.h"

namespace objsync::daemon {

struct NamedSink {
    std::string name; // its cursor is kept under it
    std::unique_ptr<Sink> sink;
};

// Methods from any thread. Destroy or stop() it before the writer that `hooks.save` reaches.
class Deliverer {
public:
    Deliverer(const std::string& store_file, std::vector<NamedSink> sinks,
              const DeliverHooks& hooks, const DeliverPace& pace = {});

    // The writer committed; `last` is the position of the newest event. Cheap.
    void notify(int64_t last);
    // SIGUSR1: every sink opens anew what it writes to.
    void reopen();
    [[nodiscard]] std::vector<SinkState> states() const;

    // Blocks until all up to `last` is accepted. A sink that has failed for all of `patience`
    // is given up. Returns "NAME: error" for each of those; empty: everything was delivered.
    [[nodiscard]] std::vector<std::string> drain(int64_t last, std::chrono::milliseconds patience);
    // Ends the threads after the batch at hand and saves the cursors. Repeated calls do nothing.
    void stop();

private:
    std::vector<std::unique_ptr<SinkThread>> threads_;
};

} // namespace objsync::daemon
