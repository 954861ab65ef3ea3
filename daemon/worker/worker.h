// The parent's side of one objsync-crawl child: spawns it, gives it its job over the socket, hands
// on what it says, watches its limits, and ends it (TERM, then KILL). Loop thread only.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/wire/frame.h"
#include "core/wire/job.h"
#include "core/wire/messages.h"

namespace objsync {
class Loop;
}

namespace objsync::daemon {

struct WorkerLimits {
    uint64_t memory_bytes = 0;            // resident; 0: none
    int64_t wall_ms = 0;                  // 0: none
    int64_t no_progress_ms = 15 * 60'000; // counted only while we read and owe no answer
    int64_t term_to_kill_ms = 10'000;     // also from the cancel frame to TERM
};

// How a child ended, for people. `clean`: its function returned OBJSYNC_OK, it said `done` and
// exited 0. All frames that came before the end were handed on, but after a cancel or a limit.
struct WorkerEnd {
    bool clean = false;
    bool crashed_or_stalled = false; // worth another child, see design section 5
    bool cancelled = false;
    wire::ErrorInfo error;          // class bug for crash, garbage, limits; else what fail() said
    uint64_t peak_memory_bytes = 0; // as last sampled
    int64_t cpu_ms = 0;
};

// All calls come on the loop thread. `on_ended` is the last one, exactly once.
class WorkerListener {
public:
    virtual ~WorkerListener() = default;
    // Any frame but hello, log, count, fail and done; the view is valid during the call. A frame
    // for which it throws is garbage: the child is killed.
    virtual void on_frame(const wire::Frame& frame) = 0;
    // Captured stdout and stderr, and the plugin's log: masked, rate-limited, one line each.
    virtual void on_log(wire::Level level, const std::string& text) = 0;
    virtual void on_count(wire::Counter what, uint64_t n) = 0;
    virtual void on_ended(const WorkerEnd& end) = 0;
};

class Worker {
public:
    // Throws Error{config|retry} when the child cannot be started. `crawl_program` is the path of
    // objsync-crawl. The job's secrets go over the socket only. `label` names the connection in
    // errors.
    Worker(Loop& loop, const std::string& crawl_program, const wire::Job& job, WorkerLimits limits,
           const std::string& label, WorkerListener& listener);
    // Kills a child that still runs, without a call to the listener. Allowed in the listener's
    // calls, too.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void pause_reading(); // backpressure: the socket fills, the plugin's emit blocks
    void resume_reading();
    void send(std::string frames);                // encoded by core/wire; no secrets
    void send_secret(const wire::Secret& secret); // is masked from now on
    // The cancel frame, then TERM, then KILL. No more frames are handed on.
    void cancel();

    // For texts in frames: the child masks them, but it runs code that is not ours.
    [[nodiscard]] std::string masked(std::string_view text) const;
    [[nodiscard]] pid_t pid() const; // 0 once it exited

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace objsync::daemon
