// Which crawls run: asks the scheduler, starts them, tells it how they ended, keeps its times in
// the store, and tries throttled or unavailable scopes again, alone. Loop thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/schedule/scheduler.h"
#include "daemon/app/config_loader.h"
#include "daemon/crawl/dry_run.h"

namespace objsync::daemon {

// A crawl as it shows outside: waiting in the scheduler, under way, or over for a while.
struct CrawlView {
    uint64_t request = 0; // 0: nobody asked for it
    std::string connection;
    Path target;
    Crawl::State state = Crawl::State::starting;
    bool waiting = false;
    int64_t run = 0;
    int64_t started_ms = 0;
    int64_t objects = 0, scopes = 0;
    std::optional<sync::RunSummary> summary; // when done
    bool dry_run = false;
    std::vector<std::string> first_changes; // of a dry run that is done: rendered events
};

// The newest crawl that is over.
struct LastRun {
    int64_t run = 0; // 0: none yet
    std::string result, error;
    int64_t ended_ms = 0;
};

// What the store keeps of a connection's crawls.
struct KeptTimes {
    schedule::Persisted schedule;
    int64_t runs_since_full = 0;
    LastRun last;
};

class Crawls {
public:
    struct Hooks {
        std::function<void(const std::string& connection, const CrawlResult&)> ended;
    };

    Crawls(Loop& loop, Writer& writer, std::string crawl_program, Hooks hooks);
    ~Crawls();

    // The connections from now on; `kept` is what the store knows of their times.
    void configure(std::shared_ptr<const ReadyConfig> ready,
                   const std::map<std::string, KeptTimes>& kept);
    uint64_t trigger(const std::string& connection, const Path& target, schedule::Options options);
    void trigger_all(schedule::Why why);
    void pause(const std::string& connection);
    void resume(const std::string& connection);
    // Nothing starts any more, and what runs is cancelled; interrupted crawls start again next
    // time.
    void shut_down();
    // Only what is triggered runs: no schedule, no retries. For --once.
    void only_triggers() { only_triggers_ = true; }

    // From the writer, by way of the loop.
    void finished(const std::vector<sync::RunSummary>& runs);
    void store_broken(const std::string& error);

    [[nodiscard]] bool idle() const; // nothing runs or waits
    [[nodiscard]] std::optional<CrawlView> view(uint64_t request) const;
    // The changes of a dry run that is over, from `after` on: 0, or a page's `next`. False: it is
    // not over, or its changes are not kept any more.
    [[nodiscard]] bool changes(uint64_t request, int64_t after, size_t limit,
                               std::function<void(Difference)> answer);
    [[nodiscard]] std::vector<CrawlView> of(const std::string& connection) const;
    [[nodiscard]] schedule::State state(const std::string& connection) const;
    [[nodiscard]] LastRun last(const std::string& connection) const;
    // What is needed to call a plugin for a connection. Throws Error{config}.
    [[nodiscard]] wire::Job job_for(const std::string& connection, wire::Mode mode) const;
    // Reads a secret option of the connection again; what it gives throws Error.
    [[nodiscard]] std::function<std::string(const std::string& option)> secret_reader(
        const std::string& connection) const;

private:
    struct Live {
        schedule::RunKey key = 0; // 0: a retry of single scopes, which the scheduler does not know
        CrawlView view;
        std::vector<uint64_t> requests;
        std::unique_ptr<Crawl> crawl;
        std::shared_ptr<DryRun> dry; // instead of `crawl`
    };
    struct OverDry {
        std::vector<uint64_t> requests;
        std::shared_ptr<DryRun> run;
    };
    struct Retry {
        std::vector<Path> scopes;
        int64_t attempts = 0;
        std::unique_ptr<Timer> timer;
    };

    // On the loop, unless all is over by then.
    void later(std::function<void()> task);
    void tick();
    void start(const schedule::Start& start);
    static void stop(Live& live);
    void start_dry(const schedule::Start& start);
    void ended_dry(uint64_t id, const CrawlResult& result, const Difference& first);
    [[nodiscard]] bool full_is_due(const schedule::Start& start) const;
    void remember(uint64_t request, const CrawlView& view);
    void start_retry(const std::string& connection);
    void launch(Live live, std::vector<Path> targets, const std::string& why, bool full);
    void ended(uint64_t id, const CrawlResult& result);
    void plan_retry(const std::string& connection, const CrawlResult& result);
    void save(const std::string& connection);
    [[nodiscard]] CrawlSpec spec_for(const std::string& connection, std::vector<Path> targets,
                                     const std::string& why, bool full) const;
    [[nodiscard]] const config::ConnectionConfig* config_of(const std::string& connection) const;
    [[nodiscard]] CrawlView now_of(const Live& live) const;

    Loop& loop_;
    Writer& writer_;
    std::string crawl_program_;
    Hooks hooks_;
    std::shared_ptr<const ReadyConfig> ready_;
    schedule::Scheduler scheduler_;
    Timer timer_;
    bool only_triggers_ = false, shutting_down_ = false;
    uint64_t next_id_ = 1;
    std::map<uint64_t, Live> live_;
    std::deque<OverDry> over_dry_; // the newest few
    std::map<std::string, Retry> retries_;
    std::map<uint64_t, CrawlView> over_;    // by request, the newest few
    std::map<uint64_t, CrawlView> waiting_; // by request
    std::map<std::string, LastRun> last_;
    std::map<std::string, int64_t> crawls_since_full_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

[[nodiscard]] schedule::Now clock_now();

} // namespace objsync::daemon
