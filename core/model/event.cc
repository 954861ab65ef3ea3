#include "core/model/event.h"

#include "core/model/event_view.h"

namespace objsync {

namespace {

enum : uint8_t {
    kActive = 1,
    kInitial = 2,
    kReplaced = 4,
    kObject = 8,
    kOldPath = 16,
    kApart = 32
};

bool is_known(EventType type) {
    return !type_name(type).empty();
}

// The inner bytes of a path; as one length-prefixed string, so that readers may step over it.
std::string path_bytes(const Path& path) {
    std::string out;
    ByteWriter w(out);
    for (const Segment& s : path) {
        w.str(s.name);
        w.str(s.ns);
    }
    return out;
}

Path path_of(std::string_view bytes) {
    Path path;
    each_segment(bytes, [&](std::string_view name, std::string_view ns) {
        path.push_back({std::string(name), std::string(ns)});
    });
    return path;
}

std::string change_bytes(const std::vector<Change>& changes) {
    std::string out;
    ByteWriter w(out);
    for (const Change& c : changes) {
        w.str(c.field);
        w.u8(static_cast<uint8_t>((c.old ? 1 : 0) | (c.now ? 2 : 0)));
        if (c.old) w.str(*c.old);
        if (c.now) w.str(*c.now);
    }
    return out;
}

} // namespace

std::string_view type_name(EventType type) {
    switch (type) {
        case EventType::added:
            return "objsync.object.added";
        case EventType::removed:
            return "objsync.object.removed";
        case EventType::changed:
            return "objsync.object.changed";
        case EventType::renamed:
            return "objsync.object.renamed";
        case EventType::restored:
            return "objsync.object.restored";
        case EventType::activated:
            return "objsync.object.activated";
        case EventType::deactivated:
            return "objsync.object.deactivated";
        case EventType::crawl_started:
            return "objsync.crawl.started";
        case EventType::crawl_finished:
            return "objsync.crawl.finished";
        case EventType::crawl_failed:
            return "objsync.crawl.failed";
        case EventType::removals_held:
            return "objsync.removals.held";
        case EventType::removals_approved:
            return "objsync.removals.approved";
        case EventType::removals_rejected:
            return "objsync.removals.rejected";
    }
    return {};
}

std::string_view reason_name(Reason reason) {
    switch (reason) {
        case Reason::none:
            return "";
        case Reason::dropped:
            return "dropped";
        case Reason::vanished:
            return "vanished";
        case Reason::moved:
            return "moved";
        case Reason::parent_removed:
            return "parent_removed";
        case Reason::out_of_scope:
            return "out_of_scope";
        case Reason::connection_removed:
            return "connection_removed";
    }
    return {};
}

void encode_event(const Event& e, std::string& out) {
    out.clear();
    ByteWriter w(out);
    w.varint(static_cast<uint64_t>(e.seq));
    w.zigzag(e.at_ms);
    w.u8(static_cast<uint8_t>(e.type));
    uint8_t flags = 0;
    if (e.active) flags |= kActive;
    if (e.initial) flags |= kInitial;
    if (e.replaced) flags |= kReplaced;
    if (e.has_object) flags |= kObject;
    if (e.old_path) flags |= kOldPath;
    if (e.object_apart) flags |= kApart;
    w.u8(flags);
    w.u8(static_cast<uint8_t>(e.reason));
    for (const int64_t id : {e.run, e.oid, e.parent, e.previous})
        w.varint(static_cast<uint64_t>(id));
    w.str(path_bytes(e.path));
    w.str(e.kind);
    if (e.old_path) w.str(path_bytes(*e.old_path));
    if (e.has_object && !e.object_apart) {
        w.str(e.stable);
        w.str(e.moving);
    }
    w.str(change_bytes(e.changes));
    w.str(e.details);
}

EventView view_event(std::string_view body) {
    ByteReader r(body);
    EventView v;
    v.seq = static_cast<int64_t>(r.varint());
    v.at_ms = r.zigzag();
    v.type = static_cast<EventType>(r.u8());
    if (!is_known(v.type)) throw Error(ErrorKind::corrupt, "an event has an unknown type");
    const uint8_t flags = r.u8();
    v.active = (flags & kActive) != 0;
    v.initial = (flags & kInitial) != 0;
    v.replaced = (flags & kReplaced) != 0;
    v.has_object = (flags & kObject) != 0;
    v.has_old_path = (flags & kOldPath) != 0;
    v.object_apart = (flags & kApart) != 0;
    v.reason = static_cast<Reason>(r.u8());
    for (int64_t* id : {&v.run, &v.oid, &v.parent, &v.previous}) {
        *id = static_cast<int64_t>(r.varint());
    }
    v.path = r.str();
    v.kind = r.str();
    if (v.has_old_path) v.old_path = r.str();
    if (v.has_object && !v.object_apart) {
        v.stable = r.str();
        v.moving = r.str();
    }
    v.changes = r.str();
    v.details = r.str();
    if (!r.done()) throw Error(ErrorKind::corrupt, "an event has bytes after its end");
    return v;
}

int64_t peek_seq(std::string_view body) {
    return static_cast<int64_t>(ByteReader(body).varint());
}

Event decode_event(std::string_view body) {
    return to_event(view_event(body));
}

Event to_event(const EventView& v) {
    Event e;
    e.seq = v.seq;
    e.at_ms = v.at_ms;
    e.type = v.type;
    e.run = v.run;
    e.oid = v.oid;
    e.parent = v.parent;
    e.previous = v.previous;
    e.path = path_of(v.path);
    e.kind = v.kind;
    e.active = v.active;
    e.initial = v.initial;
    e.replaced = v.replaced;
    e.reason = v.reason;
    if (v.has_old_path) e.old_path = path_of(v.old_path);
    e.has_object = v.has_object;
    e.stable = v.stable;
    e.moving = v.moving;
    each_change(v.changes, [&](std::string_view field, const auto& old, const auto& now) {
        e.changes.push_back(
            {std::string(field), std::optional<std::string>(old), std::optional<std::string>(now)});
    });
    e.details = v.details;
    return e;
}

} // namespace objsync
