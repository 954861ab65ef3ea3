// Connections in the store: taking them up from the configuration, their source's identity,
// their removal, and what a person decides about held removals.
#include "core/model/codec.h"
#include "core/sync/apply.h"
#include "core/sync/decide.h"
#include "core/sync/engine.h"
#include "core/sync/settings.h"

namespace objsync::sync {

using store::ActivateNew;
using store::ConnectionRow;
using store::ObjectRow;
using store::Origin;
using store::Own;
using store::Presence;
using store::RunResult;
using store::RunState;
using store::Statement;

namespace {

constexpr const char* kRootKind = "connection";

// The root of a connection is an object like any other; that it is there, and as what, is the
// configuration's word. Nothing lives below it yet that would have to be told of its status.
int64_t make_root(World& world, ConnectionRow& conn, FileSettings settings, int64_t now_ms) {
    const bool active = settings.active.value_or(false);
    ObjectRow row;
    row.conn = conn.id;
    row.name = conn.name;
    row.flags = store::kFlagContainer;
    row.own = active ? Own::active : Own::inactive;
    row.origin = Origin::user;
    row.activate_new = settings.activate_new.value_or(false) ? ActivateNew::on : ActivateNew::off;
    Object body;
    body.kind = kRootKind;
    encode_object(body, row.stable, row.moving);
    Teller teller(world, {&conn, 0, now_ms});
    if (const auto tombstone = world.objects.find_tombstone(0, "", conn.name)) {
        row.oid = *tombstone;
        row.last_event = world.objects.read(*tombstone)->last_event;
        teller.restored(row, {}, active, std::nullopt, {});
        world.objects.update(row);
    } else {
        row.oid = world.ledger.new_oid();
        teller.added(row, {}, active);
        world.objects.insert(row);
    }
    return row.oid;
}

bool has_root(const ConnectionRow* conn) {
    return conn != nullptr && conn->root != 0;
}

} // namespace

ConnectionRow* Engine::find(const std::string& name) {
    return world_.ledger.find(name);
}

ConnectionRow& Engine::take_up(const std::string& name, const std::string& plugin,
                               FileSettings settings, int64_t now_ms) {
    ConnectionRow* conn = world_.ledger.find(name);
    if (conn == nullptr) {
        ConnectionRow fresh;
        fresh.name = name;
        fresh.plugin = plugin;
        conn = &world_.ledger.insert(std::move(fresh));
    }
    stop_removal(*conn);
    if (conn->root == 0) conn->root = make_root(world_, *conn, settings, now_ms);
    conn->plugin = plugin;
    conn->configured = true;
    conn->unconfigured_since.reset();
    return *conn;
}

ConnectionRow& Engine::connection(const std::string& name, const std::string& plugin,
                                  FileSettings settings, int64_t now_ms) {
    const bool is_new = !has_root(find(name));
    ConnectionRow& conn = take_up(name, plugin, settings, now_ms);
    if (is_new) {
        conn.file_active = settings.active.value_or(false);
        conn.file_activate_new = settings.activate_new.value_or(false);
    }
    apply_file_settings(conn, settings, now_ms);
    world_.ledger.save(conn);
    return conn;
}

ConnectionRow& Engine::registered(const std::string& name, const std::string& plugin,
                                  const NewSettings& settings, int64_t now_ms) {
    const bool is_new = !has_root(find(name));
    FileSettings first;
    if (settings.own) first.active = settings.own == Own::active;
    if (settings.activate_new) first.activate_new = settings.activate_new == ActivateNew::on;
    ConnectionRow& conn = take_up(name, plugin, first, now_ms);
    // If a file has it again one day, what that says is news.
    conn.file_active.reset();
    conn.file_activate_new.reset();
    world_.ledger.save(conn);
    NewSettings rest = settings;
    if (is_new) {
        rest.own.reset();
        rest.activate_new.reset();
    }
    if (!rest.empty()) (void)apply_settings(world_, {&conn, 0, now_ms}, conn.root, rest);
    return conn;
}

void Engine::apply_file_settings(ConnectionRow& conn, FileSettings settings, int64_t now_ms) {
    // The defaults of a file that says nothing: inactive, and new objects stay inactive.
    const int64_t active = settings.active.value_or(false);
    const int64_t activate_new = settings.activate_new.value_or(false);
    NewSettings changed;
    if (conn.file_active != active) {
        conn.file_active = active;
        const Own own = active != 0 ? Own::active : Own::inactive;
        if (world_.objects.read(conn.root)->own != own) changed.own = own;
    }
    if (conn.file_activate_new != activate_new) {
        conn.file_activate_new = activate_new;
        changed.activate_new = activate_new != 0 ? ActivateNew::on : ActivateNew::off;
    }
    if (changed.own || changed.activate_new)
        apply_settings(world_, {&conn, 0, now_ms}, conn.root, changed);
}

void Engine::unconfigure(const std::string& name, int64_t now_ms) {
    if (ConnectionRow* conn = find(name)) {
        conn->configured = false;
        conn->unconfigured_since = now_ms;
        world_.ledger.save(*conn);
    }
}

void Engine::set_default_tags(const ConnectionRow& conn, DefaultTags tags) {
    world_.default_tags.erase(conn.id);
    if (!tags.empty()) world_.default_tags.emplace(conn.id, std::move(tags));
}

std::string Engine::accept_identity(const std::string& name) {
    ConnectionRow* conn = find(name);
    if (conn == nullptr) throw Error(ErrorKind::input, "no connection '" + name + "' is known");
    if (!conn->refused_identity)
        throw Error(ErrorKind::input, "connection '" + name +
                                          "' has no source identity to accept: "
                                          "its source is the one it has always been");
    const std::string before = conn->identity.value_or("");
    conn->identity = conn->refused_identity;
    conn->refused_identity.reset();
    // Another source is another view: no earlier listing proves that something is gone from it.
    Statement views(world_.db, "UPDATE scope SET basis = NULL, marker = NULL WHERE conn = ?");
    views.bind(conn->id);
    views.run();
    world_.ledger.save(*conn);
    return before;
}

// A run that only a person's word caused: its decisions are applied like any other's.
int64_t Engine::synthetic_run(ConnectionRow& conn, const std::string& why, int64_t now_ms) {
    const int64_t id = new_run_id();
    Statement insert(world_.db,
                     "INSERT INTO run (id, conn, why, targets, is_full, state, result, started_at) "
                     "VALUES (?,?,?,?,0,?,?,?)");
    insert.bind(id, conn.id, why, "\n", static_cast<int>(RunState::applying),
                static_cast<int>(RunResult::complete), now_ms);
    insert.run();
    return id;
}

namespace {

void decide_removal(World& world, int64_t run, int64_t step, int64_t oid, Reason reason) {
    const ObjectRow row = *world.objects.read(oid);
    Statement insert(world.db,
                     "INSERT INTO decision (run, step, action, oid, reason, parent, ns, name) "
                     "VALUES (?,?,?,?,?,?,?,?)");
    insert.bind(run, step, static_cast<int>(Action::remove), oid, static_cast<int>(reason),
                row.parent, row.ns, Statement::Blob{row.name});
    insert.run();
}

Reason reason_for(store::Cause cause) {
    switch (cause) {
        case store::Cause::dropped:
            return Reason::dropped;
        case store::Cause::out_of_scope:
            return Reason::out_of_scope;
        case store::Cause::moved:
            return Reason::moved;
        default:
            return Reason::vanished;
    }
}

} // namespace

bool Engine::is_being_removed(const ConnectionRow& conn) {
    Statement get(world_.db, "SELECT 1 FROM run WHERE conn = ? AND why = 'remove' AND state = ?");
    return get.bind(conn.id, static_cast<int>(RunState::applying)).step();
}

// The run of the removal ends by itself when nothing is left for it to do.
void Engine::stop_removal(const ConnectionRow& conn) {
    Statement drop(world_.db,
                   "DELETE FROM decision WHERE run IN (SELECT id FROM run WHERE conn = ? AND "
                   "why = 'remove' AND state = ?)");
    drop.bind(conn.id, static_cast<int>(RunState::applying)).run();
}

void Engine::remove_connection(const std::string& name, int64_t now_ms) {
    ConnectionRow* conn = find(name);
    if (conn == nullptr || conn->root == 0)
        throw Error(ErrorKind::input, "no connection '" + name + "' is known");
    if (conn->configured)
        throw Error(ErrorKind::input, "connection '" + name +
                                          "' is still configured: take it out "
                                          "of the files and reload first");
    for (const auto& [id, live] : live_) {
        if (live->conn().id == conn->id)
            throw Error(ErrorKind::input,
                        "a crawl of connection '" + name + "' is under way: cancel it first");
    }
    decide_removal(world_, synthetic_run(*conn, "remove", now_ms), 1, conn->root,
                   Reason::connection_removed);
}

int64_t Engine::decide_held(const std::string& connection, const Path& path, bool approve,
                            int64_t now_ms) {
    ConnectionRow* conn = find(connection);
    if (conn == nullptr)
        throw Error(ErrorKind::input, "no connection '" + connection + "' is known");
    std::vector<std::pair<int64_t, store::Cause>> held;
    {
        Statement all(world_.db, "SELECT oid, cause FROM held WHERE conn = ? ORDER BY oid");
        all.bind(conn->id);
        while (all.step())
            held.emplace_back(all.integer(0), static_cast<store::Cause>(all.integer(1)));
    }
    int64_t count = 0;
    const int64_t run = approve ? synthetic_run(*conn, "held", now_ms) : 0;
    Teller teller(world_, {conn, run, now_ms});
    for (const auto& [oid, cause] : held) {
        const Path at = world_.objects.path_of(oid);
        if (at.size() < path.size() || !std::equal(path.begin(), path.end(), at.begin())) continue;
        ++count;
        if (approve) {
            decide_removal(world_, run, count, oid, reason_for(cause));
            continue;
        }
        ObjectRow row = *world_.objects.read(oid);
        teller.presence(row, at, inherited_from(world_, oid).active, Presence::present);
        world_.objects.update(row);
        Statement drop(world_.db, "DELETE FROM held WHERE oid = ?");
        drop.bind(oid);
        drop.run();
    }
    if (count > 0) {
        teller.note(approve ? EventType::removals_approved : EventType::removals_rejected,
                    "{\"objects\":" + std::to_string(count) +
                        ",\"path\":" + json_text(encode_path(path)) + "}");
    }
    return count;
}

bool Engine::purge_tombstones(const std::string& connection, int64_t before_ms, int64_t limit) {
    ConnectionRow* conn = find(connection);
    if (conn == nullptr) return false;
    const auto oids =
        world_.objects.removed_before(conn->id, before_ms, static_cast<size_t>(limit));
    for (const int64_t oid : oids)
        world_.objects.erase(oid);
    return !oids.empty();
}

} // namespace objsync::sync
