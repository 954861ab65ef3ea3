// Reading events: of one object backwards, of all forwards. Rules as in query.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/event.h"
#include "core/store/outbox.h"
#include "core/store/query.h"

namespace objsync::store::query {

struct FoundEvent {
    int64_t pos = 0;
    int64_t conn = 0;
    Event event;
};

// Only events of the connection, and of these only those at or below the path, before or after a
// rename. An empty path lets crawl and removals events through as well.
struct EventFilter {
    std::optional<int64_t> conn;
    Path path;
    [[nodiscard]] bool lets_through(const FoundEvent& found) const;
};

struct EventPage {
    std::vector<FoundEvent> events;
    int64_t scanned = 0; // position of the last event looked at; the next page begins after it
    bool more = false;   // there may be more at once
};

struct History {
    std::vector<FoundEvent> events; // newest first
    int64_t next = 0;               // position to go on from; 0: that was all
    bool pruned = false;            // older events are no longer kept
};

class EventQuery {
public:
    explicit EventQuery(Database& db);

    // Looks at about `max_events` events or `max_bytes` after `pos`, whichever comes first.
    [[nodiscard]] EventPage after(int64_t pos, const EventFilter& filter, size_t max_events,
                                  size_t max_bytes);
    // Of the object, from the event at `from` back: object.last_event, or History::next.
    [[nodiscard]] History history(int64_t oid, int64_t from, size_t limit);
    [[nodiscard]] OutboxReader& outbox() noexcept { return outbox_; }

private:
    OutboxReader outbox_;
};

} // namespace objsync::store::query
