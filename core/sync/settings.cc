#include "core/sync/settings.h"

#include "core/base/error.h"
#include "core/store/query_jobs.h"
#include "core/sync/job.h"

namespace objsync::sync {

using store::JobAction;
using store::JobState;
using store::ObjectRow;
using store::Origin;
using store::Own;
using store::Statement;

namespace {

// A job of the same object says nothing any more that the new one does not say, too.
void replace_jobs(World& world, Cause cause, int64_t oid, int64_t by) {
    Statement same(world.db,
                   "UPDATE job SET state = ?, ended_at = ?, replaced_by = ? "
                   "WHERE conn = ? AND oid = ? AND state IN (1, 2, 6) AND id <> ?");
    same.bind(static_cast<int>(JobState::replaced), cause.now_ms, by, cause.conn->id, oid, by);
    same.run();
}

int64_t insert_job(World& world, Cause cause, int64_t oid, JobAction action, Own own,
                   const std::string& before, const std::string& principal, int64_t gives_back) {
    Statement insert(world.db,
                     "INSERT INTO job (conn, oid, state, action, value, before, created_at, "
                     "principal, gives_back) VALUES (?,?,?,?,?,?,?,?,?) RETURNING id");
    insert.bind(cause.conn->id, oid, static_cast<int>(JobState::created), static_cast<int>(action),
                static_cast<int>(own), before, cause.now_ms, principal, gives_back);
    insert.step();
    const int64_t id = insert.integer(0);
    insert.run();
    return id;
}

void put_owners(World& world, int64_t oid, const NewSettings& settings) {
    if (settings.data_owners)
        set_owners(world.db, oid, store::Role::data_owner, *settings.data_owners);
    if (settings.infrastructure_admins)
        set_owners(world.db, oid, store::Role::infrastructure_admin,
                   *settings.infrastructure_admins);
}

bool has_to_tell(World& world, const ObjectRow& row) {
    if (row.is_container()) return true;
    const bool active = inherited_from(world, row.oid).active;
    return row.announced != (active && row.is_source() && row.live());
}

struct Cancelled {
    int64_t oid = 0;
    Before before;
};

Cancelled read_cancelled(World& world, int64_t job, int64_t now_ms) {
    store::query::JobQuery jobs(world.db);
    const auto row = jobs.job(job);
    if (!row) throw Error(ErrorKind::input, "there is no such job");
    const std::string why_not = jobs.why_not_taken_back(*row, now_ms);
    if (!why_not.empty()) throw Error(ErrorKind::input, why_not);
    Statement get(world.db, "SELECT before FROM job WHERE id = ?");
    get.bind(job).step();
    try {
        return {row->oid, decode_before(get.bytes(0))};
    } catch (const Error& error) {
        throw Error(ErrorKind::input, std::string("the job cannot be taken back: ") + error.what());
    }
}

} // namespace

int64_t apply_settings(World& world, Cause cause, int64_t oid, const NewSettings& settings) {
    ObjectRow row = *world.objects.read(oid);
    const Before before{row.own, row.origin, world.ledger.next_oid(), row.activate_new,
                        settings.activate_new};
    if (settings.own) {
        row.own = *settings.own;
        row.origin = Origin::user;
    }
    if (settings.activate_new) row.activate_new = *settings.activate_new;
    world.objects.update_status(row); // of owners alone, too: previews rest on them
    ++world.settings_version;
    put_owners(world, oid, settings);
    if (!settings.own || !has_to_tell(world, row)) return 0;
    const int64_t job = insert_job(world, cause, oid, JobAction::set, *settings.own,
                                   encode_before(before), settings.principal, 0);
    replace_jobs(world, cause, oid, job);
    return job;
}

void cancel_job(World& world, Cause cause, int64_t job, const std::string& principal) {
    const Cancelled cancelled = read_cancelled(world, job, cause.now_ms);
    Statement state(world.db, "UPDATE job SET state = ?, ended_at = ? WHERE id = ?");
    state.bind(static_cast<int>(JobState::cancelled), cause.now_ms, job).run();
    auto row = world.objects.read(cancelled.oid);
    if (!row) return; // purged meanwhile
    const Before& before = cancelled.before;
    row->own = before.own;
    row->origin = before.origin;
    if (before.set_activate_new && row->activate_new == *before.set_activate_new)
        row->activate_new = before.activate_new;
    world.objects.update_status(*row);
    ++world.settings_version;
    insert_job(world, cause, cancelled.oid, JobAction::give_back, row->own, "", principal, job);
    // What this one had replaced was not done.
    Statement revive(world.db,
                     "UPDATE job SET state = ?, ended_at = NULL, replaced_by = 0, done = 0, "
                     "total = NULL, cursor = x'' WHERE replaced_by = ?");
    revive.bind(static_cast<int>(JobState::created), job);
    revive.run();
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
