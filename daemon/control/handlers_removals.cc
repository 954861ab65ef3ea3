#include <algorithm>

#include "daemon/control/dry_run.h"
#include "daemon/control/gate.h"
#include "daemon/control/handlers.h"
#include "daemon/control/render.h"

namespace objsync::control {

namespace {

constexpr int64_t kMaxPage = 1000;
constexpr size_t kSample = 20;
// Of another path's objects, too; so that one request's work is bounded.
constexpr size_t kMaxLooked = 10'000;

bool is_below(const Path& path, const Path& top) {
    return path.size() >= top.size() && std::equal(top.begin(), top.end(), path.begin());
}

std::string guard_text(Reader& reader, int64_t guard, const std::string& connection) {
    if (guard == 0) return "the first complete listing under a new basis did not give them";
    const auto row = reader.tree.object(guard);
    const Path path = row ? reader.tree.path_of(*row) : Path();
    return "too much went missing at once in " + path_text(connection, path);
}

void write_group(json::Writer& w, Reader& reader, const query::HeldGroup& group) {
    const std::string connection = connection_name(reader, group.conn);
    w.begin_object().field("connectionKey", connection).key("guard");
    const auto guard = reader.tree.object(group.guard);
    if (guard) {
        w.text(path_text(connection, reader.tree.path_of(*guard)));
    } else {
        w.null();
    }
    w.field("why", guard_text(reader, group.guard, connection))
        .field("cause", store::name_of(group.cause))
        .field("byHand", group.by_hand)
        .field("objects", group.objects)
        .field("run", group.run);
    write_time(w, "since", group.since);
    w.key("sample");
    if (const auto sample = reader.tree.object(group.sample)) {
        w.text(path_text(connection, reader.tree.path_of(*sample)));
    } else {
        w.null();
    }
    w.end_object();
}

struct HeldObject {
    query::HeldRow held;
    query::ObjectRow row;
    Path path;
};

struct HeldPage {
    std::vector<HeldObject> objects;
    std::optional<std::string> cursor;
};

struct HeldWanted {
    std::optional<int64_t> conn;
    Path top;
    int64_t after;
    size_t limit;
};

HeldPage held_below(Reader& reader, Sight& sight, const HeldWanted& wanted) {
    const auto& [conn, top, first, limit] = wanted;
    int64_t after = first;
    HeldPage page;
    size_t looked = 0;
    for (;;) {
        const auto rows = reader.held.page(conn, after, limit);
        for (const query::HeldRow& held : rows) {
            if (page.objects.size() == limit || looked++ == kMaxLooked) {
                page.cursor = std::to_string(after);
                return page;
            }
            after = held.oid;
            auto row = reader.tree.object(held.oid);
            if (!row || !sight.sees(held.oid)) continue;
            Path path = reader.tree.path_of(*row);
            if (!is_below(path, top)) continue;
            page.objects.push_back({held, std::move(*row), std::move(path)});
        }
        if (rows.size() < limit) return page;
    }
}

void write_held(json::Writer& w, Reader& reader, const HeldObject& object) {
    const std::string connection = connection_name(reader, object.held.conn);
    Path container = object.path;
    if (!container.empty()) container.pop_back();
    w.begin_object().field("oid", object.row.oid);
    write_path(w, "objectPath", connection, object.path);
    w.field("kind", object.row.kind())
        .field("cause", store::name_of(object.held.cause))
        .field("why", guard_text(reader, object.held.guard, connection))
        .field("byHand", object.held.by_hand)
        .field("run", object.held.run);
    write_time(w, "since", object.held.since);
    w.field("confirmedBy", query::confirmed_by(object.held, path_text(connection, container)));
    w.end_object();
}

Response preview_of_deciding(Reader& reader, const Target& target, bool approve) {
    const int64_t conn = need_connection(reader, target.connection).id;
    DryRun dry;
    dry.objects = 0;
    int64_t after = 0;
    for (std::vector<query::HeldRow> rows;
         !(rows = reader.held.page(conn, after, kMaxPage)).empty(); after = rows.back().oid) {
        for (const query::HeldRow& held : rows) {
            const auto row = reader.tree.object(held.oid);
            if (!row) continue;
            const Path path = reader.tree.path_of(*row);
            if (!is_below(path, target.path)) continue;
            ++*dry.objects;
            if (dry.sample.size() < kSample)
                dry.sample.push_back(path_text(target.connection, path));
        }
    }
    dry.would_change = *dry.objects > 0;
    const std::string where = " at and below " + path_text(target.connection, target.path);
    dry.would = approve ? "tell what is held" + where + " as removed, with what is below it"
                        : "keep what is held" + where + " as present";
    return answer(dry);
}

void decide(Call& call, bool approve) {
    const std::string text = body_text(call.body(), "path");
    const Target target = parse_target(text);
    if (call.dry_run()) {
        call.read_long([target, approve](Reader& reader) {
            return preview_of_deciding(reader, target, approve);
        });
        return;
    }
    auto reply = call.reply<int64_t>([](Call& c, int64_t objects) {
        json::Writer w;
        w.begin_object().field("objects", objects).end_object();
        c.respond(answer(w));
    });
    call.commands().decide_removals(target.connection, target.path, approve, call.audit,
                                    std::move(reply));
}

} // namespace

void get_removals(Call& call) {
    std::optional<Target> target;
    if (const auto path = call.request.text("path")) target = parse_target(*path);
    const auto limit =
        static_cast<size_t>(call.request.integer("limit", 1, kMaxPage).value_or(100));
    const int64_t after = call.request.integer("cursor", 0, INT64_MAX).value_or(0);
    call.read([target, limit, after, caller = call.caller](Reader& reader) {
        Sight sight(reader, caller);
        if (target && !sight.sees(*target))
            throw hidden(path_text(target->connection, target->path));
        std::optional<int64_t> conn;
        if (target) conn = need_connection(reader, target->connection).id;
        json::Writer w;
        w.begin_object().key("groups").begin_array();
        for (const auto& group : reader.held.groups(conn)) {
            // A group of a new basis may lie all over its connection.
            if (group.guard != 0 ? sight.sees(group.guard) : sight.sees_root_of(group.conn))
                write_group(w, reader, group);
        }
        w.end_array().key("objects").begin_array();
        const HeldPage page =
            held_below(reader, sight, {conn, target ? target->path : Path(), after, limit});
        for (const HeldObject& object : page.objects)
            write_held(w, reader, object);
        w.end_array().field("cursor", page.cursor).end_object();
        return answer(w);
    });
}

void approve_removals(Call& call) {
    decide(call, true);
}
void reject_removals(Call& call) {
    decide(call, false);
}

} // namespace objsync::control
