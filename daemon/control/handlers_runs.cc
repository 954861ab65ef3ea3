#include <charconv>

#include "daemon/control/gate.h"
#include "daemon/control/handlers.h"
#include "daemon/control/jobs.h"
#include "daemon/control/render.h"

namespace objsync::control {

namespace {

constexpr int64_t kMaxPage = 1000;
constexpr size_t kMaxLooked = 10'000;

int64_t number_in(const std::string& text, const char* what) {
    int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && stop == end && number > 0) return number;
    throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                  std::string(what) + " must be a whole number above 0");
}

query::RunRow need_run(Reader& reader, const Caller& caller, int64_t id) {
    auto run = reader.runs.run(id);
    if (run && Sight(reader, caller).sees(*run)) return std::move(*run);
    throw Refused(Refusal::Kind::not_found, "No such run", "there is no run " + std::to_string(id),
                  "objsyncctl runs lists them");
}

struct RunsWanted {
    std::optional<std::string> connection;
    std::optional<int64_t> before;
    size_t limit = 0;
};

// Looks at a bounded number of runs, so that a caller that sees few does not cost much.
std::vector<query::RunRow> seen_runs(Reader& reader, Sight& sight, const RunsWanted& wanted) {
    std::optional<int64_t> conn;
    if (wanted.connection) {
        // To whom it is hidden, an unknown connection looks like one without runs.
        const auto row = reader.tree.connection(*wanted.connection);
        if (!row && !sight.everything()) return {};
        conn = need_connection(reader, *wanted.connection).id;
    }
    if (sight.everything()) return reader.runs.runs(conn, wanted.before, wanted.limit);
    std::vector<query::RunRow> seen;
    std::optional<int64_t> before = wanted.before;
    for (size_t looked = 0; looked < kMaxLooked && seen.size() < wanted.limit;) {
        auto page = reader.runs.runs(conn, before, kMaxPage);
        if (page.empty()) break;
        before = page.back().id;
        looked += page.size();
        for (query::RunRow& run : page) {
            if (seen.size() < wanted.limit && sight.sees(run)) seen.push_back(std::move(run));
        }
    }
    return seen;
}

// The place of a listing in a run, as the cursor of a page: facet, then path.
query::ScopeKey parse_scope_cursor(const std::string& cursor) {
    if (cursor.empty()) return {};
    const size_t colon = cursor.find(':');
    if (colon == 1 && cursor[0] >= '0' && cursor[0] <= '9')
        return {cursor.substr(2), cursor[0] - '0'};
    throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                  "\"cursor\" is none that an answer gave");
}

} // namespace

void post_crawl(Call& call) {
    const json::Value body = call.body();
    Target target = parse_target(call.request.target);
    const CrawlRequest request{target.connection, std::move(target.path),
                               body_flag(body, "forceRecursiveCrawl"), call.dry_run()};
    auto reply = call.reply<CrawlProgress>([](Call& c, const CrawlProgress& crawl) {
        json::Writer w;
        w.begin_object().field("bulkId", JobId{false, crawl.id}.text()).end_object();
        c.respond(answer(w, 202));
    });
    call.commands().start_crawl(request, std::move(reply));
}

void get_runs(Call& call) {
    const auto name = call.request.text("connection");
    const auto before = call.request.integer("before", 1, INT64_MAX);
    const auto limit = call.request.integer("limit", 1, kMaxPage).value_or(20);
    call.read([name, before, limit, caller = call.caller](Reader& reader) {
        Sight sight(reader, caller);
        json::Writer w;
        w.begin_object().key("runs").begin_array();
        for (const auto& run :
             seen_runs(reader, sight, {name, before, static_cast<size_t>(limit)})) {
            w.begin_object();
            write_run(w, run, connection_name(reader, run.conn));
            w.end_object();
        }
        w.end_array().end_object();
        return answer(w);
    });
}

void get_run(Call& call) {
    call.read(
        [id = number_in(call.request.target, "a run's id"), caller = call.caller](Reader& reader) {
            const query::RunRow run = need_run(reader, caller, id);
            json::Writer w;
            w.begin_object();
            write_run(w, run, connection_name(reader, run.conn));
            w.key("outcomes").begin_object();
            for (const query::OutcomeCount& count : reader.runs.outcomes(id))
                w.field(outcome_name(count.outcome), count.scopes);
            w.end_object().end_object();
            return answer(w);
        });
}

void get_run_scopes(Call& call) {
    const int64_t id = number_in(call.request.target, "a run's id");
    const bool problems = call.request.flag("problems");
    const auto limit =
        static_cast<size_t>(call.request.integer("limit", 1, kMaxPage).value_or(100));
    const query::ScopeKey after = parse_scope_cursor(call.request.text("cursor").value_or(""));
    call.read([id, problems, limit, after, caller = call.caller](Reader& reader) {
        (void)need_run(reader, caller, id);
        auto scopes = reader.runs.scopes(id, problems, after, limit + 1);
        std::optional<std::string> cursor;
        if (scopes.size() > limit) {
            scopes.pop_back();
            cursor = std::to_string(scopes.back().facet) + ":" + scopes.back().path;
        }
        json::Writer w;
        w.begin_object().key("scopes").begin_array();
        for (const query::RunScopeRow& scope : scopes) {
            w.begin_object();
            write_run_scope(w, scope);
            w.end_object();
        }
        w.end_array().field("cursor", cursor).end_object();
        return answer(w);
    });
}

} // namespace objsync::control
