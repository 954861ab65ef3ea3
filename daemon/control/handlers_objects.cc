#include <charconv>

#include "core/model/event.h"
#include "core/store/walk.h"
#include "daemon/control/gate.h"
#include "daemon/control/handlers.h"
#include "daemon/control/render.h"
#include "daemon/control/search.h"
#include "daemon/control/settings.h"

namespace objsync::control {

namespace {

constexpr int64_t kMaxPage = 1000;
constexpr int64_t kDefaultPage = 100;
constexpr int64_t kMaxHistory = 1000;
constexpr size_t kExportPage = 200;

void write_held(json::Writer& w, const query::HeldRow& held, const std::string& container) {
    w.key("held").begin_object().field("cause", store::name_of(held.cause));
    write_time(w, "since", held.since);
    w.field("run", held.run).field("confirmedBy", query::confirmed_by(held, container));
    w.end_object();
}

void write_history(json::Writer& w, Reader& reader, const query::ObjectRow& row,
                   const std::string& connection, int64_t from, int64_t limit) {
    const query::History history = reader.events.history(row.oid, from, static_cast<size_t>(limit));
    w.key("history").begin_object().key("events").begin_array();
    for (const query::FoundEvent& found : history.events) {
        std::string event;
        render_event(found.event, connection, reader.epoch, event);
        w.raw(event);
    }
    w.end_array().field("pruned", history.pruned).key("before");
    if (history.next == 0) {
        w.null();
    } else {
        w.integer(history.next);
    }
    w.end_object();
}

struct Search {
    int64_t limit = kDefaultPage, depth = 1;
    std::string cursor;
    bool removed = false;
};

void write_listed(json::Writer& w, Reader& reader, const std::string& connection,
                  const ShownObject& object) {
    ShownObject shown = object;
    shown.pending = query::is_pending(reader.tree, object.row, object.settings);
    w.begin_object();
    write_object(w, connection, shown);
    w.end_object();
}

void end_list(json::Writer& w, const std::optional<std::string>& cursor) {
    w.end_array().field("cursor", cursor).end_object();
}

Response list_tops(Reader& reader, const Caller& caller) {
    json::Writer w;
    w.begin_object().key("objects").begin_array();
    for (const query::ObjectRow& top : tops_for(reader, caller)) {
        write_listed(w, reader, connection_name(reader, top.conn),
                     {top, reader.tree.path_of(top), reader.tree.effective(top)});
    }
    end_list(w, std::nullopt);
    return answer(w);
}

// Tombstones share names, so their cursor also tells which of them was last: "segment/oid".
query::ChildKey parse_removed_cursor(const std::string& cursor) {
    const size_t slash = cursor.find('/');
    int64_t oid = 0;
    if (slash != std::string::npos) {
        const char* end = cursor.data() + cursor.size();
        const auto [stop, error] = std::from_chars(cursor.data() + slash + 1, end, oid);
        if (error == std::errc() && stop == end)
            return {decode_segment(cursor.substr(0, slash)), oid};
    }
    throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                  "\"cursor\" is none that an answer gave");
}

Response list_removed(Reader& reader, const std::string& connection, const query::ObjectRow& top,
                      const Path& top_path, const Search& search) {
    std::optional<query::ChildKey> after;
    if (!search.cursor.empty()) after = parse_removed_cursor(search.cursor);
    const auto limit = static_cast<size_t>(search.limit);
    auto rows = reader.tree.children(top.oid, after, true, limit + 1);
    const bool more = rows.size() > limit;
    if (more) rows.pop_back();
    json::Writer w;
    w.begin_object().key("objects").begin_array();
    Path path = top_path;
    path.emplace_back();
    for (const query::ObjectRow& row : rows) {
        path.back() = row.segment;
        write_listed(w, reader, connection, {row, path, reader.tree.effective(row)});
    }
    std::optional<std::string> cursor;
    if (more) cursor = encode_segment(rows.back().segment) + "/" + std::to_string(rows.back().oid);
    end_list(w, cursor);
    return answer(w);
}

Response list_below(Reader& reader, const Target& target, const Search& search) {
    const query::ConnectionRow connection = need_connection(reader, target.connection);
    const query::ObjectRow top = need_object(reader, connection, target.path, search.removed);
    if (search.removed) return list_removed(reader, connection.name, top, target.path, search);
    std::optional<Path> after;
    if (!search.cursor.empty()) {
        after = decode_path(search.cursor);
        after->insert(after->begin(), target.path.begin(), target.path.end());
    }
    const query::WalkPage page =
        query::walk(reader.tree, top, target.path, after, static_cast<size_t>(search.depth),
                    static_cast<size_t>(search.limit));
    json::Writer w;
    w.begin_object().key("objects").begin_array();
    for (const query::WalkedObject& object : page.objects)
        write_listed(w, reader, connection.name, {object.row, object.path, object.settings});
    std::optional<std::string> cursor;
    if (page.next) {
        const auto below = page.next->begin() + static_cast<std::ptrdiff_t>(target.path.size());
        cursor = encode_path(Path(below, page.next->end()));
    }
    end_list(w, cursor);
    return answer(w);
}

class Export final : public StreamSource {
public:
    // No target: all connections.
    explicit Export(std::vector<Target> targets) : targets_(std::move(targets)) {}

