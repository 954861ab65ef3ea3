#include "daemon/control/search.h"

#include <algorithm>
#include <chrono>

#include "core/base/error.h"
#include "core/model/read_time.h"
#include "daemon/control/gate.h"
#include "daemon/control/gzip.h"
#include "daemon/control/render.h"
#include "daemon/control/search_cursor.h"

namespace objsync::control {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int64_t kMaxPage = 1000;
constexpr int64_t kDefaultPage = 100;
// What one search takes from others at a time, and how long it goes on.
constexpr std::chrono::milliseconds kSlice{40};
constexpr std::chrono::seconds kLongest{1};

constexpr std::string_view kFilters[] = {"name",     "kind", "state",
                                         "presence", "tag",  "changedSince"};

[[noreturn]] void invalid(const std::string& detail) {
    throw Refused(Refusal::Kind::invalid, "The request cannot be taken", detail);
}

store::Presence presence_of(const std::string& text) {
    for (const auto presence : {store::Presence::present, store::Presence::held,
                                store::Presence::inaccessible, store::Presence::removed}) {
        if (text == store::name_of(presence)) return presence;
    }
    invalid("\"presence\" is \"" + text + "\"; it must be present, held, inaccessible or removed");
}

bool is_active(const std::string& text) {
    if (text != "active" && text != "inactive")
        invalid("\"state\" is \"" + text + "\"; it must be active or inactive");
    return text == "active";
}

int64_t time_of(const std::string& text) {
    const auto time = read_time(text);
    if (!time) {
        invalid("\"changedSince\" is \"" + text +
                "\"; it must be a time like 2026-01-31T14:05:00Z (RFC 3339)");
    }
    return *time;
}

void read_tag(const std::string& text, query::SearchFilter& filter) {
    const size_t equals = text.find('=');
    if (equals == 0) invalid("\"tag\" is \"" + text + "\"; it must be name or name=value");
    filter.tag = text.substr(0, equals);
    if (equals != std::string::npos) filter.tag_value = text.substr(equals + 1);
}

query::SearchFilter filter_of(const json::Value& body) {
    query::SearchFilter filter;
    const auto given = [&](std::string_view name, const auto& use) {
        if (body[name].is_null()) return;
        const std::string text = body_text(body, name);
        if (text.empty()) invalid("\"" + std::string(name) + "\" is empty; leave it out");
        use(text);
    };
    given("name", [&](const std::string& text) { filter.name.emplace(text); });
    given("kind", [&](const std::string& text) { filter.kind = text; });
    given("state", [&](const std::string& text) { filter.active = is_active(text); });
    given("presence", [&](const std::string& text) { filter.presence = presence_of(text); });
    given("tag", [&](const std::string& text) { read_tag(text, filter); });
    given("changedSince", [&](const std::string& text) { filter.changed_since = time_of(text); });
    filter.depth = body_integer(body, "depth", 1, kMaxPage);
    if (body_flag(body, "removed")) {
        if (filter.presence && filter.presence != store::Presence::removed)
            invalid("\"removed\" asks for tombstones, and \"presence\" for what is there");
        filter.presence = store::Presence::removed;
    }
    return filter;
}

// One search, from its first slice to its answer. On one thread at a time.
class SearchRun : public std::enable_shared_from_this<SearchRun> {
public:
    SearchRun(const Call& call, const json::Value& body)
        : filter_(filter_of(body)),
          limit_(
              static_cast<size_t>(body_integer(body, "limit", 1, kMaxPage).value_or(kDefaultPage))),
          caller_(call.caller),
          gzip_(call.request.accepts_gzip),
          ends_(Clock::now() + kLongest) {
        if (!call.request.target.empty()) target_ = parse_target(call.request.target);
        const std::string cursor = body_text(body, "cursor");
        if (!cursor.empty()) cursor_ = parse_search_cursor(cursor);
    }

    Call::Next slice(Reader& reader) {
        const auto until = Clock::now() + kSlice;
        bool ended = true;
        for (const query::SearchPlace& place : places(reader)) {
            if (cursor_ && place.top < cursor_->top) continue;
            ended = look(reader, place, until);
            if (!ended) break;
        }
        if (ended || objects_.size() >= limit_ || Clock::now() >= ends_) return answer_with(ended);
        return [self = shared_from_this()](Call& call) {
            call.look_long([self](Reader& next) { return self->slice(next); });
        };
    }

private:
    // Ascending by top, so that the cursor finds its way back.
    std::vector<query::SearchPlace> places(Reader& reader) {
        if (target_) {
            const query::ConnectionRow connection = need_connection(reader, target_->connection);
            const bool removed = filter_.presence == store::Presence::removed;
            const auto top = need_object(reader, connection, target_->path, removed);
            return {{top.oid, top.conn, false}};
        }
        std::vector<query::SearchPlace> places;
        std::vector<query::ObjectRow> tops = tops_for(reader, caller_);
        const auto is_top = [&](int64_t oid) {
            return std::any_of(tops.begin(), tops.end(),
                               [&](const query::ObjectRow& top) { return top.oid == oid; });
        };
        for (const query::ObjectRow& top : tops) {
            const auto chain = reader.tree.ancestry(top);
            const bool within = std::any_of(chain.begin() + 1, chain.end(),
                                            [&](const auto& above) { return is_top(above.oid); });
            if (!within) places.push_back({top.oid, top.conn, true});
        }
        std::sort(places.begin(), places.end(),
                  [](const auto& a, const auto& b) { return a.top < b.top; });
        return places;
    }

    // True: all of it was looked at.
    bool look(Reader& reader, const query::SearchPlace& place, Clock::time_point until) {
        const bool resumed = cursor_ && cursor_->top == place.top;
        const auto after = resumed ? cursor_->after : std::nullopt;
        const std::string connection = connection_name(reader, place.conn);
        const size_t wanted = limit_ - objects_.size();
        const auto slice = reader.search.run(
            place, filter_, after, wanted, [until] { return Clock::now() >= until; },
            [&](const query::FoundObject& found) {
                json::Writer w;
                w.begin_object();
                write_object(w, connection,
                             {found.row, found.path, found.settings,
                              query::is_pending(reader.tree, found.row, found.settings)});
                w.end_object();
                objects_.push_back(w.take());
            });
        cursor_ = SearchCursor{place.top, slice.position};
        return slice.ended;
    }

    Call::Next answer_with(bool ended) const {
        json::Writer w;
        w.begin_object().key("objects").begin_array();
        for (const std::string& object : objects_)
            w.raw(object);
        std::optional<std::string> cursor;
        if (!ended) cursor = search_cursor_text(*cursor_);
        w.end_array().field("cursor", cursor).end_object();
        const auto response = std::make_shared<Response>(answer(w));
        if (gzip_) compress(*response);
        return [response](Call& call) { call.respond(std::move(*response)); };
    }

    const query::SearchFilter filter_;
    const size_t limit_;
    const Caller caller_;
    const bool gzip_;
    const Clock::time_point ends_;
    std::optional<Target> target_;
    std::optional<SearchCursor> cursor_;
    std::vector<std::string> objects_; // as they were when they were found
};

} // namespace

bool is_search(const json::Value& body) {
    return std::any_of(std::begin(kFilters), std::end(kFilters),
                       [&](std::string_view name) { return !body[name].is_null(); });
}

void start_search(Call& call, const json::Value& body) {
    const auto run = std::make_shared<SearchRun>(call, body);
    call.look([run](Reader& reader) { return run->slice(reader); });
}

} // namespace objsync::control
