// Settings, their jobs, and tombstones. What changes the store, and its audit record, are one
// transaction; nothing is refused after anything was changed.
#include "core/sync/change.h"
#include "core/sync/purge.h"
#include "daemon/app/ask_writer.h"
#include "daemon/control/render.h"
#include "daemon/control/settings.h"

namespace objsync::daemon {

using control::Refusal;
using control::Reply;

namespace {

constexpr int64_t kPurgeStep = 5000; // objects of one transaction

std::optional<Refusal> refusal_of(sync::SettingsOutcome::Kind kind, const std::string& path) {
    switch (kind) {
        case sync::SettingsOutcome::Kind::applied:
            return std::nullopt;
        case sync::SettingsOutcome::Kind::not_found:
            return control::no_such_object(path);
        case sync::SettingsOutcome::Kind::removed:
            return control::only_a_tombstone(path);
        case sync::SettingsOutcome::Kind::not_a_container:
            return control::no_container(path);
        case sync::SettingsOutcome::Kind::state_changed:
            return control::state_changed(path);
        case sync::SettingsOutcome::Kind::tag_differs:
            return control::tag_differs(path);
    }
    return control::not_kept();
}

// As it is now, for the audit log.
std::string set_at(sync::World& world, int64_t oid) {
    store::query::TreeQuery tree(world.db);
    store::OwnerQuery owners(world.db);
    const auto row = tree.object(oid);
    return row ? control::settings_json(store::own_settings(owners, *row)) : "";
}

// What is lost with it.
std::string tombstone_json(sync::World& world, const std::string& connection, const Path& path) {
    store::query::TreeQuery tree(world.db);
    const auto conn = tree.connection(connection);
    const auto row = conn ? tree.resolve(*conn, path, true) : std::nullopt;
    if (!row) return "";
    json::Writer w;
    w.begin_object().field("oid", row->oid).field("kind", row->kind());
    control::write_time(w, "removedAt", row->removed_at);
    w.key("overrides").raw(set_at(world, row->oid)).end_object();
    return w.take();
}

} // namespace

void AppCommands::change_settings(const control::SettingsRequest& request,
                                  const control::Audit& audit, Reply<control::SettingsDone> reply) {
    const std::string epoch = app_.writer_->epoch();
    ask_writer<control::SettingsDone>(
        [request, audit, epoch](sync::Engine& engine,
                                int64_t now_ms) -> OrRefusal<control::SettingsDone> {
            sync::SettingsRequest change;
            change.connection = request.connection;
            change.path = request.path;
            static_cast<store::SettingsChange&>(change.settings) = request.change;
            change.settings.principal = request.principal;
            change.token = request.token;
            change.tags = request.tags;
            const auto outcome = sync::change_settings(engine.world(), change, epoch, now_ms);
            if (auto refusal =
                    refusal_of(outcome.kind, path_text(request.connection, request.path)))
                return std::move(*refusal);
            audit->write(engine.world().db, now_ms, control::settings_json(outcome.before),
                         control::settings_json(outcome.after));
            return control::SettingsDone{outcome.job, outcome.before, outcome.after};
        },
        std::move(reply));
}

void AppCommands::cancel_job(int64_t id, const std::string& principal, const control::Audit& audit,
                             Reply<control::Done> reply) {
    ask_writer<control::Done>(
        [id, principal, audit](sync::Engine& engine, int64_t now_ms) -> OrRefusal<control::Done> {
            sync::World& world = engine.world();
            const auto job = store::query::JobQuery(world.db).job(id);
            store::ConnectionRow* conn = job ? world.ledger.find(job->conn) : nullptr;
            if (conn == nullptr) return control::not_taken_back("there is no such job");
            const std::string before = set_at(world, job->oid);
            try {
                sync::cancel_job(world, {conn, 0, now_ms}, id, principal);
            } catch (const Error& error) {
                if (error.kind() != ErrorKind::input) throw;
                return control::not_taken_back(error.what());
            }
            audit->write(world.db, now_ms, before, set_at(world, job->oid));
            return control::Done{};
        },
        std::move(reply));
}

void AppCommands::cancel_crawl(int64_t id, Reply<control::Done> reply) {
    if (app_.crawls_->cancel(static_cast<uint64_t>(id)))
        reply(control::Done{});
    else
        reply(control::crawl_is_over("c" + std::to_string(id)));
}

void AppCommands::purge(const std::string& connection, const Path& path,
                        const control::Audit& audit, Reply<int64_t> reply) {
    purge_on(connection, path, 0, audit, reply);
}

// A step at a time, so that others get their turn. Cut short by a kill, what is left is a tree
// still, and can be purged again.
void AppCommands::purge_on(const std::string& connection, const Path& path, int64_t purged,
                           const control::Audit& audit, const Reply<int64_t>& reply) {
    const auto step = [connection, path, purged, audit](sync::Engine& engine,
                                                        int64_t now_ms) -> OrRefusal<sync::Purged> {
        const std::string before =
            purged == 0 ? tombstone_json(engine.world(), connection, path) : "";
        const auto done = sync::purge(engine.world(), connection, path, kPurgeStep);
        const std::string text = path_text(connection, path);
        if (purged == 0 && done.kind == sync::Purged::Kind::not_found)
            return control::no_such_object(text);
        if (purged == 0 && done.kind == sync::Purged::Kind::present)
            return control::not_a_tombstone(text);
        if (purged == 0) audit->write(engine.world().db, now_ms, before, "");
        return done;
    };
    ask_writer<sync::Purged>(
        step, [this, connection, path, purged, audit, reply](OrRefusal<sync::Purged> answer) {
            if (auto* refusal = std::get_if<Refusal>(&answer)) {
                reply(std::move(*refusal));
                return;
            }
            const auto& done = std::get<sync::Purged>(answer);
            if (done.more)
                purge_on(connection, path, purged + done.objects, audit, reply);
            else
                reply(purged + done.objects);
        });
}

} // namespace objsync::daemon
