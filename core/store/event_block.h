// Several events in one row of the outbox: in a long crawl a row each costs more than the events.
// They are of one connection, and their positions follow each other from that of the row. What a
// row holds is the bytes of one event (core/model/event.h); or a zero, which no event begins with,
// and then events, each after its length.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace objsync::store {

// Rows under construction. The caller sees to connection and positions.
class EventBlock {
public:
    [[nodiscard]] bool empty() const noexcept { return events_ == 0; }
    [[nodiscard]] int64_t events() const noexcept { return events_; }
    // Whether the row still fits into a page of the file.
    [[nodiscard]] bool has_room(std::string_view event) const noexcept {
        return bytes_.size() + event.size() + kMostLength <= kMostBytes;
    }
    void add(std::string_view event);
    [[nodiscard]] std::string_view row() const;
    void clear();

private:
    static constexpr size_t kMostBytes = 4000;
    static constexpr size_t kMostLength = 10; // of the length of an event

    std::string bytes_;
    size_t first_ = 0; // where the first event begins, after its length
    int64_t events_ = 0;
};

// `f(pos, event)` for each event of a row, until it returns false; what it returned last. Throws
// Error{corrupt}.
template <typename F>
bool each_event(int64_t pos, std::string_view row, F f) {
    if (row.empty() || row.front() != 0) return f(pos, row);
    ByteReader r(row.substr(1));
    for (; !r.done(); ++pos) {
        if (!f(pos, r.str())) return false;
    }
    return true;
}

} // namespace objsync::store