    Next produce(Reader& reader, std::string& out) override {
        if (at_ == targets_.size()) return Next::end;
        const query::Snapshot snapshot(reader.db);
        const Target& target = targets_[at_];
        const auto connection = reader.tree.connection(target.connection);
        const auto top =
            connection ? reader.tree.resolve(*connection, target.path, false) : std::nullopt;
        if (top) {
            if (!after_)
                line(reader, target, {*top, target.path, reader.tree.effective(*top)}, out);
            auto page = query::walk(reader.tree, *top, target.path, after_, SIZE_MAX, kExportPage);
            for (const auto& object : page.objects)
                line(reader, target, {object.row, object.path, object.settings}, out);
            after_ = std::move(page.next);
        } else {
            after_.reset();
        }
        if (!after_) ++at_;
        return Next::more;
    }

private:
    static void line(Reader& reader, const Target& target, ShownObject shown, std::string& out) {
        json::Writer w;
        w.begin_object();
        shown.pending = query::is_pending(reader.tree, shown.row, shown.settings);
        write_object(w, target.connection, shown);
        write_fields(w, reader, shown.row);
        w.end_object();
        out += w.take() + "\n";
    }

    std::vector<Target> targets_;
    size_t at_ = 0;
    std::optional<Path> after_;
};

} // namespace

void get_object(Call& call) {
    const Target target = parse_target(call.request.target);
    const auto history = call.request.integer("history", 1, kMaxHistory);
    const auto before = call.request.integer("before", 1, INT64_MAX);
    call.read([target, history, before](Reader& reader) {
        const query::ConnectionRow connection = need_connection(reader, target.connection);
        const query::ObjectRow row = need_object(reader, connection, target.path, true);
        const auto chain = reader.tree.ancestry(row);
        const query::Effective settings = query::effective_of(chain);
        const store::OwnSettings own = store::own_settings(reader.owners, row);
        const store::Owners owners = reader.owners.effective(chain);
        json::Writer w;
        w.begin_object();
        write_object(w, connection.name,
                     {row, target.path, settings, query::is_pending(reader.tree, row, settings),
                      &own.owners, &owners});
        if (const auto held = reader.held.held(row.oid)) {
            Path container = target.path;
            if (!container.empty()) container.pop_back();
            write_held(w, *held, path_text(connection.name, container));
        }
        write_fields(w, reader, row);
        if (history) {
            write_history(w, reader, row, connection.name, before.value_or(row.last_event),
                          *history);
        }
        w.end_object();
        Response response = answer(w);
        set_tag(response, own);
        return response;
    });
}

void search_objects(Call& call) {
    const json::Value body = call.body();
    Search search;
    search.limit = body_integer(body, "limit", 1, kMaxPage).value_or(kDefaultPage);
    search.depth = body_integer(body, "depth", 1, kMaxPage).value_or(1);
    search.cursor = body_text(body, "cursor");
    search.removed = body_flag(body, "removed");
    if (is_search(body)) {
        start_search(call, body);
        return;
    }
    if (call.request.target.empty()) {
        call.read([caller = call.caller](Reader& reader) { return list_tops(reader, caller); });
        return;
    }
    call.read([target = parse_target(call.request.target), search](Reader& reader) {
        return list_below(reader, target, search);
    });
}

void export_objects(Call& call) {
    // Looked up first, so that a wrong path is a 404 and not an empty export.
    const std::string text = call.request.target;
    call.read([text, caller = call.caller](Reader& reader) {
        std::vector<Target> targets;
        if (text.empty()) {
            for (const auto& top : tops_for(reader, caller))
                targets.push_back({connection_name(reader, top.conn), reader.tree.path_of(top)});
        } else {
            Target target = parse_target(text);
            const auto connection = need_connection(reader, target.connection);
            (void)need_object(reader, connection, target.path, false);
            targets.push_back(std::move(target));
        }
        Response response;
        response.type = "application/x-ndjson";
        response.stream = std::make_unique<Export>(std::move(targets));
        return response;
    });
}

} // namespace objsync::control
