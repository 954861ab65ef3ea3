#include "daemon/control/jobs.h"

#include <charconv>

#include "daemon/control/render.h"

namespace objsync::control {

namespace {

std::string_view state_name(const CrawlProgress& crawl) {
    switch (crawl.state) {
        case CrawlProgress::State::waiting:
            return "created";
        case CrawlProgress::State::listing:
        case CrawlProgress::State::applying:
            return "active";
        case CrawlProgress::State::done:
            break;
    }
    if (crawl.result == "failed") return "failed";
    return crawl.result == "cancelled" ? "cancelled" : "completed";
}

std::string_view state_name(store::JobState state) {
    switch (state) {
        case store::JobState::created:
            return "created";
        case store::JobState::active:
            return "active";
        case store::JobState::completed:
            return "completed";
        case store::JobState::cancelled:
        case store::JobState::replaced:
            return "cancelled";
        case store::JobState::failed:
            return "failed";
    }
    return "unknown";
}

} // namespace

std::string JobId::text() const {
    return (settings ? "s" : "c") + std::to_string(number);
}

std::optional<JobId> parse_job_id(const std::string& text) {
    if (text.empty() || (text[0] != 's' && text[0] != 'c')) return std::nullopt;
    JobId id{text[0] == 's', 0};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + 1, end, id.number);
    if (error != std::errc() || stop != end || id.number <= 0) return std::nullopt;
    return id;
}

std::optional<Target> target_of_job(Reader& reader, const JobId& id,
                                    const std::optional<CrawlProgress>& crawl) {
    if (!id.settings) {
        if (!crawl) return std::nullopt;
        return Target{crawl->connection, crawl->path};
    }
    const auto job = reader.jobs.job(id.number);
    const auto object = job ? reader.tree.object(job->oid) : std::nullopt;
    if (!object) return std::nullopt;
    return Target{connection_name(reader, object->conn), reader.tree.path_of(*object)};
}

void write_job(json::Writer& w, const CrawlProgress& crawl) {
    w.field("id", JobId{false, crawl.id}.text()).field("state", state_name(crawl));
    w.key("output").begin_object().field("jobType", "crawl");
    write_path(w, "objectPath", crawl.connection, crawl.path);
    write_time(w, "startedAt", crawl.started_at_ms);
    write_time(w, "endedAt", crawl.ended_at_ms);
    w.field("error", crawl.error)
        .field("phase", crawl.state == CrawlProgress::State::applying ? "applying" : "listing")
        .field("dryRun", crawl.dry_run)
        .key("run");
    if (crawl.run == 0) {
        w.null();
    } else {
        w.integer(crawl.run);
    }
    w.field("objects", crawl.objects)
        .field("scopes", crawl.scopes)
        .field("objectsPerSecond", crawl.objects_per_second)
        .field("result", crawl.result);
    w.key("counts").begin_object();
    for (const auto& [type, count] : crawl.counts)
        w.field(type, count);
    w.end_object();
    w.key("preview").begin_array();
    for (const std::string& event : crawl.preview)
        w.raw(event);
    w.end_array().end_object();
}

void write_job(json::Writer& w, Reader& reader, const store::query::JobRow& job) {
    const JobId id{true, job.id};
    w.field("id", id.text()).field("state", state_name(job.state));
    w.key("output").begin_object().field("jobType", "settings");
    if (const auto target = target_of_job(reader, id, std::nullopt)) {
        write_path(w, "objectPath", target->connection, target->path);
    } else {
        w.key("objectPath").null();
    }
    write_time(w, "startedAt", job.created_at);
    w.field("error", job.error).key("isActive");
    if (job.value == store::Own::inherit) {
        w.null();
    } else {
        w.boolean(job.value == store::Own::active);
    }
    w.field("givesBack", job.gives_back)
        .field("requestedBy", job.principal)
        .field("done", job.done)
        .field("total", job.total)
        .field("events", job.told);
    write_time(w, "workedAt", job.worked_at);
    write_time(w, "endedAt", job.ended_at);
    w.key("replacedBy");
    if (job.replaced_by == 0) {
        w.null();
    } else {
        w.text(JobId{true, job.replaced_by}.text());
    }
    w.end_object();
}

Refused no_such_job(const std::string& id) {
    return Refused(Refusal::Kind::not_found, "No such job",
                   "there is no job " + id + ", or it is not for this caller to read",
                   "jobs are forgotten some time after they ended; objsyncctl jobs has those that "
                   "are known, objsyncctl runs the crawls");
}

} // namespace objsync::control
