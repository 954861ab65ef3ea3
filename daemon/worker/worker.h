// The parent's side of one objsync-crawl child: spawns it, gives it its job over the pipe, hands
// on what it says, watches its limits, and ends it (TERM, then KILL). Loop thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/wire/frame.h"
#include "core/wire/job.h"
#include "core/wire/messages.h"

namespace objsync {
class Loop;
}

namespace objsync::daemon {

struct WorkerLimits {
    uint64_t memory_bytes = 0;             // resident; 0: none
    int64_t wall_ms = 0;                   // 0: none
    int64_t no_progress_ms = 15 * 60'000;  // counted only while we read
    int64_t term_to_kill_ms = 10'000;
};

// How a child ended, for people: `clean` only when it said `done` and exited 0.
struct WorkerEnd {
    bool clean = false;
    bool crashed_or_stalled = false;  // worth another child, see design section 5
    bool cancelled = false;
    wire::ErrorInfo error;            // class bug for crash, garbage, limits; what the plugin said on fail()
    uint64_t peak_memory_bytes = 0;
    int64_t cpu_ms = 0;
};

// All calls come on the loop thread. `ended` is the last one, exactly once.
class WorkerListener {
public:
    virtual ~WorkerListener() = default;
    // Any frame but log and count; the view is valid during the call.
    virtual void on_frame(const wire::Frame& frame) = 0;
    // Captured stdout and stderr, and the plugin's log: masked, rate-limited.
    virtual void on_log(wire::Level level, const std::string& text) = 0;
    virtual void on_count(wire::Counter what, uint64_t n) = 0;
    virtual void on_ended(const WorkerEnd& end) = 0;
};

class Worker {
public:
    // Throws Error{config|retry} when the child cannot be started. `crawl_program` is the path of
    // objsync-crawl. The job's secrets go over the pipe only. `label` names the connection in errors.
    Worker(Loop& loop, const std::string& crawl_program, const wire::Job& job, WorkerLimits limits,
           const std::string& label, WorkerListener& listener);
    ~Worker();  // kills a child that still runs, without a call to the listener
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void pause_reading();   // backpressure: the pipe fills, the plugin's emit blocks
    void resume_reading();
    void send(const std::string& frames);  // encoded by core/wire
    void cancel();  // the cancel frame, then TERM, then KILL

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace objsync::daemon
