#include "core/sync/settings.h"

#include <vector>

#include "core/base/error.h"
#include "core/sync/walk.h"

namespace objsync::sync {

using store::JobState;
using store::ObjectRow;
using store::Origin;
using store::Own;
using store::Statement;

namespace {

struct Job {
    int64_t id = 0, conn = 0, oid = 0, done = 0;
    bool reset = false;    // what discovery set below inherits again
    int64_t until_oid = 0; // and was there when the setting was made
    std::string cursor;
};

// Own status and its origin, to go back to; and the oid that the next new object gets: what is
// found while the job runs was found after the setting.
std::string encode_before(World& world, const ObjectRow& row) {
    return std::to_string(static_cast<int>(row.own)) + " " +
           std::to_string(static_cast<int>(row.origin)) + " " +
           std::to_string(world.ledger.next_oid());
}

enum : int64_t { kSet = 1, kGiveBack = 2 };

int64_t insert_job(World& world, Cause cause, int64_t oid, int64_t action, Own own,
                   const std::string& before) {
    Statement insert(world.db,
                     "INSERT INTO job (conn, oid, state, action, value, before, created_at) "
                     "VALUES (?,?,?,?,?,?,?)");
    insert.bind(cause.conn->id, oid, static_cast<int>(JobState::created), action,
                static_cast<int>(own), before, cause.now_ms);
    insert.run();
    Statement id(world.db, "SELECT last_insert_rowid()");
    id.bind();
    id.step();
    return id.integer(0);
}

std::optional<Job> next_job(World& world) {
    Statement get(world.db,
                  "SELECT id, conn, oid, done, action, before, cursor FROM job "
                  "WHERE state IN (1, 2) ORDER BY id LIMIT 1");
    get.bind();
    if (!get.step()) return std::nullopt;
    Job job{get.integer(0), get.integer(1),         get.integer(2),
            get.integer(3), get.integer(4) == kSet, 0,
            get.text(6)};
    const std::string before = get.text(5);
    if (job.reset) job.until_oid = std::stoll(before.substr(before.rfind(' ') + 1));
    return job;
}

void tell(World& world, Teller& teller, ObjectRow& row, bool active) {
    if (teller.announce(row, world.objects.path_of(row.oid), active))
        world.objects.update_announced(row.oid, row.announced, row.last_event);
}

void note_reset(World& world, int64_t job, const ObjectRow& row) {
    Statement insert(world.db, "INSERT OR IGNORE INTO job_reset (job, oid, own) VALUES (?,?,?)");
    insert.bind(job, row.oid, static_cast<int>(row.own));
    insert.run();
}

// One object below the setting. False: what a user set here stays, with all below it; so does what
// discovery has found since.
bool visit(World& world, Teller& teller, const Job& job, ObjectRow& row, Inherited parent) {
    if (row.own != Own::inherit) {
        if (row.origin == Origin::user || !job.reset || row.oid >= job.until_oid) return false;
        note_reset(world, job.id, row);
        row.own = Own::inherit;
        world.objects.update(row);
        ++world.settings_version;
    }
    tell(world, teller, row, effective(row.own, row.activate_new, parent).active);
    return true;
}

} // namespace

int64_t set_status(World& world, Cause cause, int64_t oid, Own own) {
    ObjectRow row = *world.objects.read(oid);
    const std::string before = encode_before(world, row);
    row.own = own;
    row.origin = Origin::user;
    world.objects.update(row);
    ++world.settings_version;
    Statement same(world.db,
                   "UPDATE job SET state = ?, ended_at = ? WHERE oid = ? AND state IN (1, 2)");
    same.bind(static_cast<int>(JobState::completed), cause.now_ms, oid);
    same.run();
    return insert_job(world, cause, oid, kSet, own, before);
}

void set_activate_new(World& world, int64_t oid, store::ActivateNew value) {
    ObjectRow row = *world.objects.read(oid);
    row.activate_new = value;
    world.objects.update(row);
    ++world.settings_version;
}

void cancel_job(World& world, Cause cause, int64_t job) {
    Statement get(world.db,
                  "SELECT oid, before, EXISTS (SELECT 1 FROM job l WHERE l.oid = j.oid AND "
                  "l.action = j.action AND l.id > j.id) FROM job j "
                  "WHERE id = ? AND action = ? AND state <> ?");
    get.bind(job, kSet, static_cast<int>(JobState::cancelled));
    if (!get.step()) return;
    const int64_t oid = get.integer(0);
    const std::string before = get.text(1);
    if (get.integer(2) != 0)
        throw Error(ErrorKind::input, "the setting of job " + std::to_string(job) +
                                          " was made again since: cancel the newer job");
    get.reset();
    Statement state(world.db, "UPDATE job SET state = ?, ended_at = ? WHERE id = ?");
    state.bind(static_cast<int>(JobState::cancelled), cause.now_ms, job);
    state.run();

    ObjectRow row = *world.objects.read(oid);
    row.own = static_cast<Own>(before.at(0) - '0');
    row.origin = static_cast<Origin>(before.at(2) - '0');
    world.objects.update(row);
    std::vector<std::pair<int64_t, Own>> resets;
    Statement all(world.db, "SELECT oid, own FROM job_reset WHERE job = ?");
    all.bind(job);
    while (all.step())
        resets.emplace_back(all.integer(0), static_cast<Own>(all.integer(1)));
    for (const auto& [below, own] : resets) {
        auto one = world.objects.read(below);
        if (!one || one->own != Own::inherit) continue; // set since
        one->own = own;
        one->origin = Origin::discovery;
        world.objects.update(*one);
    }
    ++world.settings_version;
    // Announces everything below anew, resetting nothing.
    insert_job(world, cause, oid, kGiveBack, row.own, "");
}

bool work_on_jobs(World& world, int64_t now_ms, int64_t budget) {
    std::optional<Job> job = next_job(world);
    if (!job) return false;
    store::ConnectionRow* conn = world.ledger.find(job->conn);
    const auto top = world.objects.read(job->oid);
    bool finished = conn == nullptr || !top || !top->live();
    if (!finished) {
        Teller teller(world, {conn, 0, now_ms});
        if (job->cursor.empty()) {
            ObjectRow row = *top;
            tell(world, teller, row, inherited_from(world, row.oid).active);
        }
        Walk walk(world.objects, job->oid, job->cursor);
        int64_t parent = 0;
        Inherited inherited;
        uint64_t version = 0;
        while (budget-- > 0) {
            const auto child = walk.next();
            if (!child) {
                finished = true;
                break;
            }
            ++job->done;
            if (walk.parent() != parent || version != world.settings_version) {
                parent = walk.parent();
                inherited = inherited_from(world, parent);
            }
            ObjectRow row = *world.objects.read(child->oid);
            // Where own settings of discovery are given back, they too must be told.
            if (!job->reset && row.own != Own::inherit && row.origin == Origin::discovery)
                tell(world, teller, row, effective(row.own, row.activate_new, inherited).active);
            else if (!visit(world, teller, *job, row, inherited))
                walk.skip_below();
            version = world.settings_version;
        }
        job->cursor = walk.cursor();
    }
    Statement save(world.db,
                   "UPDATE job SET state = ?, cursor = ?, done = ?, ended_at = ? WHERE id = ?");
    std::optional<int64_t> ended;
    if (finished) ended = now_ms;
    save.bind(static_cast<int>(finished ? JobState::completed : JobState::active),
              Statement::Blob{job->cursor}, job->done, ended, job->id);
    save.run();
    if (finished) {
        Statement drop(world.db,
                       "DELETE FROM job_reset WHERE job IN (SELECT id FROM job WHERE "
                       "state IN (3, 4) AND ended_at < ?)");
        constexpr int64_t kCancelWindowMs = 24 * 3'600'000;
        drop.bind(now_ms - kCancelWindowMs);
        drop.run();
    }
    return true;
}

bool pending(World& world, int64_t oid) {
    Statement get(world.db, "SELECT 1 FROM job WHERE oid = ? AND state IN (1, 2)");
    for (int64_t at = oid; at != 0; at = world.objects.parent_of(at)) {
        get.bind(at);
        if (get.step()) return true;
    }
    return false;
}

} // namespace objsync::sync
