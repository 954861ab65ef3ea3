#include <sstream>
#include <vector>

#include "core/base/error.h"
#include "core/store/query_jobs.h"
#include "core/sync/job.h"
#include "core/sync/settings.h"
#include "core/sync/walk.h"

namespace objsync::sync {

using store::JobAction;
using store::JobState;
using store::ObjectRow;
using store::Origin;
using store::Own;
using store::Statement;

std::string encode_before(const Before& before) {
    std::string text = std::to_string(static_cast<int>(before.own)) + " " +
                       std::to_string(static_cast<int>(before.origin)) + " " +
                       std::to_string(before.next_oid);
    if (!before.set_activate_new) return text;
    return text + " " + std::to_string(static_cast<int>(before.activate_new)) + " " +
           std::to_string(static_cast<int>(*before.set_activate_new));
}

Before decode_before(std::string_view text) {
    std::istringstream in{std::string(text)};
    int own = 0, origin = 0, activate_new = 0, set = 0;
    Before before;
    if (!(in >> own >> origin >> before.next_oid))
        throw Error(ErrorKind::corrupt, "a job does not say what was before it");
    before.own = static_cast<Own>(own);
    before.origin = static_cast<Origin>(origin);
    if (in >> activate_new >> set) {
        before.activate_new = static_cast<store::ActivateNew>(activate_new);
        before.set_activate_new = static_cast<store::ActivateNew>(set);
    }
    return before;
}

namespace {

struct Job {
    int64_t id = 0, conn = 0, oid = 0;
    bool sets = false;          // what discovery set below inherits again
    int64_t until_oid = 0;      // and was there when the setting was made
    int64_t gives_back = 0;     // the job whose resets are undone
    std::string before, cursor; // cursor: empty: not begun
    int64_t done = 0, told = 0;
    std::optional<int64_t> total;
};

constexpr const char* kJob =
    "SELECT id, conn, oid, action, before, gives_back, cursor, done, told, total FROM job "
    "WHERE state IN (1, 2) AND conn > ? ORDER BY conn, action DESC, id LIMIT 1";

// What is given back comes first, so that settings made meanwhile find it as it was.
std::optional<Job> next_job(World& world) {
    Statement get(world.db, kJob);
    if (!get.bind(world.job_turn).step() && !get.bind(0).step()) return std::nullopt;
    Job job;
    job.id = get.integer(0);
    job.conn = get.integer(1);
    job.oid = get.integer(2);
    job.sets = static_cast<JobAction>(get.integer(3)) == JobAction::set;
    job.before = get.text(4);
    job.gives_back = get.integer(5);
    job.cursor = get.text(6);
    job.done = get.integer(7);
    job.told = get.integer(8);
    job.total = get.maybe_integer(9);
    world.job_turn = job.conn;
    return job;
}

// One step of a job, within one transaction.
class Step {
public:
    Step(World& world, Job& job, store::ConnectionRow& conn, int64_t now_ms)
        : world_(world),
          job_(job),
          teller_(world, {&conn, 0, now_ms}),
          note_(world.db, "INSERT OR IGNORE INTO job_reset (job, oid, own) VALUES (?,?,?)") {}

    // True when nothing is left to do.
    bool work(int64_t budget) {
        if (job_.gives_back != 0) budget -= give_back(budget);
        if (budget <= 0) return false;
        if (job_.cursor.empty()) {
            ++job_.done;
            ObjectRow top = *world_.objects.read(job_.oid);
            write(top, world_.objects.path_of(top.oid), inherited_from(world_, top.oid).active,
                  false);
        }
        Walk walk(world_.objects, job_.oid, job_.cursor);
        bool finished = false;
        while (!finished && budget-- > 0) {
            const auto child = walk.next();
            finished = !child;
            if (child && !visit(*world_.objects.read(child->oid), walk.parent())) walk.skip_below();
        }
        job_.cursor = walk.cursor();
        return finished;
    }

private:
    // Own settings of discovery that the cancelled job had reset, unless somebody set them since.
    int64_t give_back(int64_t budget) {
        std::vector<std::pair<int64_t, Own>> resets;
        Statement get(world_.db, "SELECT oid, own FROM job_reset WHERE job = ? LIMIT ?");
        get.bind(job_.gives_back, budget);
        while (get.step())
            resets.emplace_back(get.integer(0), static_cast<Own>(get.integer(1)));
        Statement drop(world_.db, "DELETE FROM job_reset WHERE job = ? AND oid = ?");
        for (const auto& [oid, own] : resets) {
            drop.bind(job_.gives_back, oid).run();
            auto row = world_.objects.read(oid);
            if (!row || row->own != Own::inherit || row->origin != Origin::discovery) continue;
            row->own = own;
            ++world_.settings_version;
            write(*row, world_.objects.path_of(oid), own == Own::active, true);
        }
        return static_cast<int64_t>(resets.size());
    }

