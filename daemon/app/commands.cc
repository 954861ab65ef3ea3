#include "daemon/app/commands.h"

#include <filesystem>

#include "core/store/open.h"
#include "core/sync/decide.h"
#include "daemon/app/registry.h"
#include "daemon/control/problems.h"
#include "daemon/control/render.h"
#include "daemon/log/log.h"

namespace objsync::daemon {

using control::Refusal;
using control::Reply;

namespace {

// An error of a writer's task as an answer: what the caller got wrong, or what went wrong.
Refusal refusal_of(const std::exception_ptr& error, const std::string& title) {
    Refusal refusal{Refusal::Kind::failed, title, "unknown error", "", {}};
    try {
        std::rethrow_exception(error);
    } catch (const Error& e) {
        refusal.detail = e.what();
        if (e.kind() == ErrorKind::input || e.kind() == ErrorKind::config)
            refusal.kind = Refusal::Kind::conflict;
    } catch (const std::exception& e) {
        refusal.detail = e.what();
    }
    return refusal;
}

} // namespace

AppCommands::AppCommands(App& app)
    : app_(app),
      config_check_(app.loop_, app.crawl_program_),
      plugin_list_(app.loop_, app.crawl_program_) {}

AppCommands::~AppCommands() {
    *alive_ = false;
}

std::optional<Refusal> AppCommands::not_crawled(const std::string& connection) const {
    const ReadyConfig& ready = *app_.ready_;
    if (ready.options.count(connection) != 0) return std::nullopt;
    const auto wrong = ready.wrong.find(connection);
    if (wrong == ready.wrong.end()) return control::no_such_connection(connection);
    return control::wrong_as_defined(connection, wrong->second);
}

void AppCommands::start_crawl(const control::CrawlRequest& request,
                              Reply<control::CrawlProgress> reply) {
    if (auto refusal = not_crawled(request.connection)) {
        reply(std::move(*refusal));
        return;
    }
    schedule::Options options;
    options.full = request.full;
    options.dry_run = request.dry_run;
    const uint64_t id = app_.crawls_->trigger(request.connection, request.path, options);
    reply(*crawl_progress(static_cast<int64_t>(id)));
}

std::optional<control::CrawlProgress> AppCommands::crawl_progress(int64_t id) {
    const auto view = app_.crawls_->view(static_cast<uint64_t>(id));
    if (!view) return std::nullopt;
    return progress_of(*view);
}

void AppCommands::pause(const std::string& connection, const control::Audit& audit,
                        Reply<control::Done> reply) {
    pause_or_resume(connection, true, audit, reply);
}

void AppCommands::resume(const std::string& connection, const control::Audit& audit,
                         Reply<control::Done> reply) {
    pause_or_resume(connection, false, audit, reply);
}

void AppCommands::pause_or_resume(const std::string& connection, bool pause,
                                  const control::Audit& audit, Reply<control::Done>& reply) {
    if (auto refusal = connection.empty() ? std::nullopt : not_crawled(connection)) {
        reply(std::move(*refusal));
        return;
    }
    std::string before, after; // which of them are paused
    for (const auto& c : app_.ready_->config.connections) {
        if (!connection.empty() && c.name != connection) continue;
        if (not_crawled(c.name)) continue;
        if (app_.crawls_->state(c.name).paused) before += (before.empty() ? "" : " ") + c.name;
        if (pause) after += (after.empty() ? "" : " ") + c.name;
        if (pause)
            app_.crawls_->pause(c.name);
        else
            app_.crawls_->resume(c.name);
    }
    // Answered when it is on disk: after a kill it is still as the answer said.
    app_.writer_->post(
        [audit, before, after](sync::Engine& engine, int64_t now_ms) {
            audit->write(engine.world().db, now_ms, control::one_member("paused", before),
                         control::one_member("paused", after));
        },
        [reply, &loop = app_.loop_, alive = alive_](std::exception_ptr error) {
            loop.post([reply, error, alive] {
                if (!*alive) return;
                if (error)
                    reply(refusal_of(error, "It was not kept"));
                else
                    reply(control::Done{});
            });
        });
}

void AppCommands::reload(Reply<control::Done> reply) {
    app_.reload([reply](const std::vector<std::string>& mistakes) {
        if (mistakes.empty()) {
            reply(control::Done{});
            return;
        }
        reply(control::wrong_configuration(mistakes));
    });
}

void AppCommands::check_config(Reply<control::ConfigReport> reply) {
    config_check_.load(
        app_.arguments_.config, false,
        [this, reply, file = app_.arguments_.config](const std::shared_ptr<ReadyConfig>& ready) {
            for (const auto& taken : names_taken(*ready, rows_of(*app_.ready_)))
                ready->problems.error(taken.at, taken.text);
            control::ConfigReport report;
            for (const auto& p : ready->problems.errors())
                report.mistakes.push_back(p.line());
            report.files.push_back(file);
            if (ready->problems.ok()) {
                for (const auto& c : ready->config.connections)
                    report.filters.push_back({c.name, c.include, c.exclude});
            }
            reply(report);
        });
}

void AppCommands::accept_identity(const std::string& connection, const control::Audit& audit,
                                  Reply<control::IdentityAccepted> reply) {
    auto answer = std::make_shared<control::IdentityAccepted>();
    app_.writer_->post(
        [connection, answer, audit](sync::Engine& engine, int64_t now_ms) {
            answer->before = engine.accept_identity(connection);
            answer->now = engine.find(connection)->identity.value_or("");
            audit->write(engine.world().db, now_ms, control::one_member("identity", answer->before),
                         control::one_member("identity", answer->now));
        },
        [answer, reply, &loop = app_.loop_, alive = alive_](std::exception_ptr error) {
            loop.post([answer, reply, error, alive] {
                if (!*alive) return;
                if (error)
                    reply(refusal_of(error, "The source identity was not accepted"));
                else
                    reply(*answer);
            });
        });
}

void AppCommands::decide_removals(const std::string& connection, const Path& path, bool approve,
                                  const control::Audit& audit, Reply<int64_t> reply) {
    auto count = std::make_shared<int64_t>(0);
    app_.writer_->post(
        [connection, path, approve, count, audit](sync::Engine& engine, int64_t now_ms) {
            *count = engine.decide_held(connection, path, approve, now_ms);
            audit->write(engine.world().db, now_ms,
                         control::one_member("held", std::to_string(*count)),
                         control::one_member(approve ? "removed" : "kept", std::to_string(*count)));
        },
        [count, reply, &loop = app_.loop_, alive = alive_](std::exception_ptr error) {
            loop.post([count, reply, error, alive] {
                if (!*alive) return;
                if (error)
                    reply(refusal_of(error, "Nothing was decided"));
                else
                    reply(*count);
            });
        });
}

void AppCommands::plugins(Reply<std::vector<control::PluginInfo>> reply) {
    plugin_list_.load(app_.arguments_.config, true,
                      [this, reply](const std::shared_ptr<ReadyConfig>& ready) {
                          std::vector<control::PluginInfo> list;
                          for (const auto& [name, plugin] : ready->plugins) {
                              control::PluginInfo info;
                              info.file = plugin.file;
                              info.name = name;
                              info.version = plugin.description.version;
                              info.abi = 1;
                              info.refused = plugin.refused;
                              info.levels = plugin.description.levels;
                              for (const auto& c : app_.ready_->config.connections) {
                                  if (c.plugin == name) info.connections.push_back(c.name);
                              }
                              list.push_back(std::move(info));
                          }
                          reply(list);
                      });
}

void AppCommands::backup(const std::string& file, Reply<control::BackupWritten> reply) {
    // On a thread of its own: the copy reads the whole store on a connection of its own.
    std::thread([file, reply, store = app_.ready_->config.daemon.state, &loop = app_.loop_,
                 alive = alive_] {
        std::string error;
        try {
            store::backup_store(store, file);
        } catch (const std::exception& e) {
            error = e.what();
        }
        loop.post([file, reply, error, alive] {
            if (!*alive) return;
            if (!error.empty()) {
                reply(Refusal{Refusal::Kind::conflict, "No backup was written", error, "", {}});
                return;
            }
            std::error_code ignored;
            reply(control::BackupWritten{
                file, static_cast<int64_t>(std::filesystem::file_size(file, ignored))});
        });
    }).detach();
}

} // namespace objsync::daemon
