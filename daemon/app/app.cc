#include "daemon/app/app.h"

#include <algorithm>
#include <csignal>
#include <cstdio>

#include "core/store/access.h"
#include "core/store/outbox.h"
#include "core/store/query_runs.h"
#include "core/store/registered.h"
#include "core/sync/settings.h"
#include "daemon/app/commands.h"
#include "daemon/app/registry.h"
#include "daemon/control/render.h"
#include "daemon/control/server.h"
#include "daemon/log/log.h"
#include "daemon/sinks/file_sink.h"
#include "daemon/sinks/stdout_sink.h"

namespace objsync::daemon {

namespace {

constexpr int64_t kCareEveryMs = 60'000;
constexpr int64_t kCareLimit = 5000; // rows a step, so that no transaction grows long
constexpr std::chrono::milliseconds kOncePatience{60'000};
constexpr size_t kNameProblems = 20;
constexpr int64_t kNameCacheBytes = 256 * 1024;

std::unique_ptr<Sink> make_sink(const config::SinkConfig& sink) {
    if (sink.type == config::SinkType::standard_output) return std::make_unique<StdoutSink>();
    const int64_t keep = sink.keep == 0 ? INT64_MAX : sink.keep;
    return std::make_unique<FileSink>(sink.path, sink.rotate_size_bytes, keep);
}

} // namespace

App::App(Arguments arguments)
    : arguments_(std::move(arguments)),
      notify_(loop_),
      started_ms_(clock_now().wall_ms),
      crawl_program_(find_crawl_program()),
      loader_(std::make_unique<ConfigLoader>(loop_, crawl_program_)),
      descriptions_(loop_, crawl_program_),
      turns_(loop_),
      hup_(loop_, SIGHUP, [this] { on_hup(); }),
      term_(loop_, SIGTERM, [this] { on_term(); }),
      interrupt_(loop_, SIGINT, [this] { on_term(); }),
      usr1_(loop_, SIGUSR1,
            [this] {
                if (deliverer_) deliverer_->reopen();
            }),
      care_timer_(loop_, [this] { care(); }) {}

App::~App() {
    *alive_ = false;
}

int App::run() {
    loader_->load(arguments_.config, arguments_.check_config,
                  [this](const std::shared_ptr<ReadyConfig>& ready) { on_first_config(ready); });
    loop_.run();
    return exit_code_;
}

void App::start() {
    Crawls::Hooks hooks;
    hooks.ended = [this](const std::string& connection, const CrawlResult& result) {
        on_crawl_ended(connection, result);
    };
    crawls_ = std::make_unique<Crawls>(loop_, *writer_, crawl_program_, std::move(hooks));
    if (arguments_.once) crawls_->only_triggers();
    take_connections(ready_, {});
    writer_->start();
    start_delivery();
    if (arguments_.once) {
        crawls_->trigger_all(schedule::Why::demand);
        loop_.post([this] { finish_once(); });
        return;
    }
    start_control();
    care_timer_.start(kCareEveryMs);
    notify_.ready();
    log::info("app", "ready",
              {{"connections", std::to_string(ready_->config.connections.size())},
               {"store", ready_->config.daemon.state}});
}

void App::open_writer() {
    Writer::Hooks hooks;
    // All on the writer's thread; the deliverer takes notice from any thread.
    hooks.committed = [this](int64_t last) {
        loop_.post([this, last] {
            if (deliverer_) deliverer_->notify(last);
            if (control_) control_->events_committed();
        });
    };
    hooks.finished = [this](std::vector<sync::RunSummary> runs) {
        loop_.post([this, runs = std::move(runs)] {
            if (crawls_) crawls_->finished(runs);
        });
    };
    hooks.broken = [this](const std::string& error) {
        loop_.post([this, error] {
            log::error("store", "a transaction failed and was rolled back: " + error,
                       {{"store", ready_->config.daemon.state}});
            if (crawls_) crawls_->store_broken(error);
        });
    };
    writer_ = std::make_unique<Writer>(ready_->config.daemon.state, std::move(hooks));
    for (const auto& run : writer_->interrupted())
        log::warning("app", run.error,
                     {{"connection", run.connection}, {"run", std::to_string(run.run)}});
}

void App::start_delivery() {
    std::vector<NamedSink> sinks;
    for (const auto& sink : ready_->config.sinks)
        sinks.push_back({sink.name, make_sink(sink)});
    DeliverHooks hooks;
    hooks.save = [this](const std::string& sink, int64_t pos) {
        writer_->post([sink, pos](sync::Engine& engine, int64_t now_ms) {
            store::set_sink_position(engine.world().db, sink, pos, now_ms);
        });
    };
    hooks.report = [](const std::string& sink, const std::string& text) {
        log::warning("deliver", text, {{"sink", sink}});
    };
    deliverer_.reset(); // lets go of its files, which the new one is about to lock
    deliverer_ = std::make_unique<Deliverer>(ready_->config.daemon.state, std::move(sinks), hooks);
    deliverer_->notify(writer_->last_position());
}

void App::start_control() {
    commands_ = std::make_unique<AppCommands>(*this);
    control::ServerOptions options;
    options.socket = ready_->config.control.socket;
    options.mode = static_cast<unsigned>(ready_->config.control.mode);
    options.listen = ready_->config.control.listen;
    options.tls_certificate = ready_->config.control.tls_certificate;
    options.tls_key = ready_->config.control.tls_key;
    options.callers = ready_->config.callers;
    options.store_file = ready_->config.daemon.state;
    control_ = std::make_unique<control::Server>(
        loop_, *commands_, options, [](const std::string& text) { log::error("control", text); });
}

void App::on_hup() {
    if (!crawls_ || arguments_.once) return;
    reload([this](const std::vector<std::string>& mistakes) {
        // A wrong file changes nothing; that crawls were asked for holds all the same.
        if (!mistakes.empty()) log::error("config", "the old configuration stays in force");
        crawls_->trigger_all(schedule::Why::reload);
    });
}

void App::on_term() {
    if (stopping_) return;
    log::info("app", "stopping");
    notify_.stopping();
    stop(arguments_.once ? kFailed : kComplete);
}

void App::on_crawl_ended(const std::string& connection, const CrawlResult& result) {
    if (!arguments_.once) return;
    switch (result.summary.result) {
        case store::RunResult::complete:
            break;
        case store::RunResult::incomplete:
            std::fprintf(stderr, "%s: incomplete\n", connection.c_str());
            name_problems(result);
            if (exit_code_ == kComplete) exit_code_ = kIncomplete;
            break;
        default:
            std::fprintf(stderr, "%s: failed: %s\n", connection.c_str(),
                         result.summary.error.c_str());
            exit_code_ = kFailed;
    }
    // Not from within the call of the crawls, which end with it.
    loop_.post([this] { finish_once(); });
}

// Which listings did not end well, for whoever has only the output of --once.
void App::name_problems(const CrawlResult& result) {
    try {
        store::Database db(ready_->config.daemon.state, store::OpenMode::reader, kNameCacheBytes);
        store::query::RunQuery runs(db);
        const auto scopes = runs.scopes(result.summary.run, true, {}, kNameProblems + 1);
        for (size_t i = 0; i < std::min(scopes.size(), kNameProblems); ++i) {
            const auto& scope = scopes[i];
            std::fprintf(
                stderr, "%s/%s: %s: %s\n", result.summary.connection.c_str(), scope.path.c_str(),
                std::string(control::outcome_name(scope.outcome)).c_str(), scope.error.c_str());
        }
        if (scopes.size() > kNameProblems)
            std::fprintf(stderr, "%s: and more\n", result.summary.connection.c_str());
    } catch (const Error& e) {
        log::error("app", e.what());
    }
}

void App::finish_once() {
    if (stopping_ || !crawls_->idle()) return;
    writer_->flush();
    for (const std::string& error : deliverer_->drain(writer_->last_position(), kOncePatience)) {
        std::fprintf(stderr, "not delivered: %s\n", error.c_str());
        exit_code_ = kFailed;
    }
    stop(exit_code_);
}

// Bounded steps of cleaning up: old events that every sink has, old tombstones.
void App::care() {
    std::vector<std::string> sinks;
    for (const auto& sink : ready_->config.sinks)
        sinks.push_back(sink.name);
    const int64_t now = clock_now().wall_ms;
    const int64_t events_before = now - ready_->config.daemon.event_retention_ms;
    std::map<std::string, int64_t> tombstones_before;
    for (const auto& c : ready_->config.connections)
        tombstones_before[c.name] = now - c.tombstone_retention_ms;
    const int64_t others_before = now - ready_->config.default_tombstone_retention_ms;
    const int64_t audit_before = now - ready_->config.control.audit_retention_ms;
    writer_->post([=](sync::Engine& engine, int64_t now_ms) {
        // Jobs are kept as long as the events that they told.
        sync::forget_jobs(engine.world(), now_ms, events_before, kCareLimit);
        store::prune_outbox(engine.world().db, sinks, events_before, kCareLimit);
        store::prune_audit(engine.world().db, audit_before, kCareLimit);
        for (const auto& [id, row] : engine.world().ledger.connections()) {
            const auto own = tombstones_before.find(row.name);
            engine.purge_tombstones(
                row.name, own == tombstones_before.end() ? others_before : own->second, kCareLimit);
        }
    });
    care_timer_.start(kCareEveryMs);
}

void App::stop(int code) {
    stopping_ = true;
    exit_code_ = code;
    care_timer_.stop();
    control_.reset();
    if (crawls_) crawls_->shut_down();
    crawls_.reset();
    if (deliverer_) deliverer_->stop();
    if (writer_) writer_->stop();
    loop_.stop();
}

} // namespace objsync::daemon
