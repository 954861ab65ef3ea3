// Which configuration is in force: the first, one that is read again, and what was registered in
// both.
#include <cstdio>

#include "core/store/registered.h"
#include "daemon/app/app.h"
#include "daemon/app/registry.h"
#include "daemon/control/server.h"
#include "daemon/log/log.h"

namespace objsync::daemon {

namespace {

void tell_problems(const config::Problems& problems) {
    for (const auto& p : problems.warnings())
        log::warning("config", p.line());
    for (const auto& p : problems.errors())
        std::fprintf(stderr, "%s\n", p.line().c_str());
}

} // namespace

void App::on_first_config(const std::shared_ptr<ReadyConfig>& ready) {
    if (arguments_.check_config) {
        check_only(*ready);
        return;
    }
    tell_problems(ready->problems);
    if (!ready->problems.ok()) {
        stop(kFailed);
        return;
    }
    ready_ = ready;
    try {
        open_writer();
        std::vector<store::RegisteredRow> rows;
        writer_->run_now([&rows](sync::Engine& engine, int64_t) {
            rows = store::read_registered(engine.world().db);
        });
        descriptions_.ask(ready_->config.daemon.plugin_dirs, plugins_of(rows),
                          {ready_, &ready_->plugins}, [this, rows] { take_registered(rows); });
    } catch (const Error& e) {
        log::error("app", e.what());
        stop(kFailed);
    }
}

// Nothing of it keeps the daemon from starting: who could mend it needs a daemon to talk to.
void App::take_registered(const std::vector<store::RegisteredRow>& rows) {
    if (stopping_) return;
    try {
        for (const auto& taken : names_taken(*ready_, rows)) {
            config_mistakes_.push_back(taken.line());
            log::error("config", taken.line());
        }
        take_in_all(*ready_, rows);
        for (const auto& [name, why] : ready_->wrong)
            log::error("config", "it is not crawled: " + why, {{"connection", name}});
        start();
    } catch (const Error& e) {
        log::error("app", e.what());
        stop(kFailed);
    }
}

void App::check_only(const ReadyConfig& ready) {
    for (const auto& p : ready.problems.warnings())
        std::fprintf(stderr, "warning: %s\n", p.line().c_str());
    for (const auto& p : ready.problems.errors())
        std::fprintf(stderr, "%s\n", p.line().c_str());
    const auto counted = [](size_t n, const char* what) {
        return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
    };
    if (ready.problems.ok())
        std::printf("%s: good; %s, %s\n", arguments_.config.c_str(),
                    counted(ready.config.connections.size(), "connection").c_str(),
                    counted(ready.config.sinks.size(), "sink").c_str());
    stop(ready.problems.ok() ? kComplete : kFailed);
}

// Before start() the writer is ours; later its thread does it.
void App::take_connections(const std::shared_ptr<ReadyConfig>& ready,
                           const std::function<void()>& taken) {
    auto kept = std::make_shared<Kept>();
    const Writer::Task task = [kept, ready](sync::Engine& engine, int64_t now_ms) {
        for (const auto& [id, row] : engine.world().ledger.connections()) {
            if (row.configured && ready->find(row.name) == nullptr)
                engine.unconfigure(row.name, now_ms);
        }
        for (const auto& c : ready->config.connections)
            (*kept)[c.name] = take_up(engine, *ready, c.name, {}, now_ms);
    };
    if (!taken) {
        writer_->run_now(task);
        put_in_force(ready, *kept);
        return;
    }
    writer_->post(task, [this, kept, ready, taken, alive = alive_](std::exception_ptr error) {
        loop_.post([this, kept, ready, taken, alive, error] {
            if (!*alive || stopping_) return;
            if (error) {
                config_mistakes_ = {"the store could not take the new configuration"};
            } else {
                put_in_force(ready, *kept);
                if (control_) control_->set_callers(ready_->config.callers);
            }
            start_delivery();
            taken();
        });
    });
}

// In one step, so that nobody asks one part for what only the other knows.
void App::put_in_force(const std::shared_ptr<ReadyConfig>& ready, const Kept& kept) {
    for (auto& [name, row] : ready->registered) {
        if (const auto it = kept.find(name); it != kept.end())
            row.wrong_since = it->second.wrong_since;
    }
    ready_ = ready;
    crawls_->configure(ready_, kept);
}

void App::reload(const std::function<void(const std::vector<std::string>&)>& done) {
    turns_.take([this, done](const Turn& turn) {
        notify_.reloading();
        loader_->load(arguments_.config, false,
                      [this, done, turn](const std::shared_ptr<ReadyConfig>& ready) {
                          loaded(ready, [this, done, turn] {
                              notify_.ready();
                              done(config_mistakes_);
                          });
                      });
    });
}

// `finish` comes when the crawls know the connections: who asked goes on with them.
void App::loaded(const std::shared_ptr<ReadyConfig>& ready, const std::function<void()>& finish) {
    const auto registered = rows_of(*ready_);
    descriptions_.ask(ready->config.daemon.plugin_dirs, plugins_of(registered),
                      {ready, &ready->plugins}, [this, ready, registered, finish] {
                          for (const auto& taken : names_taken(*ready, registered))
                              ready->problems.error(taken.at, taken.text);
                          take_in_all(*ready, registered);
                          config_mistakes_.clear();
                          for (const auto& p : ready->problems.errors()) {
                              config_mistakes_.push_back(p.line());
                              log::error("config", p.line());
                          }
                          if (ready->problems.ok())
                              take(ready, finish);
                          else
                              finish();
                      });
}

void App::take(const std::shared_ptr<ReadyConfig>& ready, const std::function<void()>& taken) {
    const auto& now = ready->config;
    const auto& before = ready_->config;
    if (now.daemon.state != before.daemon.state || now.control.socket != before.control.socket ||
        now.control.listen != before.control.listen)
        log::warning("config",
                     "a new state file, control socket or address takes effect at the next start");
    ready->config.daemon.state = before.daemon.state;
    ready->config.control = before.control;
    // Before the task below: with it is committed how far the sinks are, so none repeats anything.
    deliverer_->stop();
    take_connections(ready, taken);
}

} // namespace objsync::daemon