    // False: what a user set here stays, with all below it; so does what discovery has found since.
    bool visit(ObjectRow row, int64_t parent) {
        ++job_.done;
        enter(parent);
        const bool found = row.own != Own::inherit && row.origin == Origin::discovery;
        if (row.own != Own::inherit && !found) return false;
        const bool reset = found && job_.sets;
        if (reset) {
            if (row.oid >= job_.until_oid) return false;
            note_.bind(job_.id, row.oid, static_cast<int>(row.own)).run();
            row.own = Own::inherit;
            ++world_.settings_version;
        }
        path_.push_back(row.segment());
        write(row, path_, effective(row.own, row.activate_new, inherited_).active, reset);
        path_.pop_back();
        return true;
    }

    // What the children of a container have in common is looked up once.
    void enter(int64_t parent) {
        if (parent == parent_) return;
        parent_ = parent;
        inherited_ = inherited_from(world_, parent);
        path_ = world_.objects.path_of(parent);
    }

    void write(ObjectRow& row, const Path& path, bool active, bool changed) {
        const bool told = teller_.announce(row, path, active);
        job_.told += told;
        if (changed)
            world_.objects.update_status(row);
        else if (told)
            world_.objects.update_announced(row);
    }

    World& world_;
    Job& job_;
    Teller teller_;
    Statement note_;
    int64_t parent_ = 0;
    Inherited inherited_;
    Path path_; // of parent_
};

// By the key index alone.
int64_t count_from(World& world, int64_t top) {
    Statement count(world.db, "SELECT COUNT(*) FROM object WHERE parent = ? AND presence < 3");
    std::vector<int64_t> containers{top};
    int64_t total = 1;
    while (!containers.empty()) {
        count.bind(containers.back()).step();
        total += count.integer(0);
        const auto below = world.objects.child_containers(containers.back());
        containers.pop_back();
        containers.insert(containers.end(), below.begin(), below.end());
    }
    return total;
}

void save(World& world, const Job& job, bool finished, int64_t now_ms) {
    Statement save(world.db,
                   "UPDATE job SET state = ?, cursor = ?, done = ?, told = ?, ended_at = ?, "
                   "total = ?, worked_at = ? WHERE id = ?");
    std::optional<int64_t> ended;
    if (finished) ended = now_ms;
    save.bind(static_cast<int>(finished ? JobState::completed : JobState::active),
              Statement::Blob{job.cursor}, job.done, job.told, ended, job.total, now_ms, job.id);
    save.run();
}

void work_on(World& world, Job& job, int64_t now_ms, int64_t budget) {
    if (job.sets) job.until_oid = decode_before(job.before).next_oid;
    store::ConnectionRow* conn = world.ledger.find(job.conn);
    const auto top = world.objects.read(job.oid);
    const bool gone = conn == nullptr || !top || !top->live();
    if (!gone && !job.total) job.total = count_from(world, job.oid);
    const bool finished = gone || Step(world, job, *conn, now_ms).work(budget);
    save(world, job, finished, now_ms);
}

} // namespace

bool work_on_jobs(World& world, int64_t now_ms, int64_t budget) {
    std::optional<Job> job = next_job(world);
    if (!job) return false;
    try {
        work_on(world, *job, now_ms, budget);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::corrupt || error.kind() == ErrorKind::bug)
            world.failed_job.emplace(job->id, error.what());
        throw;
    }
    return true;
}

void mark_failed_job(World& world, int64_t now_ms) {
    if (!world.failed_job) return;
    const auto& [job, error] = *world.failed_job;
    Statement save(world.db, "UPDATE job SET state = ?, ended_at = ?, error = ? WHERE id = ?");
    save.bind(static_cast<int>(JobState::failed), now_ms, error, job).run();
    world.failed_job.reset();
}

void forget_jobs(World& world, int64_t now_ms, int64_t before_ms, int64_t limit) {
    Statement resets(world.db,
                     "DELETE FROM job_reset WHERE (job, oid) IN (SELECT r.job, r.oid FROM "
                     "job_reset r JOIN job j ON j.id = r.job WHERE j.ended_at < ? LIMIT ?)");
    resets.bind(now_ms - store::query::kTakeBackMs, limit).run();
    Statement jobs(world.db,
                   "DELETE FROM job WHERE id IN (SELECT id FROM job j WHERE ended_at < ? AND "
                   "NOT EXISTS (SELECT 1 FROM job_reset r WHERE r.job = j.id) LIMIT ?)");
    jobs.bind(before_ms, limit).run();
}

} // namespace objsync::sync
