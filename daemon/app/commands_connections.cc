// Connections that are registered through the API: kept in the store and put in force together, and
// ended. One at a time, and never while the files are read.
#include <algorithm>

#include "core/config/redact.h"
#include "core/store/access.h"
#include "core/store/removal.h"
#include "daemon/app/ask_writer.h"
#include "daemon/app/registry.h"
#include "daemon/control/settings.h"
#include "daemon/json/node.h"
#include "daemon/log/log.h"

namespace objsync::daemon {

using control::Refusal;
using control::Reply;

struct AppCommands::Defining {
    control::ConnectionRequest request;
    control::Audit audit;
    Reply<control::Done> reply;
    Turn turn;
    bool is_new = false;
    std::shared_ptr<ReadyConfig> next; // the configuration that it makes
    store::RegisteredRow row;
    std::string before; // of the audit record
};

namespace {

constexpr size_t kMaxRegistered = 10'000;

std::string audit_text(const std::string& definition, const std::string& settings = "") {
    json::Writer w;
    w.begin_object().key("connection").raw(definition);
    if (!settings.empty()) w.key("settings").raw(settings);
    w.end_object();
    return w.take();
}

bool same(const config::Node& a, const config::Node& b, std::string_view key) {
    const config::Node* x = a.find(key);
    const config::Node* y = b.find(key);
    return x == nullptr || y == nullptr ? x == y : config::same_values(*x, *y);
}

// The names of the past are not for everyone: behind one may be objects, their owners, or
// tombstones that would return. Its infrastructure admin may take it up again, and a governor.
std::optional<Refusal> not_for(sync::Engine& engine, const control::ConnectionRequest& request) {
    sync::World& world = engine.world();
    const store::ConnectionRow* conn = engine.find(request.key);
    if (conn == nullptr) return std::nullopt;
    if (engine.is_being_removed(*conn)) return control::removal_under_way(request.key);
    const int64_t root =
        conn->root != 0 ? conn->root : world.objects.find_tombstone(0, "", request.key).value_or(0);
    if (root == 0 || request.caller.governor) return std::nullopt;
    const auto admins = store::OwnerQuery(world.db).owners(root).infrastructure_admins;
    const auto& mine = request.caller.principals;
    const bool admin = std::any_of(admins.begin(), admins.end(), [&](const std::string& one) {
        return std::find(mine.begin(), mine.end(), one) != mine.end();
    });
    return admin ? std::nullopt : std::optional(control::name_taken(request.key));
}

// Who registers becomes its infrastructure admin, beside those that are named or were there.
sync::NewSettings settings_of(sync::Engine& engine, const control::ConnectionRequest& request) {
    sync::NewSettings settings;
    static_cast<store::SettingsChange&>(settings) = request.settings;
    settings.principal = request.caller.principal;
    const store::ConnectionRow* conn = engine.find(request.key);
    auto& admins = settings.infrastructure_admins;
    if (!admins) {
        admins.emplace();
        if (conn != nullptr && conn->root != 0)
            admins = store::OwnerQuery(engine.world().db).owners(conn->root).infrastructure_admins;
    }
    const std::string& principal = request.caller.principal;
    if (std::find(admins->begin(), admins->end(), principal) == admins->end())
        admins->push_back(principal);
    return settings;
}

std::string settings_text(sync::Engine& engine, const std::string& connection) {
    store::Database& db = engine.world().db;
    store::query::TreeQuery tree(db);
    store::OwnerQuery owners(db);
    const auto root = tree.object(engine.find(connection)->root);
    return root ? control::settings_json(store::own_settings(owners, *root)) : "";
}

// What a preview's token has to be of.
std::optional<Refusal> not_as_previewed(sync::Engine& engine, const std::string& epoch,
                                        const control::RemovalRequest& request) {
    const store::ConnectionRow* conn = engine.find(request.connection);
    if (conn == nullptr || conn->root == 0) return control::no_such_connection(request.connection);
    if (engine.is_being_removed(*conn)) return control::removal_under_way(request.connection);
    if (request.token !=
        store::query::removal_token(engine.world().db, epoch, conn->id, conn->root))
        return control::connection_changed(request.connection);
    return std::nullopt;
}

} // namespace

void AppCommands::connection_definition(const std::string& connection,
                                        Reply<control::ConnectionDefinition> reply) {
    const ReadyConfig& ready = *app_.ready_;
    const config::ConnectionConfig* found = ready.find(connection);
    if (found == nullptr) {
        reply(control::no_such_connection(connection));
        return;
    }
    control::ConnectionDefinition definition;
    definition.table = found->table;
    std::erase_if(definition.table.items, [](const auto& item) { return item.key == "name"; });
    const auto plugin = ready.plugins.find(found->plugin);
    for (config::Node& item : definition.table.items) {
        if (item.key != "options" || item.type != config::Node::Type::table) continue;
        const bool known = plugin != ready.plugins.end();
        item = config::redacted(known ? plugin->second.schema : config::OptionSchema(), item);
    }
    if (const auto row = ready.registered.find(connection); row != ready.registered.end()) {
        definition.registered = true;
        definition.created_at = row->second.created_at;
        definition.created_by = row->second.created_by;
        definition.updated_at = row->second.updated_at;
        definition.updated_by = row->second.updated_by;
    }
    reply(std::move(definition));
}

void AppCommands::register_connection(const control::ConnectionRequest& request,
                                      const control::Audit& audit, Reply<control::Done> reply) {
    app_.turns_.take([this, request, audit, reply, alive = alive_](const Turn& turn) {
        if (!*alive) return;
        if (app_.ready_->find(request.key) != nullptr) {
            reply(control::name_taken(request.key));
            return;
        }
        if (app_.ready_->registered.size() >= kMaxRegistered) {
            reply(control::too_many_registered(kMaxRegistered));
            return;
        }
        auto d = std::make_shared<Defining>();
        *d = {request, audit, reply, turn, true, nullptr, {}, ""};
        d->row.name = request.key;
        d->row.created_by = request.caller.principal;
        d->row.vouchers = request.caller.vouchers();
        define(d);
    });
}

void AppCommands::change_connection(const control::ConnectionRequest& request,
                                    const control::Audit& audit, Reply<control::Done> reply) {
    app_.turns_.take([this, request, audit, reply, alive = alive_](const Turn& turn) {
        if (!*alive) return;
        const auto row = app_.ready_->registered.find(request.key);
        if (row == app_.ready_->registered.end()) {
            const auto* of_file = app_.ready_->find(request.key);
            reply(of_file != nullptr ? control::of_the_files(request.key, of_file->at.text())
                                     : control::no_such_connection(request.key));
            return;
        }
        auto d = std::make_shared<Defining>();
        *d = {request, audit,   reply,       turn,
              false,   nullptr, row->second, audit_text(row->second.definition)};
        const config::Node before = table_of(row->second);
        config::Node& table = d->request.table;
        table = config::unredacted(std::move(table), before);
        // Whoever leaves plugin and options alone sends no secret anywhere else.
        if (!same(table, before, "plugin") || !same(table, before, "options"))
            d->row.vouchers = request.caller.vouchers();
        define(d);
    });
}

void AppCommands::define(const std::shared_ptr<Defining>& d) {
    d->next = std::make_shared<ReadyConfig>(*app_.ready_);
    app_.descriptions_.ask(
        d->next->config.daemon.plugin_dirs, {plugin_of(d->request.table)},
        {d->next, &d->next->plugins}, [this, d, alive = alive_] {
            if (!*alive) return;
            const auto checked =
                check_definition(*d->next, d->request.key, d->request.table, d->row.vouchers, true);
            for (const auto& p : checked.problems.warnings())
                log::warning("config", p.line(), {{"connection", d->request.key}});
            if (!checked.problems.ok())
                d->reply(control::wrong_definition(checked.problems.lines()));
            else if (d->request.dry_run)
                d->reply(control::Done{});
            else
                keep(d);
        });
}

void AppCommands::keep(const std::shared_ptr<Defining>& d) {
    d->row.definition = json::node_text(d->request.table);
    d->row.updated_at = clock_now().wall_ms;
    if (d->is_new) d->row.created_at = d->row.updated_at;
    d->row.updated_by = d->request.caller.principal;
    d->row.wrong_since.reset();
    take_in(*d->next, d->row);
    ask_writer<KeptTimes>(
        [d](sync::Engine& engine, int64_t now_ms) -> OrRefusal<KeptTimes> {
            const std::string& key = d->request.key;
            sync::NewSettings settings;
            if (d->is_new) {
                if (auto refusal = not_for(engine, d->request)) return std::move(*refusal);
                settings = settings_of(engine, d->request);
            }
            store::put_registered(engine.world().db, d->row);
            KeptTimes kept = take_up(engine, *d->next, key, settings, now_ms);
            d->audit->write(
                engine.world().db, now_ms, d->before,
                audit_text(d->row.definition, d->is_new ? settings_text(engine, key) : ""));
            return kept;
        },
        [this, d](OrRefusal<KeptTimes> answer) {
            if (auto* refusal = std::get_if<Refusal>(&answer)) {
                d->reply(std::move(*refusal));
                return;
            }
            const std::string& key = d->request.key;
            app_.put_in_force(d->next, {{key, std::get<KeptTimes>(answer)}});
            log::info("app", d->is_new ? "connection registered" : "connection changed",
                      {{"connection", key}, {"by", d->request.caller.principal}});
            // What failed may do so no more; waiting for its next turn would tell much later.
            const bool failing = !d->is_new && app_.crawls_->state(key).failures > 0;
            if (d->request.full || failing) {
                schedule::Options options;
                options.why = d->is_new ? schedule::Why::demand : schedule::Why::reload;
                options.full = d->request.full;
                (void)app_.crawls_->trigger(key, {}, options);
            }
            d->reply(control::Done{});
        });
}

void AppCommands::remove_connection(const control::RemovalRequest& request,
                                    const control::Audit& audit, Reply<control::Done> reply) {
    app_.turns_.take([this, request, audit, reply, alive = alive_](const Turn& turn) {
        if (!*alive) return;
        const std::string& name = request.connection;
        const auto* configured = app_.ready_->find(name);
        const bool registered = app_.ready_->registered.count(name) != 0;
        if (configured != nullptr && !registered) {
            reply(control::of_the_files(name, configured->at.text()));
        } else if (request.keep_objects && !registered) {
            reply(control::no_such_connection(name));
        } else if (request.dry_run) {
            reply(control::Done{});
        } else if (request.keep_objects) {
            forget(request, audit, turn, reply);
        } else {
            ask_writer<control::Done>(
                [request, epoch = app_.writer_->epoch()](sync::Engine& engine,
                                                         int64_t) -> OrRefusal<control::Done> {
                    if (auto refusal = not_as_previewed(engine, epoch, request))
                        return std::move(*refusal);
                    return control::Done{};
                },
                [this, request, audit, turn, reply](OrRefusal<control::Done> answer) {
                    if (std::holds_alternative<Refusal>(answer))
                        reply(std::move(answer));
                    else
                        end(request, audit, turn, reply);
                });
        }
    });
}

// As if it had gone from the files: its objects stay, until it is configured or removed.
void AppCommands::forget(const control::RemovalRequest& request, const control::Audit& audit,
                         const Turn& turn, const Reply<control::Done>& reply) {
    auto next = std::make_shared<ReadyConfig>(*app_.ready_);
    const std::string definition = next->registered.at(request.connection).definition;
    take_out(*next, request.connection);
    ask_writer<control::Done>(
        [request, audit, definition](sync::Engine& engine,
                                     int64_t now_ms) -> OrRefusal<control::Done> {
            store::erase_registered(engine.world().db, request.connection);
            engine.unconfigure(request.connection, now_ms);
            audit->write(engine.world().db, now_ms, audit_text(definition), "");
            return control::Done{};
        },
        [this, next, turn, reply](OrRefusal<control::Done> answer) {
            if (std::holds_alternative<control::Done>(answer)) app_.put_in_force(next, {});
            reply(std::move(answer));
        });
}

// Its crawls first: none may find again what is being removed.
void AppCommands::end(const control::RemovalRequest& request, const control::Audit& audit,
                      const Turn& turn, const Reply<control::Done>& reply) {
    std::optional<store::RegisteredRow> row;
    if (const auto it = app_.ready_->registered.find(request.connection);
        it != app_.ready_->registered.end()) {
        row = it->second;
        auto next = std::make_shared<ReadyConfig>(*app_.ready_);
        take_out(*next, request.connection);
        app_.put_in_force(next, {});
    }
    const auto task = [request, audit, row, epoch = app_.writer_->epoch()](
                          sync::Engine& engine, int64_t now_ms) -> OrRefusal<control::Done> {
        if (auto refusal = not_as_previewed(engine, epoch, request)) return std::move(*refusal);
        store::erase_registered(engine.world().db, request.connection);
        engine.unconfigure(request.connection, now_ms);
        engine.remove_connection(request.connection, now_ms);
        audit->write(engine.world().db, now_ms, row ? audit_text(row->definition) : "", "");
        return control::Done{};
    };
    app_.crawls_->end_all_of(request.connection, [this, task, row, turn, reply, alive = alive_] {
        if (!*alive) return;
        ask_writer<control::Done>(task, [this, row, turn, reply](OrRefusal<control::Done> answer) {
            if (row && std::holds_alternative<Refusal>(answer))
                put_back(*row, [turn, reply, answer] { reply(answer); });
            else
                reply(std::move(answer));
        });
    });
}

// While its crawls were stopped something has changed, which nobody has previewed.
void AppCommands::put_back(const store::RegisteredRow& row, const std::function<void()>& done) {
    auto next = std::make_shared<ReadyConfig>(*app_.ready_);
    take_in(*next, row);
    ask_writer<KeptTimes>(
        [next, row](sync::Engine& engine, int64_t now_ms) -> OrRefusal<KeptTimes> {
            return take_up(engine, *next, row.name, {}, now_ms);
        },
        [this, next, row, done](OrRefusal<KeptTimes> answer) {
            const auto* kept = std::get_if<KeptTimes>(&answer);
            app_.put_in_force(next, {{row.name, kept != nullptr ? *kept : KeptTimes{}}});
            done();
        });
}

} // namespace objsync::daemon
