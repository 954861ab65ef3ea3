// Reading the outbox: pages of event bodies by position, cursors of sinks, retention.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/store/sqlite.h"

namespace objsync::store {

struct OutboxRow {
    int64_t pos = 0;
    int64_t conn = 0;
    std::string body;
};

class OutboxReader {
public:
    explicit OutboxReader(Database& db);
    // Events after `pos`, oldest first, up to `max_rows` and about `max_bytes`.
    [[nodiscard]] std::vector<OutboxRow> after(int64_t pos, size_t max_rows, size_t max_bytes);
    // The same without copies, for sinks: `f(pos, conn, body)` until it returns false. The log
    // cannot be reused meanwhile, so not for long.
    template <typename F>
    void each_after(int64_t pos, F f) {
        after_.bind(pos);
        try {
            while (after_.step() && f(after_.integer(0), after_.integer(1), after_.bytes(2))) {
            }
        } catch (...) {
            after_.reset();
            throw;
        }
        after_.reset();
    }
    [[nodiscard]] std::optional<OutboxRow> at(int64_t pos);
    [[nodiscard]] int64_t last();  // position of the newest event; 0: none was ever written
    [[nodiscard]] int64_t first(); // of the oldest still kept; last() + 1 if none is kept
    // Position just before the event `seq` of a connection; for the next one to come, last().
    // Throws Error{input} when it is older than what is kept, or beyond the next one.
    [[nodiscard]] int64_t before_seq(int64_t conn, int64_t seq);

private:
    Database& db_;
    Statement after_, at_, mark_;
};

// A cursor as people pass it: opaque, with the epoch in it, so that one of another store is
// refused. Throws Error{input}: malformed, other epoch, or older than what is kept.
[[nodiscard]] std::string make_cursor(const std::string& epoch, int64_t pos);
[[nodiscard]] int64_t read_cursor(const std::string& cursor, const std::string& epoch,
                                  OutboxReader& outbox);

// On the write connection, inside the caller's transaction.
void set_sink_position(Database& db, const std::string& sink, int64_t pos, int64_t now_ms);
[[nodiscard]] std::optional<int64_t> sink_position(Database& db, const std::string& sink);
// Works off commit times, so every commit needs its row in outbox_mark for each of its connections.
// Drops at most `limit` events older than `before_ms` that every named sink has passed. Returns
// how many were dropped. Sinks no longer named do not hold events back.
int64_t prune_outbox(Database& db, const std::vector<std::string>& sinks, int64_t before_ms,
                     int64_t limit);

} // namespace objsync::store
