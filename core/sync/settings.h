// Status settings: a setting commits at once with a job, which then announces in steps what
// follows from it. One job per connection at a time; the next waits.
#pragma once

#include <cstdint>
#include <optional>

#include "core/sync/world.h"

namespace objsync::sync {

// Sets the own status of an object, by a person or the configuration. The same value again resets
// what discovery set below: the way to accept what was found. Returns the job's id. An earlier
// job of the same object that still runs is made superfluous by this one.
int64_t set_status(World& world, Cause cause, int64_t oid, store::Own own);

// Sets whether new objects below start active. What is there already does not change; no job.
void set_activate_new(World& world, int64_t oid, store::ActivateNew value);

// Gives back the setting as it was, and what the job had reset, and announces that. Throws
// Error{input} when the object was set again since.
void cancel_job(World& world, Cause cause, int64_t job);

// Works on the oldest job of any connection until about `budget` objects were looked at. False
// when there is none.
bool work_on_jobs(World& world, int64_t now_ms, int64_t budget);

// Whether a job that is still under way may change the object's announced status.
[[nodiscard]] bool pending(World& world, int64_t oid);

} // namespace objsync::sync
