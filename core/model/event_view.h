// An event's stored bytes, read without copying: for those who look at millions of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "core/model/event.h"

namespace objsync {

// Views into the body, which must outlive it.
struct EventView {
    int64_t seq = 0;
    int64_t at_ms = 0;
    EventType type = EventType::added;
    Reason reason = Reason::none;
    int64_t run = 0;
    int64_t oid = 0;
    int64_t parent = 0;
    int64_t previous = 0;
    bool active = false;
    bool initial = false;
    bool replaced = false;
    bool has_object = false;
    bool object_apart = false; // stable and moving are to be put in by who knows where they are
    bool has_old_path = false;
    std::string_view path; // see each_segment
    std::string_view old_path;
    std::string_view kind;
    std::string_view stable, moving;
    std::string_view changes; // see each_change
    std::string_view details;
};

// `f(name, ns)` for each segment of `path` or `old_path`, from the top down. Throws Error{corrupt}.
template <typename F>
void each_segment(std::string_view path, F f) {
    ByteReader r(path);
    while (!r.done()) {
        const std::string_view name = r.str();
        f(name, r.str());
    }
}

// `f(field, old, now)` for each of `changes`; a value may be absent. Throws Error{corrupt}.
template <typename F>
void each_change(std::string_view changes, F f) {
    ByteReader r(changes);
    while (!r.done()) {
        const std::string_view field = r.str();
        const uint8_t has = r.u8();
        std::optional<std::string_view> old;
        std::optional<std::string_view> now;
        if ((has & 1) != 0) old = r.str();
        if ((has & 2) != 0) now = r.str();
        f(field, old, now);
    }
}

// A copy; an object that was put in is no longer apart. Throws Error{corrupt}.
[[nodiscard]] Event to_event(const EventView& view);

// The same as render_event, without the way over an Event: for sinks. Throws Error{corrupt}.
void render_view(const EventView& view, std::string_view connection, std::string_view epoch,
                 std::string& out);

// Throws Error{corrupt}.
[[nodiscard]] EventView view_event(std::string_view body);

// Only the sequence number, which comes first.
[[nodiscard]] int64_t peek_seq(std::string_view body);

} // namespace objsync
