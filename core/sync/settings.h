// Status settings: a setting commits at once with a job, which then announces in steps what
// follows from it. One job per connection at a time; the next waits.
#pragma once

#include <cstdint>
#include <string>

#include "core/store/own_settings.h"
#include "core/sync/world.h"

namespace objsync::sync {

struct NewSettings : store::SettingsChange {
    std::string principal; // who asks, empty: the configuration
};

// By a person or the configuration, all at once. The same status again resets what discovery set
// below: the way to accept what was found. Returns the id of the job that announces the status; 0
// when there is nothing to announce: no status was given, or the object has none below and is
// announced with this one already. A job of the same object that is not done is replaced by it.
int64_t apply_settings(World& world, Cause cause, int64_t oid, const NewSettings& settings);

// Gives back the setting as it was, and in steps what the job had reset, and announces that; a job
// that this one had replaced goes on. Throws Error{input}: no such job, or none that can be taken
// back any more (store::query::JobQuery::why_not_taken_back).
// `principal`: who asks.
void cancel_job(World& world, Cause cause, int64_t job, const std::string& principal);

// Works on the oldest job of a connection, of all connections in turn, until about `budget` objects
// were looked at. False when there is none. What it throws may be for what waiting does not mend;
// after the rollback mark_failed_job() sees to it that the next jobs go on.
bool work_on_jobs(World& world, int64_t now_ms, int64_t budget);
// The setting stays; to set it again starts anew.
void mark_failed_job(World& world, int64_t now_ms);

// Drops what is kept of jobs that were over before `before_ms` and cannot be taken back any more;
// at most `limit` rows of each kind.
void forget_jobs(World& world, int64_t now_ms, int64_t before_ms, int64_t limit);

// Whether a job that is still under way may change the object's announced status.
[[nodiscard]] bool pending(World& world, int64_t oid);

} // namespace objsync::sync
