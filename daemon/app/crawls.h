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
#include "daemon/app/crawl_view.h"
#include "daemon/app/plugin_call.h"
#include "daemon/crawl/dry_run.h"

namespace objsync::daemon {

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
    // Ends the crawl that serves this request, for all who asked for it. False: it is over, or was
    // never known.
    bool cancel(uint64_t request);
    // Ends all that crawls the connection, which is no longer configured; then, from the loop,
    // calls `over`.
    void end_all_of(const std::string& connection, std::function<void()> over);
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
    [[nodiscard]] PluginCall::ReadSecret secret_reader(const std::string& connection) const;

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
    [[nodiscard]] bool can_crawl(const std::string& connection) const;
    void drop_unconfigured();
    void tell_over(const std::string& connection);
    void forget_waiting(uint64_t request);
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
    std::map<std::string, std::vector<std::function<void()>>> ending_; // who waits for the end
    std::map<uint64_t, CrawlView> over_;                               // by request, the newest few
    std::map<uint64_t, CrawlView> waiting_;                            // by request
    std::map<std::string, LastRun> last_;
    std::map<std::string, int64_t> crawls_since_full_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

// What is found for the first time gets these.
[[nodiscard]] sync::DefaultTags default_tags_of(const config::ConnectionConfig& connection);

// What a plugin is called with; reads the secrets. Throws Error{config}.
[[nodiscard]] wire::Job job_of(const LoadedPlugin& plugin,
                               const config::ConnectionConfig& connection,
                               config::OptionValue options, wire::Mode mode);
// A secret among a connection's options, as it is now. Throws Error, also when it is no secret.
[[nodiscard]] std::string told_again(const config::OptionValue& options, const std::string& option);

[[nodiscard]] schedule::Now clock_now();

} // namespace objsync::daemon
