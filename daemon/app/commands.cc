#include "daemon/app/commands.h"

#include <filesystem>

#include "core/store/open.h"
#include "core/sync/decide.h"
#include "daemon/control/render.h"
#include "daemon/log/log.h"

namespace objsync::daemon {

using control::Refusal;
using control::Reply;

namespace {

Refusal no_connection(const std::string& name) {
    return {Refusal::Kind::not_found,
            "No such connection",
            "no connection '" + name + "' is configured",
            "objsyncctl connections lists them",
            {}};
}

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

constexpr int64_t kCountEnough = 10'000'000;

// What stands and falls with a removal; the token changes whenever any of it does.
control::RemovalPreview preview_of(sync::World& world, const store::ConnectionRow& row) {
    control::RemovalPreview preview;
    store::Statement count(world.db, "SELECT COUNT(*) FROM object WHERE conn = ? AND presence < 3");
    count.bind(row.id);
    count.step();
    preview.objects = count.integer(0);
    preview.sources = sync::count_sources(world, row.root, kCountEnough);
    preview.token = std::to_string(row.id) + "-" + std::to_string(row.next_seq) + "-" +
                    std::to_string(preview.objects);
    return preview;
}

} // namespace

AppCommands::AppCommands(App& app)
    : app_(app),
      config_check_(app.loop_, app.crawl_program_),
      plugin_list_(app.loop_, app.crawl_program_) {}

AppCommands::~AppCommands() {
    *alive_ = false;
}

bool AppCommands::configured(const std::string& connection) const {
    return app_.ready_->options.count(connection) != 0;
}

void AppCommands::start_crawl(const control::CrawlRequest& request,
                              Reply<control::CrawlProgress> reply) {
    if (!configured(request.connection)) {
        reply(no_connection(request.connection));
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
    if (!connection.empty() && !configured(connection)) {
        reply(no_connection(connection));
        return;
    }
    std::string before, after; // which of them are paused
    for (const auto& c : app_.ready_->config.connections) {
        if (!connection.empty() && c.name != connection) continue;
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
        reply(Refusal{Refusal::Kind::conflict, "The configuration is wrong",
                      "it was not taken; the one before stays in force",
                      "mend what is listed and reload again", mistakes});
    });
}

void AppCommands::check_config(Reply<control::ConfigReport> reply) {
    config_check_.load(
        app_.arguments_.config, false,
        [reply, file = app_.arguments_.config](const std::shared_ptr<ReadyConfig>& ready) {
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

void AppCommands::preview_connection_removal(const std::string& connection,
                                             Reply<control::RemovalPreview> reply) {
    auto answer = std::make_shared<control::RemovalPreview>();
    app_.writer_->post(
        [connection, answer](sync::Engine& engine, int64_t) {
            const store::ConnectionRow* row = engine.find(connection);
            if (row == nullptr || row->root == 0)
                throw Error(ErrorKind::input, "no connection '" + connection + "' is known");
            *answer = preview_of(engine.world(), *row);
        },
        [answer, reply, &loop = app_.loop_, alive = alive_](std::exception_ptr error) {
            loop.post([answer, reply, error, alive] {
                if (!*alive) return;
                if (error)
                    reply(refusal_of(error, "The connection cannot be removed"));
                else
                    reply(*answer);
            });
        });
}

void AppCommands::remove_connection(const std::string& connection, const std::string& token,
                                    const control::Audit& audit,
                                    Reply<control::RemovalPreview> reply) {
    auto answer = std::make_shared<control::RemovalPreview>();
    app_.writer_->post(
        [connection, token, answer, audit](sync::Engine& engine, int64_t now_ms) {
            const store::ConnectionRow* row = engine.find(connection);
            if (row == nullptr || row->root == 0)
                throw Error(ErrorKind::input, "no connection '" + connection + "' is known");
            *answer = preview_of(engine.world(), *row);
            if (answer->token != token)
                throw Error(ErrorKind::input,
                            "the connection has changed since the preview: look again");
            engine.remove_connection(connection, now_ms);
            audit->write(engine.world().db, now_ms,
                         control::one_member("objects", std::to_string(answer->objects)),
                         control::one_member("objects", "0"));
        },
        [answer, reply, &loop = app_.loop_, alive = alive_](std::exception_ptr error) {
            loop.post([answer, reply, error, alive] {
                if (!*alive) return;
                if (error)
                    reply(refusal_of(error, "The connection was not removed"));
                else
                    reply(*answer);
            });
        });
}

void AppCommands::check_connection(const std::string& connection,
                                   Reply<std::vector<control::Finding>> reply) {
    if (!configured(connection)) {
        reply(no_connection(connection));
        return;
    }
    if (checks_.count(connection) != 0) {
        reply(Refusal{Refusal::Kind::unavailable,
                      "A check is under way",
                      "connection '" + connection + "' is being checked already",
                      "try again when it is over",
                      {}});
        return;
    }
    try {
        const wire::Job job = app_.crawls_->job_for(connection, wire::Mode::check);
        check_replies_[connection] = std::move(reply);
        checks_[connection] = std::make_unique<PluginCall>(
            app_.loop_, app_.crawl_program_, job, connection,
            [this, connection](const PluginAnswer& answer) {
                std::vector<control::Finding> findings;
                for (const auto& r : answer.reports)
                    findings.push_back({r.severity, r.what, r.found, r.what_to_do});
                if (!answer.end.clean)
                    findings.push_back(
                        {wire::Severity::failed, "check", answer.end.error.text, ""});
                const auto to = std::move(check_replies_[connection]);
                check_replies_.erase(connection);
                checks_.erase(connection);
                to(findings);
            },
            app_.crawls_->secret_reader(connection));
    } catch (const Error& e) {
        reply(Refusal{
            Refusal::Kind::failed, "The connection could not be checked", e.what(), "", {}});
    }
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

void AppCommands::connection_definition(const std::string&,
                                        Reply<control::ConnectionDefinition> reply) {
    reply(
        Refusal{Refusal::Kind::not_built, "Not built yet", "connections are not kept yet", "", {}});
}

void AppCommands::register_connection(const control::ConnectionDefinition&, const control::Audit&,
                                      Reply<control::Done> reply) {
    reply(
        Refusal{Refusal::Kind::not_built, "Not built yet", "connections are not kept yet", "", {}});
}

void AppCommands::change_connection(const control::ConnectionDefinition&, const control::Audit&,
                                    Reply<control::Done> reply) {
    reply(
        Refusal{Refusal::Kind::not_built, "Not built yet", "connections are not kept yet", "", {}});
}

void AppCommands::plugins(Reply<std::vector<control::PluginInfo>> reply) {
    plugin_list_.load(app_.arguments_.config, true,
                      [reply](const std::shared_ptr<ReadyConfig>& ready) {
                          std::vector<control::PluginInfo> list;
                          for (const auto& [name, plugin] : ready->plugins) {
                              control::PluginInfo info;
                              info.file = plugin.file;
                              info.name = name;
                              info.version = plugin.description.version;
                              info.abi = 1;
                              info.refused = plugin.refused;
                              info.levels = plugin.description.levels;
                              for (const auto& c : ready->config.connections) {
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
