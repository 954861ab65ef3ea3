#include "core/store/outbox.h"

#include <algorithm>
#include <charconv>

#include "core/base/error.h"

namespace objsync::store {

namespace {

int64_t one_number(Database& db, const char* sql) {
    Statement statement(db, sql);
    return statement.step() ? statement.integer(0) : 0;
}

[[noreturn]] void too_old(const std::string& what) {
    throw Error(ErrorKind::input,
                what +
                    " is older than what the outbox keeps; read the present state (export) and "
                    "follow from the newest event");
}

} // namespace

OutboxReader::OutboxReader(Database& db)
    : db_(db),
      // From the row on that holds this position.
      after_(db,
             "SELECT pos, conn, body FROM outbox WHERE pos >= coalesce((SELECT max(pos) FROM "
             "outbox WHERE pos <= ?1), 0) ORDER BY pos"),
      at_(db, "SELECT pos, conn, body FROM outbox WHERE pos <= ? ORDER BY pos DESC LIMIT 1"),
      mark_(db,
            "SELECT pos FROM outbox_mark WHERE conn = ? AND seq <= ? ORDER BY seq DESC LIMIT 1"),
      objects_(db, "SELECT oid, lent_to, stable, moving FROM object WHERE oid >= ? ORDER BY oid"),
      kept_(db, "SELECT stable, moving FROM outbox_object WHERE pos = ?") {}

// A statement left at a row keeps the snapshot.
void OutboxReader::reset() {
    for (Statement* statement : {&after_, &at_, &objects_, &kept_})
        statement->reset();
    at_oid_ = 0;
}

// Objects that were found one after the other are told so, too: the next row is tried first, which
// costs less than a search.
bool OutboxReader::find_object(int64_t oid) {
    const auto step = [this] { at_oid_ = objects_.step() ? objects_.integer(0) : 0; };
    if (at_oid_ != 0 && at_oid_ < oid) step();
    if (at_oid_ == oid) return true;
    objects_.bind(oid);
    step();
    return at_oid_ == oid;
}

EventView OutboxReader::view(int64_t pos, std::string_view body) {
    EventView event = view_event(body);
    if (!event.has_object || !event.object_apart) return event;
    const bool is_lent = find_object(event.oid) && objects_.integer(1) == pos;
    if (!is_lent && !kept_.bind(pos).step())
        throw Error(ErrorKind::corrupt, "an event tells of an object that is not there");
    event.stable = is_lent ? objects_.bytes(2) : kept_.bytes(0);
    event.moving = is_lent ? objects_.bytes(3) : kept_.bytes(1);
    event.object_apart = false;
    return event;
}

std::vector<OutboxRow> OutboxReader::after(int64_t pos, size_t max_rows, size_t max_bytes) {
    std::vector<OutboxRow> rows;
    if (max_rows == 0) return rows;
    size_t bytes = 0;
    each_after(pos, [&](int64_t at, int64_t conn, std::string_view body) {
        const EventView event = view(at, body);
        rows.push_back({at, conn, to_event(event)});
        bytes += body.size() + event.stable.size() + event.moving.size();
        return rows.size() < max_rows && bytes < max_bytes;
    });
    return rows;
}

std::optional<OutboxRow> OutboxReader::at(int64_t pos) {
    std::optional<OutboxRow> row;
    if (at_.bind(pos).step()) {
        const auto take = [&](int64_t at, std::string_view body) {
            if (at == pos) row = OutboxRow{pos, at_.integer(1), to_event(view(pos, body))};
            return at < pos;
        };
        each_event(at_.integer(0), at_.bytes(2), take);
    }
    reset();
    return row;
}

int64_t OutboxReader::last() {
    return one_number(db_, "SELECT value - 1 FROM meta WHERE key = 'next_pos'");
}

int64_t OutboxReader::first() {
    const int64_t pos = one_number(db_, "SELECT min(pos) FROM outbox");
    return pos != 0 ? pos : last() + 1;
}

int64_t OutboxReader::before_seq(int64_t conn, int64_t seq) {
    const std::string what = "event " + std::to_string(seq) + " of the connection";
    Statement next(db_, "SELECT next_seq FROM connection WHERE id = ?");
    next.bind(conn);
    const int64_t next_seq = next.step() ? next.integer(0) : 1;
    next.reset();
    if (seq > next_seq || seq < 1) {
        throw Error(ErrorKind::input,
                    what + " was never written; the newest is " + std::to_string(next_seq - 1));
    }
    if (seq == next_seq) return last();
    mark_.bind(conn, seq);
    if (!mark_.step()) {
        mark_.reset();
        too_old(what);
    }
    const int64_t from = mark_.integer(0);
    mark_.reset();
    // Other connections' events may stand between, and the first ones may have been dropped.
    std::optional<int64_t> before;
    each_after(from - 1, [&](int64_t pos, int64_t of, std::string_view body) {
        if (of != conn) return true;
        const int64_t found = peek_seq(body);
        if (found == seq) before = pos - 1;
        return found < seq;
    });
    if (!before) too_old(what);
    return *before;
}

std::string make_cursor(const std::string& epoch, int64_t pos) {
    return epoch + "." + std::to_string(pos);
}

int64_t read_cursor(const std::string& cursor, const std::string& epoch, OutboxReader& outbox) {
    const std::string what = "cursor \"" + cursor + "\"";
    const size_t dot = cursor.find('.');
    int64_t pos = -1;
    const char* end = cursor.data() + cursor.size();
    if (dot != std::string::npos) {
        const auto result = std::from_chars(cursor.data() + dot + 1, end, pos);
        if (result.ec != std::errc() || result.ptr != end) pos = -1;
    }
    if (pos < 0) {
        throw Error(ErrorKind::input,
                    what + " is malformed; pass one that was printed with events");
    }
    if (cursor.compare(0, dot, epoch) != 0) {
        throw Error(ErrorKind::input,
                    what +
                        " is of another store, or of this one before it was lost, reset or "
                        "restored from a backup; read the present state (export) and follow "
                        "from the newest event");
    }
    if (pos > outbox.last()) {
        throw Error(ErrorKind::input, what + " lies after the newest event");
    }
    if (pos < outbox.first() - 1) too_old(what);
    return pos;
}

void set_sink_position(Database& db, const std::string& sink, int64_t pos, int64_t now_ms) {
    Statement(db,
              "INSERT INTO sink (name, pos, updated_at) VALUES (?, ?, ?) ON CONFLICT (name) DO "
              "UPDATE SET pos = excluded.pos, updated_at = excluded.updated_at")
        .bind(sink, pos, now_ms)
        .run();
}

std::optional<int64_t> sink_position(Database& db, const std::string& sink) {
    Statement find(db, "SELECT pos FROM sink WHERE name = ?");
    find.bind(sink);
    if (!find.step()) return std::nullopt;
    return find.integer(0);
}

namespace {

// The newest position before which a row ends, and after which one begins: at or before `pos`.
int64_t end_of_row(Database& db, int64_t pos) {
    Statement begins(db, "SELECT max(pos) - 1 FROM outbox WHERE pos <= ? + 1");
    begins.bind(pos);
    return begins.step() && !begins.is_null(0) ? begins.integer(0) : 0;
}

int64_t end_of_first_row(Database& db, int64_t first, int64_t last) {
    Statement second(db, "SELECT min(pos) - 1 FROM outbox WHERE pos > ?");
    second.bind(first);
    return second.step() && !second.is_null(0) ? second.integer(0) : last;
}

// Up to where no named sink and nobody young wants the events.
int64_t unwanted(Database& db, const std::vector<std::string>& sinks, int64_t before_ms,
                 int64_t last) {
    // Events up to the first commit that is young enough to stay.
    Statement young(db, "SELECT min(pos) - 1 FROM outbox_mark WHERE at >= ?");
    young.bind(before_ms);
    int64_t cut = last;
    if (young.step() && !young.is_null(0)) cut = young.integer(0);
    for (const std::string& sink : sinks)
        cut = std::min(cut, sink_position(db, sink).value_or(0));
    return cut;
}

} // namespace

int64_t prune_outbox(Database& db, const std::vector<std::string>& sinks, int64_t before_ms,
                     int64_t limit) {
    OutboxReader outbox(db);
    const int64_t first = outbox.first();
    const int64_t last = outbox.last();
    const int64_t most = unwanted(db, sinks, before_ms, last);
    // Whole rows go, and none holds events of two commits.
    int64_t cut = std::min(most, std::max(first - 1 + limit, end_of_first_row(db, first, last)));
    if (cut < last) cut = end_of_row(db, cut);
    if (cut < first) return 0;
    Statement(db, "DELETE FROM outbox WHERE pos <= ?").bind(cut).run();
    Statement(db, "DELETE FROM outbox_object WHERE pos <= ?").bind(cut).run();
    // The newest mark at or before the cut stays: events after the cut are found from it.
    Statement(db,
              "DELETE FROM outbox_mark AS m WHERE m.pos <= ?1 AND EXISTS (SELECT 1 FROM "
              "outbox_mark n WHERE n.conn = m.conn AND n.seq > m.seq AND n.pos <= ?1)")
        .bind(cut)
        .run();
    return cut - first + 1;
}

} // namespace objsync::store
