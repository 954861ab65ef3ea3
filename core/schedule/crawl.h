// What goes into the scheduler and comes out of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/path.h"

namespace objsync::schedule {

struct Now {
    int64_t wall_ms = 0; // since the Unix epoch; may jump
    int64_t mono_ms = 0; // of a monotonic clock; may stand still while the system sleeps
};

// What has to survive a restart. Save it after each tick() that started something, and after
// finished(), pause() and resume().
struct Persisted {
    std::optional<int64_t> last_started_ms; // of a crawl of the whole connection
    std::optional<int64_t> next_due_ms;
    int64_t failures = 0; // in a row
    std::optional<int64_t> failing_since_ms;
    bool paused = false;
    bool interrupted = false; // such a crawl had started and not finished
    bool operator==(const Persisted&) const = default;
};

enum class Why { schedule, start /* missed, cut short or new at start */, retry, reload, demand };

struct Options {
    Why why = Why::demand;
    bool full = false;    // ignore markers and stamps
    bool dry_run = false; // commits nothing, so it never stands for a real one
};

using RequestId = uint64_t;
using RunKey = uint64_t;

struct Start {
    RunKey key = 0;
    std::string connection;
    Path target; // empty: the whole connection
    Why why = Why::schedule;
    bool full = false;
    bool dry_run = false;
    std::vector<RequestId> requests; // the triggers that it serves
};

enum class Result {
    complete,
    incomplete,
    failed,
    failed_for_good, // trying again does not help until someone changes something
    cancelled,       // by an operator
};

enum class Waiting { for_time, for_slot, for_running, for_resume };

struct State {
    Waiting waiting = Waiting::for_time;
    std::optional<int64_t> next_due_ms;          // by schedule
    std::optional<int64_t> backing_off_until_ms; // the next retry
    int64_t failures = 0;
    std::optional<int64_t> failing_since_ms;
    bool paused = false;
    size_t remembered = 0;       // triggers' targets that will still be crawled
    std::vector<RunKey> running; // all of its crawls
};

} // namespace objsync::schedule
