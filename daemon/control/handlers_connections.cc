#include "daemon/control/definition.h"
#include "daemon/control/dry_run.h"
#include "daemon/control/gate.h"
#include "daemon/control/handlers.h"
#include "daemon/control/problems.h"
#include "daemon/control/render.h"

namespace objsync::control {

namespace {

const ConnectionStatus* find_status(const DaemonStatus& status, const std::string& name) {
    for (const ConnectionStatus& one : status.connections) {
        if (one.name == name) return &one;
    }
    return nullptr;
}

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

Reply<Done> answer_key(Call& call, const std::string& key, int status) {
    return call.reply<Done>([key, status](Call& c, const Done&) {
        json::Writer w;
        w.begin_object().field("connectionKey", key).end_object();
        c.respond(answer(w, status));
    });
}

void answer_removal(Call& call, const RemovalPreview& preview, bool removed) {
    json::Writer w;
    w.begin_object().field("removed", removed);
    w.field("objects", preview.objects).field("dataSources", preview.sources);
    if (!removed) w.field("token", preview.token);
    w.end_object();
    call.respond(answer(w));
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
                w.field("registered", definition && definition->registered).key("connection");
                if (definition) {
                    write_node(w, definition->table);
                } else {
                    w.null();
                }
                w.end_object();
                return answer(w);
            });
        });
}

void post_connection(Call& call) {
    const json::Value body = call.body();
    ConnectionDefinition definition;
    definition.key = body_text(body, "connectionKey");
    definition.table = node_of(body["connection"], "connection " + definition.key);
    call.audit->about(definition.key);
    // Who may register but not govern manages what it registered.
    if (!call.caller.governor) definition.admin = call.caller.principal;
    call.commands().register_connection(definition, call.audit,
                                        answer_key(call, definition.key, 201));
}

void put_connection(Call& call) {
    ConnectionDefinition definition;
    definition.key = call.request.target;
    definition.table = node_of(call.body()["connection"], "connection " + definition.key);
    call.commands().change_connection(definition, call.audit,
                                      answer_key(call, definition.key, 200));
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

void post_check(Call& call) {
    (void)call.body();
    using Findings = std::vector<Finding>;
    auto reply = call.reply<Findings>([](Call& c, const Findings& findings) {
        json::Writer w;
        w.begin_object().key("findings").begin_array();
        for (const Finding& finding : findings) {
            w.begin_object()
                .field("severity", severity_name(finding.severity))
                .field("what", finding.what)
                .field("found", finding.found)
                .field("whatToDo", finding.what_to_do)
                .end_object();
        }
        w.end_array().end_object();
        c.respond(answer(w));
    });
    call.commands().check_connection(call.request.target, std::move(reply));
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

void get_removal_preview(Call& call) {
    auto reply = call.reply<RemovalPreview>(
        [](Call& c, const RemovalPreview& preview) { answer_removal(c, preview, false); });
    call.commands().preview_connection_removal(call.request.target, std::move(reply));
}

void delete_connection(Call& call) {
    if (call.dry_run()) {
        get_removal_preview(call);
        return;
    }
    const std::string token = call.request.text("token").value_or("");
    if (token.empty()) {
        throw Refused(Refusal::Kind::invalid, "The request cannot be taken", "\"token\" is missing",
                      "GET /data/connection/{key}/removal shows what would go and gives the token");
    }
    auto reply = call.reply<RemovalPreview>(
        [](Call& c, const RemovalPreview& preview) { answer_removal(c, preview, true); });
    call.commands().remove_connection(call.request.target, token, call.audit, std::move(reply));
}

} // namespace objsync::control
