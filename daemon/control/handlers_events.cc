#include <algorithm>
#include <map>

#include "core/base/error.h"
#include "core/model/event.h"
#include "daemon/control/gate.h"
#include "daemon/control/handlers.h"
#include "daemon/control/render.h"

namespace objsync::control {

namespace {

constexpr int64_t kMaxPage = 1000;
constexpr size_t kMaxBytes = 256 << 10;
constexpr size_t kScan = 1000; // events looked at for one piece, filtered ones too
constexpr size_t kPieces = 20; // of one page, at most

struct Wanted {
    Caller caller;
    std::optional<Target> target;
    std::optional<std::string> since;
    bool from_connection = false; // `since` is a sequence number
};

Refused gone(const std::string& detail) {
    return Refused(Refusal::Kind::gone, "Events cannot go on from there", detail,
                   "start over: read the objects (objsyncctl export), then follow from now");
}

query::EventFilter make_filter(Reader& reader, const Wanted& wanted) {
    query::EventFilter filter;
    if (!wanted.target) return filter;
    if (!Sight(reader, wanted.caller).sees(*wanted.target))
        throw hidden(path_text(wanted.target->connection, wanted.target->path));
    filter.conn = need_connection(reader, wanted.target->connection).id;
    filter.path = wanted.target->path;
    return filter;
}

// Crawl events are about a connection as a whole.
bool sees(Sight& sight, const query::FoundEvent& found) {
    return found.event.oid != 0 ? sight.sees(found.event.oid) : sight.sees_root_of(found.conn);
}

bool is_number(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// The position after which to begin. Without `since`: of all that is kept, or of nothing but the
// new when following.
int64_t start_of(Reader& reader, const Wanted& wanted, const query::EventFilter& filter,
                 bool follow) {
    store::OutboxReader& outbox = reader.events.outbox();
    if (!wanted.since) return follow ? outbox.last() : outbox.first() - 1;
    try {
        if (wanted.from_connection && is_number(*wanted.since))
            return outbox.before_seq(*filter.conn, std::stoll(*wanted.since));
        return store::read_cursor(*wanted.since, reader.epoch, outbox);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::input) throw;
        throw gone(error.what());
    } catch (const std::out_of_range&) {
        throw gone("there is no event " + *wanted.since);
    }
}

class Renderer {
public:
    explicit Renderer(Reader& reader) : reader_(reader) {}

    void render(const query::FoundEvent& found, std::string& out) {
        auto name = names_.find(found.conn);
        if (name == names_.end())
            name = names_.emplace(found.conn, connection_name(reader_, found.conn)).first;
        render_event(found.event, name->second, reader_.epoch, out);
    }

private:
    Reader& reader_;
    std::map<int64_t, std::string> names_;
};

// Server-Sent Events. Each has the cursor after it as its id, so a client that comes back with the
// last one it saw gets what follows, no more and no less.
class Follow final : public StreamSource {
public:
    Follow(Caller caller, query::EventFilter filter, int64_t pos)
        : caller_(std::move(caller)), filter_(std::move(filter)), pos_(pos) {}

    Next produce(Reader& reader, std::string& out) override {
        const query::Snapshot snapshot(reader.db);
        if (reader.events.outbox().first() > pos_ + 1) {
            const Response told = problem(
                gone("the client was so slow that events it had not read were dropped").refusal());
            out += "event: problem\ndata: " + told.body + "\n\n";
            return Next::end;
        }
        const query::EventPage page = reader.events.after(pos_, filter_, kScan, kMaxBytes);
        Renderer renderer(reader);
        Sight sight(reader, caller_); // anew each time, as it may have changed
        for (const query::FoundEvent& found : page.events) {
            if (!sees(sight, found)) continue;
            put_id(reader, found.pos, out);
            out += "data: ";
            renderer.render(found, out);
            out += "\n\n";
        }
        pos_ = page.scanned;
        // Without data nothing is dispatched, but the client's place moves past what is filtered.
        if (told_ != pos_ && !page.more) {
            put_id(reader, pos_, out);
            out += "\n";
        }
        return page.more ? Next::more : Next::wait;
    }

    [[nodiscard]] std::string idle() const override { return ":\n\n"; }

private:
    void put_id(Reader& reader, int64_t pos, std::string& out) {
        out += "id: " + store::make_cursor(reader.epoch, pos) + "\n";
        told_ = pos;
    }

    Caller caller_;
    query::EventFilter filter_;
    int64_t pos_ = 0;
    int64_t told_ = -1; // the first piece tells where it begins, even if there is nothing yet
};

Response follow_from(Reader& reader, const Wanted& wanted) {
    query::EventFilter filter = make_filter(reader, wanted);
    const int64_t pos = start_of(reader, wanted, filter, true);
    Response response;
    response.type = "text/event-stream";
    response.stream = std::make_unique<Follow>(wanted.caller, std::move(filter), pos);
    return response;
}

Response page_from(Reader& reader, const Wanted& wanted, size_t limit) {
    const query::EventFilter filter = make_filter(reader, wanted);
    int64_t pos = start_of(reader, wanted, filter, false);
    json::Writer w;
    w.begin_object().key("events").begin_array();
    Renderer renderer(reader);
    Sight sight(reader, wanted.caller);
    size_t given = 0, bytes = 0;
    bool more = true;
    // Where few of many are wanted, a page is not to be empty for each few that are looked at.
    for (size_t piece = 0; piece < kPieces && more && given < limit && bytes < kMaxBytes; ++piece) {
        const query::EventPage page = reader.events.after(pos, filter, kScan, kMaxBytes);
        more = page.more;
        pos = page.scanned;
        for (const query::FoundEvent& found : page.events) {
            if (!sees(sight, found)) continue;
            std::string event;
            renderer.render(found, event);
            w.raw(event);
            bytes += event.size();
            if (++given < limit) continue;
            pos = found.pos;
            break;
        }
    }
    w.end_array()
        .field("cursor", store::make_cursor(reader.epoch, pos))
        .field("more", more)
        .end_object();
    return answer(w);
}

} // namespace

void get_events(Call& call) {
    Wanted wanted;
    wanted.caller = call.caller;
    wanted.since = call.request.text("since");
    const auto path = call.request.text("path");
    const auto connection = call.request.text("connection");
    const bool follow = call.request.flag("follow");
    const auto limit =
        static_cast<size_t>(call.request.integer("limit", 1, kMaxPage).value_or(100));
    if (path) wanted.target = parse_target(*path);
    if (connection) {
        if (wanted.target && wanted.target->connection != *connection) {
            throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                          "\"path\" is in another connection than \"connection\"");
        }
        if (!wanted.target) wanted.target = Target{*connection, {}};
        wanted.from_connection = true;
    }
    // A client that was cut off comes back with the id of the last event it saw.
    if (follow && !call.request.last_event_id.empty()) wanted.since = call.request.last_event_id;
    if (follow) {
        call.read([wanted](Reader& reader) { return follow_from(reader, wanted); });
    } else {
        call.read([wanted, limit](Reader& reader) { return page_from(reader, wanted, limit); });
    }
}

} // namespace objsync::control
