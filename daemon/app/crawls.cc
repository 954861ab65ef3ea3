#include "daemon/app/crawls.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "daemon/log/log.h"

namespace objsync::daemon {

namespace {

constexpr size_t kRememberOver = 200; // ended crawls that somebody may still ask about
constexpr int64_t kRetryMs = 30'000;  // doubles with each attempt
constexpr int64_t kRetryMaxMs = 30 * 60'000;
constexpr int64_t kRetryAttempts = 6;

schedule::Result to_schedule(const CrawlResult& result) {
    switch (result.summary.result) {
        case store::RunResult::complete:
            return schedule::Result::complete;
        case store::RunResult::incomplete:
            return schedule::Result::incomplete;
        case store::RunResult::cancelled:
            return schedule::Result::cancelled;
        case store::RunResult::failed:
            break;
    }
    return result.worth_retry ? schedule::Result::failed : schedule::Result::failed_for_good;
}

const char* why_text(schedule::Why why) {
    switch (why) {
        case schedule::Why::schedule:
            return "schedule";
        case schedule::Why::start:
            return "start";
        case schedule::Why::retry:
            return "retry";
        case schedule::Why::reload:
            return "reload";
        case schedule::Why::demand:
            return "demand";
    }
    return "demand";
}

} // namespace

schedule::Now clock_now() {
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;
    return {
        duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count(),
        Loop::now_ms()};
}

Crawls::Crawls(Loop& loop, Writer& writer, std::string crawl_program, Hooks hooks)
    : loop_(loop),
      writer_(writer),
      crawl_program_(std::move(crawl_program)),
      hooks_(std::move(hooks)),
      // Never given twice, so that who asks about a crawl of before a restart is not told of
      // another.
      scheduler_(static_cast<schedule::RequestId>(clock_now().wall_ms)),
      timer_(loop, [this] { tick(); }) {}

Crawls::~Crawls() {
    *alive_ = false;
}

void Crawls::later(std::function<void()> task) {
    loop_.post([alive = alive_, task = std::move(task)] {
        if (*alive) task();
    });
}

void Crawls::configure(std::shared_ptr<const ReadyConfig> ready,
                       const std::map<std::string, KeptTimes>& kept) {
    ready_ = std::move(ready);
    std::vector<schedule::Scheduler::Entry> entries;
    for (const auto& connection : ready_->config.connections) {
        if (!can_crawl(connection.name)) continue;
        schedule::Scheduler::Entry entry;
        entry.plan = {connection.name, connection.every_ms, connection.at_minutes,
                      connection.timezone, connection.jitter_ms};
        if (const auto it = kept.find(connection.name); it != kept.end()) {
            entry.persisted = it->second.schedule;
            last_.try_emplace(connection.name, it->second.last);
            crawls_since_full_.try_emplace(connection.name, it->second.runs_since_full);
        }
        entries.push_back(std::move(entry));
    }
    scheduler_.configure(entries, static_cast<size_t>(ready_->config.daemon.max_crawls),
                         clock_now());
    drop_unconfigured();
    later([this] { tick(); });
}

bool Crawls::can_crawl(const std::string& connection) const {
    return ready_->options.count(connection) != 0;
}

// What waits for a connection that is gone would wait for ever; if it comes back, the store knows
// what was.
void Crawls::drop_unconfigured() {
    const auto gone = [this](const auto& entry) { return !can_crawl(entry.first); };
    std::erase_if(retries_, gone);
    std::erase_if(last_, gone);
    std::erase_if(crawls_since_full_, gone);
    std::vector<uint64_t> requests;
    for (const auto& [request, view] : waiting_) {
        if (!can_crawl(view.connection)) requests.push_back(request);
    }
    for (const uint64_t request : requests)
        forget_waiting(request);
}

uint64_t Crawls::trigger(const std::string& connection, const Path& target,
                         schedule::Options options) {
    const uint64_t id = scheduler_.trigger(connection, target, options);
    CrawlView view;
    view.request = id;
    view.connection = connection;
    view.target = target;
    view.waiting = true;
    view.dry_run = options.dry_run;
    waiting_[id] = std::move(view);
    later([this] { tick(); });
    return id;
}

void Crawls::trigger_all(schedule::Why why) {
    for (const auto& connection : ready_->config.connections) {
        if (!can_crawl(connection.name)) continue;
        schedule::Options options;
        options.why = why;
        (void)trigger(connection.name, {}, options);
    }
}

bool Crawls::cancel(uint64_t request) {
    for (auto& [id, live] : live_) {
        if (std::count(live.requests.begin(), live.requests.end(), request) == 0) continue;
        log::info("crawl", "crawl is cancelled", {{"connection", live.view.connection}});
        stop(live);
        return true;
    }
    const auto it = waiting_.find(request);
    if (it == waiting_.end()) return false;
    scheduler_.forget(it->second.connection, request);
    forget_waiting(request);
    return true;
}

void Crawls::forget_waiting(uint64_t request) {
    CrawlView view = std::move(waiting_.extract(request).mapped());
    view.waiting = false;
    view.state = Crawl::State::done;
    view.summary.emplace();
    view.summary->result = store::RunResult::cancelled;
    remember(request, view);
}

void Crawls::end_all_of(const std::string& connection, std::function<void()> over) {
    for (auto& [id, live] : live_) {
        if (live.view.connection == connection) stop(live);
    }
    ending_[connection].push_back(std::move(over));
    tell_over(connection);
}

void Crawls::tell_over(const std::string& connection) {
    const bool any = std::any_of(live_.begin(), live_.end(), [&](const auto& live) {
        return live.second.view.connection == connection;
    });
    if (any) return;
    auto waiting = ending_.extract(connection);
    if (waiting.empty()) return;
    for (auto& over : waiting.mapped())
        later(std::move(over));
}

void Crawls::pause(const std::string& connection) {
    scheduler_.pause(connection);
    save(connection);
}

void Crawls::resume(const std::string& connection) {
    scheduler_.resume(connection);
    save(connection);
    later([this] { tick(); });
}

void Crawls::shut_down() {
    shutting_down_ = true;
    timer_.stop();
    retries_.clear();
    over_dry_.clear();
    for (auto& [id, live] : live_)
        stop(live);
}

void Crawls::stop(Live& live) {
    if (live.dry) live.dry->cancel();
    if (live.crawl) live.crawl->cancel();
}

void Crawls::tick() {
    if (shutting_down_ || !ready_) return;
    for (const schedule::Start& s : scheduler_.tick(clock_now())) {
        const bool scheduled = s.requests.empty();
        if (only_triggers_ && scheduled)
            scheduler_.finished(s.key, schedule::Result::cancelled, clock_now());
        else if (s.dry_run)
            start_dry(s);
        else
            start(s);
    }
    timer_.start(std::max<int64_t>(1, scheduler_.next_wakeup(clock_now())));
}

void Crawls::start(const schedule::Start& s) {
    Live live;
    live.key = s.key;
    live.requests = s.requests;
    live.view.connection = s.connection;
    live.view.target = s.target;
    for (const uint64_t id : s.requests)
        waiting_.erase(id);
    if (s.target.empty()) retries_.erase(s.connection);
    std::vector<Path> targets;
    if (!s.target.empty()) targets.push_back(s.target);
    const bool full = s.full || full_is_due(s);
    if (s.target.empty()) {
        int64_t& since = crawls_since_full_[s.connection];
        since = full ? 0 : since + 1;
    }
    save(s.connection); // first: a run that is in the store is known to have been interrupted
    launch(std::move(live), std::move(targets), why_text(s.why), full);
}

// A full pass every so many crawls, whatever markers and stamps say.
bool Crawls::full_is_due(const schedule::Start& s) const {
    const config::ConnectionConfig* c = config_of(s.connection);
    if (!s.target.empty() || c == nullptr || c->full_every <= 0) return false;
    const auto since = crawls_since_full_.find(s.connection);
    return (since == crawls_since_full_.end() ? 0 : since->second) + 1 >= c->full_every;
}

void Crawls::launch(Live live, std::vector<Path> targets, const std::string& why, bool full) {
    const uint64_t id = next_id_++;
    const std::string connection = live.view.connection;
    if (live.requests.empty()) live.requests.push_back(scheduler_.number());
    live.view.request = live.requests.front();
    live.view.started_ms = clock_now().wall_ms;
    Crawl::Hooks hooks;
    hooks.done = [this, id](const CrawlResult& result) { ended(id, result); };
    hooks.log = [connection](wire::Level level, const std::string& text) {
        log::write(static_cast<log::Level>(static_cast<int>(level) - 1), "crawl", text,
                   {{"connection", connection}});
    };
    try {
        live.crawl = std::make_unique<Crawl>(
            loop_, writer_, spec_for(connection, std::move(targets), why, full), std::move(hooks));
    } catch (const Error& e) {
        CrawlResult result;
        result.summary.connection = connection;
        result.summary.error = e.what();
        result.worth_retry = e.kind() != ErrorKind::config;
        live_.emplace(id, std::move(live));
        later([this, id, result] { ended(id, result); });
        return;
    }
    log::info("crawl", "crawl begins",
              {{"connection", connection}, {"path", encode_path(live.view.target)}, {"why", why}});
    live_.emplace(id, std::move(live)).first->second.crawl->start();
}

void Crawls::ended(uint64_t id, const CrawlResult& result) {
    const auto it = live_.find(id);
    if (it == live_.end()) return;
    // It is being called from the crawl itself, which therefore goes later.
    auto live = std::make_shared<Live>(std::move(it->second));
    live_.erase(it);
    loop_.post([live] {});
    const std::string connection = live->view.connection;
    CrawlView view = live->view;
    if (live->crawl) view = now_of(*live);
    view.state = Crawl::State::done;
    view.summary = result.summary;
    for (const uint64_t request : live->requests)
        remember(request, view);
    if (can_crawl(connection)) {
        last_[connection] = {result.summary.run, std::string(name_of(result.summary.result)),
                             result.summary.error, clock_now().wall_ms};
    }
    if (live->key != 0 && !shutting_down_)
        scheduler_.finished(live->key, to_schedule(result), clock_now());
    if (live->key != 0) save(connection);
    // A crawl of some other subtree says nothing of the scopes that wait for another try.
    const bool speaks_of_all = live->key == 0 || live->view.target.empty();
    const bool retries = can_crawl(connection) && !only_triggers_ && !shutting_down_;
    if (retries && (speaks_of_all || !result.summary.retryable.empty()))
        plan_retry(connection, result);
    const bool failed = result.summary.result == store::RunResult::failed;
    log::write(failed ? log::Level::error : log::Level::info, "crawl",
               failed ? "crawl failed: " + result.summary.error : "crawl ended",
               {{"connection", connection},
                {"run", std::to_string(result.summary.run)},
                {"result", std::string(name_of(result.summary.result))}});
    hooks_.ended(connection, result);
    tell_over(connection);
    later([this] { tick(); });
}

void Crawls::remember(uint64_t request, const CrawlView& view) {
    CrawlView& over = over_[request] = view;
    over.ended_ms = clock_now().wall_ms;
    while (over_.size() > kRememberOver)
        over_.erase(over_.begin());
}

void Crawls::plan_retry(const std::string& connection, const CrawlResult& result) {
    if (result.summary.retryable.empty()) {
        retries_.erase(connection);
        return;
    }
    Retry& retry = retries_[connection];
    if (retry.attempts >= kRetryAttempts) return;
    int64_t wait = std::min(kRetryMaxMs, kRetryMs << retry.attempts);
    ++retry.attempts;
    retry.scopes.clear();
    for (const auto& failure : result.summary.retryable) {
        retry.scopes.push_back(failure.path);
        wait = std::max(wait, failure.error.retry_after_ms);
    }
    retry.timer = std::make_unique<Timer>(loop_, [this, connection] { start_retry(connection); });
    retry.timer->start(wait);
    log::info("crawl", "some scopes are tried again alone",
              {{"connection", connection},
               {"scopes", std::to_string(retry.scopes.size())},
               {"in_ms", std::to_string(wait)}});
}

void Crawls::start_retry(const std::string& connection) {
    const auto it = retries_.find(connection);
    if (it == retries_.end() || scheduler_.state(connection, clock_now()).paused) return;
    Live live;
    live.view.connection = connection;
    launch(std::move(live), it->second.scopes, "retry", false);
}

void Crawls::finished(const std::vector<sync::RunSummary>& runs) {
    for (const sync::RunSummary& summary : runs) {
        for (auto& [id, live] : live_) {
            if (!live.crawl || live.crawl->run() != summary.run) continue;
            live.crawl->finished(summary);
            break; // `live_` has changed
        }
    }
}

void Crawls::store_broken(const std::string& error) {
    std::vector<Crawl*> all;
    for (auto& [id, live] : live_) {
        if (live.crawl) all.push_back(live.crawl.get());
    }
    for (Crawl* crawl : all)
        crawl->store_broken(error);
}

} // namespace objsync::daemon
