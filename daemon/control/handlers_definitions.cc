// Connections that are registered: how they are defined, tried, changed and ended.
#include "core/store/removal.h"
#include "daemon/control/dry_run.h"
#include "daemon/control/handlers.h"
#include "daemon/control/problems.h"
#include "daemon/control/render.h"
#include "daemon/control/settings.h"
#include "daemon/json/node.h"

namespace objsync::control {

namespace {

// The key in the path, if it is not in the body.
ConnectionRequest request_of(const Call& call, const json::Value& body, const std::string& key) {
    ConnectionRequest request;
    request.key = key.empty() ? body_text(body, "connectionKey") : key;
    if (!body["connection"].is_object())
        throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                      "connection: it must be an object, such as {\"plugin\": \"odbc\", "
                      "\"options\": {...}}");
    request.table = json::node_of(body["connection"], "connection");
    request.settings = settings_change(body["settings"]);
    request.full = body_flag(body["options"], "forceRecursiveCrawl");
    request.caller = call.caller;
    request.dry_run = call.dry_run();
    return request;
}

Reply<Done> answer_kept(Call& call, const ConnectionRequest& request, int status,
                        const std::string& would) {
    return call.reply<Done>(
        [key = request.key, dry = request.dry_run, status, would](Call& c, const Done&) {
            if (dry) {
                c.respond(answer(DryRun{true, would + " connection " + key, {}, {}}));
                return;
            }
            json::Writer w;
            w.begin_object().field("connectionKey", key).end_object();
            c.respond(answer(w, status));
        });
}

Reply<std::vector<Finding>> answer_findings(Call& call) {
    return call.reply<std::vector<Finding>>([](Call& c, const std::vector<Finding>& findings) {
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
}

struct Removal {
    query::RemovalCount count;
    std::string token;
};

Removal removal_of(Reader& reader, const std::string& name) {
    const query::ConnectionRow row = need_connection(reader, name);
    return {query::count_removal(reader.db, row),
            query::removal_token(reader.db, reader.epoch, row.id, row.root)};
}

Response removal_answer(const query::RemovalCount& count, const std::string& token) {
    json::Writer w;
    w.begin_object().field("removed", token.empty());
    w.field("objects", count.objects).field("dataSources", count.sources);
    if (!token.empty()) w.field("token", token);
    w.end_object();
    return answer(w);
}

void remove(Call& call, const RemovalRequest& request, const query::RemovalCount& count) {
    call.commands().remove_connection(
        request, call.audit,
        call.reply<Done>([count](Call& c, const Done&) { c.respond(removal_answer(count, "")); }));
}

void preview(Call& call, const RemovalRequest& request) {
    call.commands().remove_connection(
        request, call.audit, call.reply<Done>([request](Call& c, const Done&) {
            if (!request.keep_objects) {
                get_removal_preview(c);
                return;
            }
            const std::string would = "keep the objects of " + request.connection +
                                      " as those of a connection that is not configured";
            c.respond(answer(DryRun{true, would, {}, {}}));
        }));
}

} // namespace

void post_connection(Call& call) {
    const json::Value body = call.body();
    call.audit->about(body_text(body, "connectionKey"));
    const ConnectionRequest request = request_of(call, body, "");
    call.commands().register_connection(request, call.audit,
                                        answer_kept(call, request, 201, "register"));
}

void put_connection(Call& call) {
    const ConnectionRequest request = request_of(call, call.body(), call.request.target);
    call.commands().change_connection(request, call.audit,
                                      answer_kept(call, request, 200, "change"));
}

void post_try(Call& call) {
    call.commands().try_connection(request_of(call, call.body(), ""), answer_findings(call));
}

void post_check(Call& call) {
    (void)call.body();
    call.commands().check_connection(call.request.target, answer_findings(call));
}

void get_removal_preview(Call& call) {
    call.read_long([name = call.request.target](Reader& reader) {
        const Removal removal = removal_of(reader, name);
        return removal_answer(removal.count, removal.token);
    });
}

void delete_connection(Call& call) {
    RemovalRequest request;
    request.connection = call.request.target;
    request.token = call.request.text("token").value_or("");
    request.keep_objects = call.request.flag("keepObjects");
    request.dry_run = call.dry_run();
    if (request.dry_run) {
        preview(call, request);
    } else if (request.keep_objects) {
        remove(call, request, {});
    } else if (request.token.empty()) {
        throw Refused(Refusal::Kind::invalid, "The request cannot be taken", "\"token\" is missing",
                      "GET /data/connection/{key}/removal shows what would go and gives the token");
    } else {
        // Counted here, and asked for again by whoever writes: it may change in between.
        call.look_long([request](Reader& reader) -> Call::Next {
            const Removal removal = removal_of(reader, request.connection);
            if (removal.token != request.token)
                throw Refused(connection_changed(request.connection));
            return [request, count = removal.count](Call& c) { remove(c, request, count); };
        });
    }
}

} // namespace objsync::control
