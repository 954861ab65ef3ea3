// The outbox as lines to deliver: reads on a connection of its own and renders.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "core/store/outbox.h"
#include "core/store/sqlite.h"
#include "daemon/sinks/sink.h"

namespace objsync::daemon {

// One thread. Throws Error.
class Feed {
public:
    explicit Feed(const std::string& store_file);

    // The lines after `pos`, about `max_bytes` of them and at least one if there is any. The batch
    // is valid until the next call.
    [[nodiscard]] const Batch& after(int64_t pos, size_t max_bytes);
    [[nodiscard]] int64_t end() const noexcept { return end_; } // position of the batch's last line

    [[nodiscard]] int64_t first() { return outbox_.first(); }
    [[nodiscard]] int64_t last() { return outbox_.last(); }
    [[nodiscard]] std::optional<int64_t> saved_position(const std::string& sink);

private:
    [[nodiscard]] const std::string& name_of(int64_t conn);

    store::Database db_;
    store::OutboxReader outbox_;
    store::Statement name_;
    std::string epoch_;
    // Kept, so that the last events of a connection that was removed still find its name.
    std::unordered_map<int64_t, std::string> names_;
    std::string lines_;
    Batch batch_;
    int64_t end_ = 0;
};

} // namespace objsync::daemon
