// Reading the outbox: pages of events by position, cursors of sinks, retention.
//
// An event that tells a whole object does not hold the object's bytes a second time. They are those
// of the object's row, until that changes: then they move to outbox_object (core/store/objects.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/event_view.h"
#include "core/store/event_block.h"
#include "core/store/sqlite.h"

namespace objsync::store {

struct OutboxRow {
    int64_t pos = 0;
    int64_t conn = 0;
    Event event;
};

class OutboxReader {
public:
    explicit OutboxReader(Database& db);
    // Events after `pos`, oldest first, up to `max_rows` and about `max_bytes`.
    [[nodiscard]] std::vector<OutboxRow> after(int64_t pos, size_t max_rows, size_t max_bytes);
    // The same without copies, for sinks: `f(pos, conn, body)` until it returns false, where the
    // body is to be read by view(). The log cannot be reused meanwhile, so not for long. Throws
    // Error{corrupt}.
    template <typename F>
    void each_after(int64_t pos, F f) {
        after_.bind(pos + 1);
        try {
            while (after_.step()) {
                const int64_t conn = after_.integer(1);
                const bool more = each_event(after_.integer(0), after_.bytes(2),
                                             [&](int64_t at, std::string_view body) {
                                                 return at <= pos || f(at, conn, body);
                                             });
                if (!more) break;
            }
        } catch (...) {
            reset();
            throw;
        }
        reset();
    }
    // Only there. With its object, wherever that is; valid until the next call. Throws
    // Error{corrupt}.
    [[nodiscard]] EventView view(int64_t pos, std::string_view body);
    [[nodiscard]] std::optional<OutboxRow> at(int64_t pos);
    [[nodiscard]] int64_t last();  // position of the newest event; 0: none was ever written
    [[nodiscard]] int64_t first(); // of the oldest still kept; last() + 1 if none is kept
    // Position just before the event `seq` of a connection; for the next one to come, last().
    // Throws Error{input} when it is older than what is kept, or beyond the next one.
    [[nodiscard]] int64_t before_seq(int64_t conn, int64_t seq);

private:
    void reset();
    // Whether `objects_` stands at the row of the object.
    [[nodiscard]] bool find_object(int64_t oid);

    Database& db_;
    Statement after_, at_, mark_, objects_, kept_;
    int64_t at_oid_ = 0; // the row `objects_` stands at; 0: at none
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
// Drops events older than `before_ms` that every named sink has passed: at most `limit`, or one row
// of the table. Returns how many were dropped. Sinks no longer named do not hold events back.
int64_t prune_outbox(Database& db, const std::vector<std::string>& sinks, int64_t before_ms,
                     int64_t limit);

} // namespace objsync::store
