#include "daemon/control/dry_run.h"
#include "daemon/control/gate.h"
#include "daemon/control/handlers.h"
#include "daemon/control/problems.h"
#include "daemon/control/render.h"
#include "daemon/json/node.h"

namespace objsync::control {

namespace {

void answer_paused(Call& call, bool paused) {
    json::Writer w;
    w.begin_object().field("paused", paused).end_object();
    call.respond(answer(w));
}

void preview_pause(Call& call, const std::string& connection, bool paused) {
    const DaemonStatus status = call.commands().status();
    if (!connection.empty() && find_status(status, connection) == nullptr)
        throw Refused(no_such_connection(connection));
    std::string names;
    for (const ConnectionStatus& one : status.connections) {
        if (!connection.empty() && one.name != connection) continue;
        if ((one.state == "paused") != paused) names += (names.empty() ? "" : ", ") + one.name;
    }
    DryRun dry;
    dry.would_change = !names.empty();
    dry.would = (paused ? "start no scheduled crawls of " : "start scheduled crawls again of ") +
                (names.empty() ? "nothing more than now" : names);
    call.respond(answer(dry));
}

void set_paused(Call& call, const std::string& connection, bool paused) {
    (void)call.body();
    if (call.dry_run()) {
        preview_pause(call, connection, paused);
        return;
    }
    auto reply = call.reply<Done>([paused](Call& c, const Done&) { answer_paused(c, paused); });
    if (paused) {
        call.commands().pause(connection, call.audit, std::move(reply));
    } else {
        call.commands().resume(connection, call.audit, std::move(reply));
    }
}

void write_definition(json::Writer& w, const std::optional<ConnectionDefinition>& definition) {
    w.field("registered", definition && definition->registered).key("connection");
    if (definition) {
        json::write_node(w, definition->table);
    } else {
        w.null();
    }
    if (!definition || !definition->registered) return;
    write_time(w, "createdAt", definition->created_at);
    w.field("createdBy", definition->created_by);
    write_time(w, "updatedAt", definition->updated_at);
    w.field("updatedBy", definition->updated_by);
}

Response preview_of_accepting(const query::ConnectionRow& row) {
    if (row.refused_identity.empty())
        throw Refused(Refusal::Kind::conflict, "The source identity was not accepted",
                      "connection '" + row.name + "' has no source identity to accept");
    return answer(DryRun{true,
                         "expect " + row.refused_identity + " behind " + row.name +
                             " from now on, instead of " + row.identity,
                         {},
                         {}});
}

} // namespace

void get_connections(Call& call) {
    call.read([status = call.commands().status(), caller = call.caller](Reader& reader) {
        Sight sight(reader, caller);
        json::Writer w;
        w.begin_object().key("connections").begin_array();
        for (const query::ConnectionRow& row : reader.tree.connections()) {
            if (!sight.sees(row.root)) continue;
            w.begin_object();
            write_connection(w, reader, row, find_status(status, row.name));
            w.end_object();
        }
        w.end_array().end_object();
        return answer(w);
    });
}

void get_connection(Call& call) {
    const std::string name = call.request.target;
    call.commands().connection_definition(
        name, [self = call.weak_from_this(), name](const auto& result) {
            const auto alive = self.lock();
            if (!alive) return;
            // One that is not configured any more has none, but is still there to be read.
            const auto* found = std::get_if<ConnectionDefinition>(&result);
            alive->read([status = alive->commands().status(), name,
                         definition = found != nullptr ? std::optional(*found)
                                                       : std::nullopt](Reader& reader) {
                const query::ConnectionRow row = need_connection(reader, name);
                json::Writer w;
                w.begin_object();
                write_connection(w, reader, row, find_status(status, name));
                write_definition(w, definition);
                w.end_object();
                return answer(w);
            });
        });
}

void post_accept(Call& call) {
    (void)call.body();
    if (call.dry_run()) {
        call.read([name = call.request.target](Reader& reader) {
            return preview_of_accepting(need_connection(reader, name));
        });
        return;
    }
    auto reply = call.reply<IdentityAccepted>([](Call& c, const IdentityAccepted& accepted) {
        json::Writer w;
        w.begin_object().field("before", accepted.before).field("now", accepted.now).end_object();
        c.respond(answer(w));
    });
    call.commands().accept_identity(call.request.target, call.audit, std::move(reply));
}

void post_pause(Call& call) {
    set_paused(call, call.request.target, true);
}
void post_resume(Call& call) {
    set_paused(call, call.request.target, false);
}
void post_pause_all(Call& call) {
    set_paused(call, "", true);
}
void post_resume_all(Call& call) {
    set_paused(call, "", false);
}

} // namespace objsync::control
