#include "core/store/query_jobs.h"

namespace objsync::store::query {

namespace {

#define JOB_COLUMNS                                                                       \
    "SELECT id, conn, oid, state, action, value, principal, created_at, ended_at, done, " \
    "total, told, worked_at, replaced_by, error FROM job "

JobRow read_job(const Statement& row) {
    JobRow job;
    job.id = row.integer(0);
    job.conn = row.integer(1);
    job.oid = row.integer(2);
    job.state = static_cast<JobState>(row.integer(3));
    job.gives_back = static_cast<JobAction>(row.integer(4)) == JobAction::give_back;
    job.value = static_cast<Own>(row.integer(5));
    job.principal = row.text(6);
    job.created_at = row.integer(7);
    job.ended_at = row.maybe_integer(8);
    job.done = row.integer(9);
    job.total = row.maybe_integer(10);
    job.told = row.integer(11);
    job.worked_at = row.maybe_integer(12);
    job.replaced_by = row.integer(13);
    job.error = row.text(14);
    return job;
}

std::vector<JobRow> read_all(Statement& statement) {
    std::vector<JobRow> rows;
    while (statement.step())
        rows.push_back(read_job(statement));
    statement.reset();
    return rows;
}

} // namespace

JobQuery::JobQuery(Database& db)
    : job_(db, JOB_COLUMNS "WHERE id = ?"),
      jobs_(db, JOB_COLUMNS "WHERE id < ? ORDER BY id DESC LIMIT ?"),
      again_(db, "SELECT 1 FROM job WHERE oid = ? AND action = 1 AND state <> 4 AND id > ?"),
      set_(db, "SELECT own, origin FROM object WHERE oid = ?") {}

std::optional<JobRow> JobQuery::job(int64_t id) {
    std::optional<JobRow> row;
    if (job_.bind(id).step()) row = read_job(job_);
    job_.reset();
    return row;
}

std::string JobQuery::why_not_taken_back(const JobRow& job, int64_t now_ms) {
    if (job.gives_back)
        return "the job gives back what a cancelled one had set: set the status again instead";
    if (job.state == JobState::cancelled) return "the job is cancelled already";
    if (again_.bind(job.oid, job.id).step()) {
        again_.reset();
        return "the job announces a setting that was made again since: cancel the newer job";
    }
    if (job.state == JobState::completed && job.ended_at.value_or(0) < now_ms - kTakeBackMs)
        return "the job was done more than a day ago: set the status again instead";
    set_.bind(job.oid);
    const bool other = set_.step() && (static_cast<Own>(set_.integer(0)) != job.value ||
                                       static_cast<Origin>(set_.integer(1)) != Origin::user);
    set_.reset();
    if (other) return "the job announces a setting that was made again since";
    return "";
}

std::vector<JobRow> JobQuery::jobs(std::optional<int64_t> before, size_t limit) {
    jobs_.bind(before.value_or(INT64_MAX), static_cast<int64_t>(limit));
    return read_all(jobs_);
}

} // namespace objsync::store::query
