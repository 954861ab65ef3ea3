#include "daemon/crawl/dry_run.h"

#include <utility>

#include "core/model/event_view.h"
#include "core/store/outbox.h"
#include "core/store/scratch.h"

namespace objsync::daemon {

namespace {

constexpr size_t kPageBytes = 4u << 20;

bool speaks_of_the_crawl(EventType type) {
    return type == EventType::crawl_started || type == EventType::crawl_finished ||
           type == EventType::crawl_failed;
}

Difference read_page(sync::Engine& engine, const std::string& connection, const std::string& epoch,
                     int64_t run, int64_t after, size_t limit) {
    Difference page;
    size_t bytes = 0;
    int64_t last = after;
    store::OutboxReader outbox(engine.world().db);
    outbox.each_after(after, [&](int64_t pos, int64_t, std::string_view body) {
        if (page.events.size() >= limit || bytes >= kPageBytes) {
            page.next = last;
            return false;
        }
        last = pos;
        const EventView event = view_event(body);
        if (event.run != run || speaks_of_the_crawl(event.type)) return true;
        render_body(body, connection, epoch, page.events.emplace_back());
        bytes += page.events.back().size();
        return true;
    });
    return page;
}

} // namespace

DryRun::DryRun(Loop& loop, std::string store_file, CrawlSpec spec, Hooks hooks)
    : loop_(loop),
      store_file_(std::move(store_file)),
      spec_(std::move(spec)),
      hooks_(std::move(hooks)) {}

DryRun::~DryRun() {
    *alive_ = false;
    stop_ = true;
    if (copying_.joinable()) copying_.join();
}

void DryRun::start() {
    copying_ = std::thread([this, alive = alive_, &loop = loop_] {
        auto db = std::make_shared<std::unique_ptr<store::Database>>();
        try {
            *db = store::scratch_copy(store_file_, spec_.request.connection,
                                      [this] { return stop_.load(); });
        } catch (const Error& e) {
            loop.post([this, alive, e] {
                if (*alive) fail(e);
            });
            return;
        }
        loop.post([this, alive, db] {
            if (*alive) copied(db);
        });
    });
}

void DryRun::copied(std::shared_ptr<std::unique_ptr<store::Database>> db) {
    copying_.join();
    if (stop_) {
        fail(Error(ErrorKind::input, "cancelled"));
        return;
    }
    Writer::Hooks hooks;
    hooks.finished = [this, alive = alive_, &loop = loop_](std::vector<sync::RunSummary> runs) {
        loop.post([this, alive, runs = std::move(runs)] {
            for (const sync::RunSummary& summary : runs) {
                if (*alive && summary.run == crawl_->run()) crawl_->finished(summary);
            }
        });
    };
    hooks.broken = [this, alive = alive_, &loop = loop_](const std::string& error) {
        loop.post([this, alive, error] {
            if (*alive) crawl_->give_up("the temporary copy could not be written: " + error);
        });
    };
    writer_ = std::make_unique<Writer>(std::move(*db), std::move(hooks));
    writer_->run_now([this](sync::Engine& engine, int64_t) {
        engine.set_default_tags(*engine.find(spec_.request.connection), spec_.default_tags);
    });
    begin_ = writer_->last_position();
    Crawl::Hooks crawl_hooks;
    crawl_hooks.done = [this](const CrawlResult& result) { crawl_done(result); };
    crawl_hooks.log = hooks_.log;
    crawl_ = std::make_unique<Crawl>(loop_, *writer_, spec_, std::move(crawl_hooks));
    writer_->start();
    crawl_->start();
}

void DryRun::cancel() {
    stop_ = true;
    if (crawl_) crawl_->cancel();
}

void DryRun::crawl_done(const CrawlResult& result) {
    run_ = result.summary.run;
    page(0, kFirst, [this, result](const Difference& first) { finish(result, first); });
}

void DryRun::page(int64_t after, size_t limit, std::function<void(Difference)> answer) {
    if (!writer_) { // it failed before there was a copy
        loop_.post([answer = std::move(answer)] { answer({}); });
        return;
    }
    auto page = std::make_shared<Difference>();
    writer_->post(
        [page, connection = spec_.request.connection, epoch = writer_->epoch(), run = run_,
         after = after == 0 ? begin_ : after, limit](sync::Engine& engine, int64_t) {
            *page = read_page(engine, connection, epoch, run, after, limit);
        },
        [page, alive = alive_, &loop = loop_, answer = std::move(answer)](std::exception_ptr) {
            loop.post([page, alive, answer] {
                if (*alive) answer(std::move(*page));
            });
        });
}

Crawl::State DryRun::state() const noexcept {
    if (done_) return Crawl::State::done;
    if (!crawl_) return Crawl::State::starting;
    // The difference is still being read.
    return crawl_->state() == Crawl::State::done ? Crawl::State::applying : crawl_->state();
}

void DryRun::fail(const Error& error) {
    CrawlResult result;
    result.summary.connection = spec_.request.connection;
    result.cancelled = stop_;
    if (stop_)
        result.summary.result = store::RunResult::cancelled;
    else
        result.summary.error = std::string("no copy could be made: ") + error.what();
    finish(result, {});
}

void DryRun::finish(const CrawlResult& result, const Difference& first) {
    done_ = true;
    hooks_.done(result, first);
}

} // namespace objsync::daemon
