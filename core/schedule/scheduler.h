// Decides which crawl starts when. A pure state machine: time comes in as an argument, what is to
// be started goes out as values. Not thread-safe; one owner, who calls tick() after every other
// call and when next_wakeup() is over.
//
// - A crawl of a whole connection begins by schedule, as a retry, or by a trigger. At most
//   `max_crawls` of these run at once; those that wait are served in the order they came.
// - A crawl of a subtree, and a dry run, begins at once, also beside a crawl of its connection.
// - A trigger for what is running already is remembered, once per target.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/schedule/crawl.h"
#include "core/schedule/plan.h"

namespace objsync::schedule {

class Scheduler {
public:
    struct Entry {
        Plan plan;
        Persisted persisted; // used only for a connection that is not known yet
    };

    // Requests get the numbers after this one.
    explicit Scheduler(RequestId last_request = 0) : last_request_(last_request) {}

    // The connections from now on. One that is gone starts nothing more; one whose plan changed
    // gets a new due time. What is running goes on and is still counted.
    void configure(const std::vector<Entry>& connections, size_t max_crawls, Now now);

    // Remembers that the target is to be crawled. Throws Error{input} for an unknown connection.
    RequestId trigger(const std::string& connection, const Path& target, const Options& options);

    // For a crawl that nobody asked for.
    [[nodiscard]] RequestId number() { return ++last_request_; }
    // Of one that has not started: it is not crawled on its account.
    void forget(const std::string& connection, RequestId request);

    // What has to start now. Each start must be answered by finished(), also if it could not be.
    [[nodiscard]] std::vector<Start> tick(Now now);
    // At shutdown leave out what was cut short: saved as interrupted, it starts again next time.
    void finished(RunKey key, Result result, Now now);

    // A paused connection starts nothing; triggers are remembered, and what was due while it was
    // paused runs once when it is resumed. Throw Error{input} for an unknown connection.
    void pause(const std::string& connection);
    void resume(const std::string& connection);

    // Milliseconds until tick() has to be called again: at most a minute, so that a clock that was
    // set and the end of a sleep are noticed.
    [[nodiscard]] int64_t next_wakeup(Now now) const;

    // Throw Error{input} for an unknown connection.
    [[nodiscard]] Persisted persisted(const std::string& connection) const;
    [[nodiscard]] State state(const std::string& connection, Now now) const;

private:
    struct Request {
        Path target;
        Options options;
        std::vector<RequestId> ids;
        uint64_t order = 0; // of waiting
    };
    struct Running {
        Path target;
        bool dry_run = false;
        [[nodiscard]] bool whole() const { return target.empty() && !dry_run; }
    };
    struct Connection {
        Plan plan;
        Persisted persisted;
        bool configured = true;
        int64_t due_mono_ms = 0;              // the latest, by the monotonic clock
        std::optional<int64_t> retry_mono_ms; // set while backing off
        std::optional<Request> whole;         // waits for a slot, or for the one that is running
        std::vector<Request> parts;           // subtrees and dry runs
        std::map<RunKey, Running> running;

        [[nodiscard]] bool runs(const Path& target, bool dry_run) const;
        [[nodiscard]] bool runs_whole() const { return runs({}, false); }
    };

    Connection& find(const std::string& connection);
    [[nodiscard]] const Connection& find(const std::string& connection) const;
    void restore(Connection& connection, Now now);
    static void set_due(Connection& connection, int64_t due_ms, Now now);
    static bool is_due(const Connection& connection, Now now);
    static bool must_wait(const Connection& connection, const Request& part);
    void want_whole(Connection& connection, Why why);
    void add_part(Connection& connection, Request request);
    Start start(Connection& connection, Request request);
    void start_whole(Connection& connection, Now now, std::vector<Start>& out);
    [[nodiscard]] size_t whole_running() const;

    std::map<std::string, Connection> connections_;
    size_t max_crawls_ = 1;
    RunKey last_key_ = 0;
    RequestId last_request_;
    uint64_t last_order_ = 0;
};

} // namespace objsync::schedule
