#include "core/store/query_events.h"

#include <algorithm>

#include "core/base/error.h"

namespace objsync::store::query {

namespace {

bool at_or_below(const Path& path, const Path& top) {
    return path.size() >= top.size() && std::equal(top.begin(), top.end(), path.begin());
}

} // namespace

bool EventFilter::lets_through(const FoundEvent& found) const {
    if (conn && *conn != found.conn) return false;
    if (at_or_below(found.event.path, path)) return true;
    return found.event.old_path && at_or_below(*found.event.old_path, path);
}

EventQuery::EventQuery(Database& db) : outbox_(db) {}

EventPage EventQuery::after(int64_t pos, const EventFilter& filter, size_t max_events,
                            size_t max_bytes) {
    EventPage page;
    page.scanned = pos;
    std::vector<OutboxRow> rows = outbox_.after(pos, max_events, max_bytes);
    for (OutboxRow& row : rows) {
        page.scanned = row.pos;
        if (filter.conn && *filter.conn != row.conn) continue;
        FoundEvent found{row.pos, row.conn, std::move(row.event)};
        if (filter.lets_through(found)) page.events.push_back(std::move(found));
    }
    page.more = !rows.empty();
    return page;
}

History EventQuery::history(int64_t oid, int64_t from, size_t limit) {
    History history;
    int64_t pos = from;
    while (pos != 0) {
        if (history.events.size() == limit) {
            history.next = pos;
            break;
        }
        auto row = outbox_.at(pos);
        if (!row) {
            history.pruned = true;
            break;
        }
        FoundEvent found{row->pos, row->conn, std::move(row->event)};
        if (pos == from && found.event.oid != oid) {
            throw Error(ErrorKind::input, "position " + std::to_string(from) +
                                              " is no event of object " + std::to_string(oid));
        }
        if (found.event.oid != oid || found.event.previous >= pos) {
            throw Error(ErrorKind::corrupt,
                        "the events of object " + std::to_string(oid) + " do not lead back");
        }
        const int64_t previous = found.event.previous;
        history.events.push_back(std::move(found));
        pos = previous;
    }
    return history;
}

} // namespace objsync::store::query
