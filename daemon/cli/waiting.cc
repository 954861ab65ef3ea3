#include "daemon/cli/waiting.h"

#include <poll.h>

#include <chrono>
#include <csignal>

namespace objsync::cli {

namespace {

constexpr int kAskEveryMs = 250;
constexpr auto kSayEvery = std::chrono::seconds(10); // where no line can be replaced
constexpr int64_t kBarColumns = 20;

volatile std::sig_atomic_t interrupted = 0;

void on_signal(int) {
    interrupted = 1;
}

// While it lives the first Ctrl-C is noted; a second one ends the program as ever.
class Interruptible {
public:
    Interruptible() {
        interrupted = 0;
        struct sigaction action {};
        action.sa_handler = &on_signal;
        action.sa_flags = static_cast<int>(SA_RESETHAND);
        sigaction(SIGINT, &action, &before_);
    }
    ~Interruptible() { sigaction(SIGINT, &before_, nullptr); }
    Interruptible(const Interruptible&) = delete;
    Interruptible& operator=(const Interruptible&) = delete;

private:
    struct sigaction before_ {};
};

std::string phase_of(const json::Value& job) {
    if (job["state"].text() == "created") return "waiting for its turn";
    const json::Value& output = job["output"];
    return output["jobType"].text() == "crawl" ? output["phase"].text() : "announcing";
}

std::string bar(int64_t done, int64_t total) {
    const int64_t filled = done * kBarColumns / total;
    return "[" + std::string(static_cast<size_t>(filled), '#') +
           std::string(static_cast<size_t>(kBarColumns - filled), '-') + "] " +
           std::to_string(done * 100 / total) + " %";
}

Failure goes_on(const std::string& id) {
    return Failure(kInterrupted, "Not waiting any more; job " + id + " goes on", "",
                   "objsyncctl jobs " + id + " --wait goes on waiting, objsyncctl job cancel " +
                       id + " ends it");
}

json::Value ask(Context& context, const std::string& id) {
    const json::Value jobs = json::parse(context.client->get("/jobs?bulkId=" + url_value(id)));
    if (jobs["jobs"].items().empty())
        throw Failure(kFailed, "The daemon no longer knows job " + id);
    return jobs["jobs"].items().front();
}

} // namespace

bool is_over(const json::Value& job) {
    const std::string& state = job["state"].text();
    return state != "created" && state != "active";
}

std::string progress_text(const json::Value& job) {
    const json::Value& output = job["output"];
    if (output["jobType"].text() == "crawl") {
        return phase_of(job) + ": " + counted(output["objects"].integer(), "object") + ", " +
               counted(output["scopes"].integer(), "scope") + ", " +
               count_text(static_cast<int64_t>(output["objectsPerSecond"].number())) + " objects/s";
    }
    const int64_t total = output["total"].integer();
    // More than were counted may turn up meanwhile.
    const int64_t done = std::min(output["done"].integer(), total);
    const std::string events = counted(output["events"].integer(), "event");
    if (total == 0) return phase_of(job) + ": " + events;
    return bar(done, total) + "  " + phase_of(job) + ": " + count_text(done) + " of " +
           counted(total, "object") + ", " + events;
}

json::Value wait_for_job(Context& context, const std::string& id,
                         const std::function<Failure()>& on_interrupt) {
    const Interruptible interruptible;
    std::string shown_phase;
    auto said = std::chrono::steady_clock::now();
    for (;;) {
        json::Value job = ask(context, id);
        if (is_over(job)) {
            context.out.end_progress();
            return job;
        }
        const auto now = std::chrono::steady_clock::now();
        if (context.out.terminal() && !context.json) {
            context.out.progress(progress_text(job));
        } else if (!context.json && (phase_of(job) != shown_phase || now - said >= kSayEvery)) {
            shown_phase = phase_of(job);
            said = now;
            context.out.line(progress_text(job));
        }
        if (interrupted == 0) ::poll(nullptr, 0, kAskEveryMs); // a signal ends it
        if (interrupted == 0) continue;
        context.out.end_progress();
        throw on_interrupt ? on_interrupt() : goes_on(id);
    }
}

} // namespace objsync::cli
