// Jobs: crawls that were asked for, and settings that are being announced.
#include "daemon/control/access.h"
#include "daemon/control/dry_run.h"
#include "daemon/control/gate.h"
#include "daemon/control/handlers.h"
#include "daemon/control/jobs.h"
#include "daemon/control/problems.h"
#include "daemon/control/render.h"

namespace objsync::control {

namespace {

constexpr int64_t kMaxPage = 1000;
constexpr size_t kMaxLooked = 10'000;

void open_jobs(json::Writer& w) {
    w.begin_object().key("jobs").begin_array();
}

void close_jobs(json::Writer& w, const std::optional<std::string>& cursor) {
    w.end_array().field("cursor", cursor).end_object();
}

void get_one(Call& call, const std::string& text) {
    const auto id = parse_job_id(text);
    if (!id) throw no_such_job(text);
    std::optional<CrawlProgress> crawl;
    if (!id->settings) crawl = call.commands().crawl_progress(id->number);
    call.read([id = *id, crawl, caller = call.caller](Reader& reader) {
        const auto target = target_of_job(reader, id, crawl);
        Sight sight(reader, caller);
        if (target ? !sight.sees(*target) : !sight.everything()) throw no_such_job(id.text());
        const auto job = id.settings ? reader.jobs.job(id.number) : std::nullopt;
        if (!crawl && !job) throw no_such_job(id.text());
        json::Writer w;
        open_jobs(w);
        w.begin_object();
        if (crawl) {
            write_job(w, *crawl);
        } else {
            write_job(w, reader, *job);
        }
        w.end_object();
        close_jobs(w, std::nullopt);
        return answer(w);
    });
}

struct Page {
    std::vector<query::JobRow> jobs;
    std::optional<std::string> cursor;
};

// Looks at a bounded number of jobs, so that a caller that sees few does not cost much.
Page seen_jobs(Reader& reader, Sight& sight, std::optional<int64_t> before, size_t limit) {
    Page page;
    size_t looked = 0;
    for (;;) {
        const auto rows = reader.jobs.jobs(before, kMaxPage);
        for (const query::JobRow& job : rows) {
            if (page.jobs.size() == limit || looked++ == kMaxLooked) {
                page.cursor = JobId{true, *before}.text();
                return page;
            }
            before = job.id;
            if (sight.sees(job.oid)) page.jobs.push_back(job);
        }
        if (rows.size() < static_cast<size_t>(kMaxPage)) return page;
    }
}

std::vector<CrawlProgress> crawls_now(const DaemonStatus& status) {
    std::vector<CrawlProgress> crawls;
    for (const ConnectionStatus& connection : status.connections)
        crawls.insert(crawls.end(), connection.crawls.begin(), connection.crawls.end());
    return crawls;
}

std::optional<int64_t> before_cursor(const std::optional<std::string>& cursor) {
    if (!cursor) return std::nullopt;
    const auto id = parse_job_id(*cursor);
    if (id && id->settings) return id->number;
    throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                  "\"cursor\" is none that an answer gave");
}

void preview_cancelling(Call& call, const JobId& id) {
    const auto crawl = id.settings ? std::nullopt : call.commands().crawl_progress(id.number);
    if (crawl && crawl->state == CrawlProgress::State::done)
        throw Refused(crawl_is_over(id.text()));
    call.read([id, crawl](Reader& reader) {
        const auto target = target_of_job(reader, id, crawl);
        if (!target) throw no_such_job(id.text());
        const std::string path = path_text(target->connection, target->path);
        if (!id.settings)
            return answer(DryRun{true,
                                 "end the crawl of " + path +
                                     ": what it has seen stays, and it concludes no absence",
                                 {},
                                 {}});
        const std::string why_not =
            reader.jobs.why_not_taken_back(*reader.jobs.job(id.number), wall_now_ms());
        if (!why_not.empty()) throw Refused(not_taken_back(why_not));
        return answer(DryRun{
            true, "give back what was set at " + path + " before, and announce that", {}, {}});
    });
}

} // namespace

void get_jobs(Call& call) {
    if (const auto id = call.request.text("bulkId")) {
        get_one(call, *id);
        return;
    }
    const auto limit =
        static_cast<size_t>(call.request.integer("limit", 1, kMaxPage).value_or(100));
    const auto before = before_cursor(call.request.text("cursor"));
    std::vector<CrawlProgress> crawls;
    if (!before) crawls = crawls_now(call.commands().status());
    call.read([before, limit, crawls, caller = call.caller](Reader& reader) {
        Sight sight(reader, caller);
        json::Writer w;
        open_jobs(w);
        for (const CrawlProgress& crawl : crawls) {
            if (!sight.sees(Target{crawl.connection, crawl.path})) continue;
            w.begin_object();
            write_job(w, crawl);
            w.end_object();
        }
        const Page page = seen_jobs(reader, sight, before, limit);
        for (const query::JobRow& job : page.jobs) {
            w.begin_object();
            write_job(w, reader, job);
            w.end_object();
        }
        close_jobs(w, page.cursor);
        return answer(w);
    });
}

void delete_job(Call& call) {
    const JobId id = *parse_job_id(call.request.target); // the gate has found it
    if (call.dry_run()) {
        preview_cancelling(call, id);
        return;
    }
    auto reply = call.reply<Done>([id](Call& c, const Done&) {
        json::Writer w;
        w.begin_object().field("id", id.text()).field("cancelled", true).end_object();
        c.respond(answer(w));
    });
    if (id.settings) {
        call.commands().cancel_job(id.number, call.caller.principal, call.audit, std::move(reply));
    } else {
        call.commands().cancel_crawl(id.number, std::move(reply));
    }
}

} // namespace objsync::control
