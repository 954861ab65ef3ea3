// Dry runs among the crawls: they begin at once beside others, and leave no trace in times,
// retries or the store.
#include <algorithm>

#include "daemon/app/crawls.h"
#include "daemon/log/log.h"

namespace objsync::daemon {

namespace {

// Each keeps the copy it worked on, so that all of its difference can be read.
constexpr size_t kKeepOver = 4;

} // namespace

void Crawls::start_dry(const schedule::Start& s) {
    const uint64_t id = next_id_++;
    Live live;
    live.key = s.key;
    live.requests = s.requests;
    live.view.connection = s.connection;
    live.view.target = s.target;
    live.view.request = s.requests.empty() ? 0 : s.requests.front();
    live.view.started_ms = clock_now().wall_ms;
    live.view.dry_run = true;
    for (const uint64_t request : s.requests)
        waiting_.erase(request);
    std::vector<Path> targets;
    if (!s.target.empty()) targets.push_back(s.target);
    DryRun::Hooks hooks;
    hooks.done = [this, id](const CrawlResult& result, const Difference& first) {
        ended_dry(id, result, first);
    };
    hooks.log = [connection = s.connection](wire::Level level, const std::string& text) {
        log::write(static_cast<log::Level>(static_cast<int>(level) - 1), "crawl", text,
                   {{"connection", connection}, {"dry_run", "true"}});
    };
    Live& kept = live_.emplace(id, std::move(live)).first->second;
    try {
        kept.dry = std::make_shared<DryRun>(
            loop_, ready_->config.daemon.state,
            spec_for(s.connection, std::move(targets), "demand", s.full || full_is_due(s)),
            std::move(hooks));
    } catch (const Error& e) {
        CrawlResult result;
        result.summary.connection = s.connection;
        result.summary.error = e.what();
        later([this, id, result] { ended_dry(id, result, {}); });
        return;
    }
    log::info("crawl", "dry run begins",
              {{"connection", s.connection}, {"path", encode_path(s.target)}});
    kept.dry->start();
}

void Crawls::ended_dry(uint64_t id, const CrawlResult& result, const Difference& first) {
    const auto it = live_.find(id);
    if (it == live_.end()) return;
    Live live = std::move(it->second);
    live_.erase(it);
    CrawlView view = now_of(live);
    view.state = Crawl::State::done;
    view.run = 0;
    view.summary = result.summary;
    view.first_changes = first.events;
    for (const uint64_t request : live.requests)
        remember(request, view);
    // The oldest goes later than this call, which may come from it.
    if (live.dry) over_dry_.push_back({live.requests, live.dry});
    if (over_dry_.size() > kKeepOver) {
        loop_.post([gone = std::move(over_dry_.front().run)] {});
        over_dry_.pop_front();
    }
    if (!shutting_down_) scheduler_.finished(live.key, schedule::Result::cancelled, clock_now());
    log::info("crawl", "dry run ended",
              {{"connection", view.connection},
               {"result", std::string(name_of(result.summary.result))},
               {"error", result.summary.error}});
    tell_over(view.connection);
    later([this] { tick(); });
}

bool Crawls::changes(uint64_t request, int64_t after, size_t limit,
                     std::function<void(Difference)> answer) {
    for (const OverDry& over : over_dry_) {
        if (std::count(over.requests.begin(), over.requests.end(), request) == 0) continue;
        over.run->page(after, limit, std::move(answer));
        return true;
    }
    return false;
}

} // namespace objsync::daemon
