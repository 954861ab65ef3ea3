#include "daemon/control/render.h"

#include "core/model/event.h"
#include "core/model/object_json.h"
#include "daemon/control/http.h"
#include "daemon/control/jobs.h"
#include "daemon/control/problems.h"
#include "daemon/control/settings.h"

namespace objsync::control {

namespace {

std::string_view facet_name(int64_t facet) {
    switch (facet) {
        case 0:
            return "listing";
        case 1:
            return "columns";
        case 2:
            return "tags";
        case 3:
            return "definition";
        default:
            return "unknown";
    }
}

std::string_view error_class_name(int64_t error_class) {
    switch (static_cast<wire::ErrorClass>(error_class)) {
        case wire::ErrorClass::none:
            return "";
        case wire::ErrorClass::auth:
            return "auth";
        case wire::ErrorClass::denied:
            return "denied";
        case wire::ErrorClass::throttled:
            return "throttled";
        case wire::ErrorClass::unavailable:
            return "unavailable";
        case wire::ErrorClass::timeout:
            return "timeout";
        case wire::ErrorClass::bug:
            return "bug";
    }
    return "unknown";
}

} // namespace

std::string time_text(int64_t ms) {
    const std::string quoted = json_time(ms);
    return quoted.size() > 2 ? quoted.substr(1, quoted.size() - 2) : quoted;
}

void write_time(json::Writer& w, std::string_view name, std::optional<int64_t> ms) {
    w.key(name);
    if (ms && *ms != 0) {
        w.raw(json_time(*ms));
    } else {
        w.null();
    }
}

void write_path(json::Writer& w, std::string_view name, std::string_view connection,
                const Path& path) {
    w.key(name).begin_array().text(connection);
    for (const Segment& segment : path)
        w.text(encode_segment(segment));
    w.end_array();
}

void write_object(json::Writer& w, std::string_view connection, const ShownObject& object) {
    const query::ObjectRow& row = object.row;
    const bool removed = row.presence == store::Presence::removed;
    const bool active = row.source() ? row.announced : object.settings.active && !removed;
    const std::string kind = row.parent == 0 ? "connection" : row.kind();
    w.field("oid", row.oid).field("parentOid", row.parent);
    write_path(w, "objectPath", connection, object.path);
    w.key("kind");
    if (kind.empty()) {
        w.null();
    } else {
        w.text(kind);
    }
    w.field("isContainer", row.container())
        .field("isDataSource", row.source())
        .field("state", active ? "active" : "inactive")
        .field("pending", object.pending)
        .field("presence", store::name_of(row.presence));
    write_time(w, "changedAt", row.changed_at);
    if (removed) write_time(w, "removedAt", row.removed_at);
    w.key("settings")
        .begin_object()
        .field("isActive", object.settings.active)
        .field("activateNewChildren", object.settings.activate_new);
    if (object.owners != nullptr) {
        w.texts("dataOwners", object.owners->data_owners);
        w.texts("infrastructureAdmins", object.owners->infrastructure_admins);
    }
    w.end_object().key("overrides");
    write_overrides(w, row.own, row.origin, row.activate_new, object.own_owners);
}

void write_fields(json::Writer& w, Reader& reader, const query::ObjectRow& row) {
    w.key("localTags").raw(json_local_tags(reader.local_tags.of(row.oid)));
    std::string fields;
    json::put_object(fields, row.stable, row.moving);
    w.key("object").raw(fields);
}

void write_run(json::Writer& w, const query::RunRow& run, std::string_view connection) {
    w.field("id", run.id).field("connectionKey", connection).field("why", run.why);
    w.key("targets").begin_array();
    std::string_view targets = run.targets;
    while (!targets.empty()) {
        const std::string_view line = targets.substr(0, targets.find('\n'));
        w.text(std::string(connection) + "/" + std::string(line));
        targets.remove_prefix(std::min(targets.size(), line.size() + 1));
    }
    w.end_array();
    w.field("full", run.full).field("state", store::name_of(run.state)).key("result");
    if (run.result) {
        w.text(store::name_of(*run.result));
    } else {
        w.null();
    }
    write_time(w, "startedAt", run.started_at);
    write_time(w, "endedAt", run.ended_at);
    w.field("objects", run.objects).field("scopes", run.scopes).field("children", run.children);
    w.key("counts").raw(run.counts.empty() ? "{}" : run.counts);
    w.field("error", run.error).field("versions", run.versions);
}

void write_run_scope(json::Writer& w, const query::RunScopeRow& scope) {
    w.field("path", scope.path)
        .field("facet", facet_name(scope.facet))
        .field("outcome", outcome_name(scope.outcome))
        .field("objects", scope.objects)
        .field("basis", scope.basis);
    write_time(w, "asOf", scope.as_of);
    w.field("errorClass", error_class_name(scope.error_class))
        .field("nativeCode", scope.native_code)
        .field("error", scope.error);
}

const ConnectionStatus* find_status(const DaemonStatus& status, const std::string& connection) {
    for (const ConnectionStatus& one : status.connections) {
        if (one.name == connection) return &one;
    }
    return nullptr;
}

void write_status(json::Writer& w, const ConnectionStatus& status) {
    w.field("state", status.state);
    write_time(w, "since", status.since_ms);
    w.field("why", status.why).field("whatToDo", status.what_to_do);
    write_time(w, "nextDue", status.next_due_ms);
    w.key("crawls").begin_array();
    for (const CrawlProgress& crawl : status.crawls) {
        w.begin_object();
        write_job(w, crawl);
        w.end_object();
    }
    w.end_array();
}

void write_last_run(json::Writer& w, Reader& reader, int64_t conn) {
    w.key("lastRun");
    const auto run = reader.runs.last_ended(conn);
    if (!run) {
        w.null();
        return;
    }
    w.begin_object()
        .field("id", run->id)
        .field("result", run->result ? store::name_of(*run->result) : "");
    write_time(w, "endedAt", run->ended_at);
    w.end_object();
}

namespace {

std::string reason_of(const query::Health& health, const std::string& connection,
                      const ConnectionStatus* status) {
    using State = query::Health::State;
    switch (health.state) {
        case State::ok:
            return "";
        case State::unconfigured:
            return "it is gone from the configuration; its objects are kept";
        case State::paused:
            return "it was paused by hand";
        case State::failing:
            if (!health.error.empty()) return health.error;
            return status != nullptr && !status->why.empty() ? status->why
                                                             : "its crawls fail before they begin";
        case State::degraded:
            break;
    }
    const query::RunScopeRow& scope = *health.trouble;
    std::string reason = connection + (scope.path.empty() ? "" : "/" + scope.path) + ": " +
                         std::string(outcome_name(scope.outcome));
    if (!scope.error.empty()) reason += ": " + scope.error;
    return reason;
}

} // namespace

ShownHealth health_of(Reader& reader, const query::ConnectionRow& row,
                      const ConnectionStatus* status) {
    if (status != nullptr && !status->wrong.empty())
        return {query::Health::State::failing, status->wrong_since_ms, status->wrong};
    const query::Health health = reader.health.of(row);
    return {health.state, health.since, reason_of(health, row.name, status)};
}

void write_health(json::Writer& w, const ShownHealth& health) {
    w.key("health").begin_object().field("state", name_of(health.state));
    write_time(w, "since", health.since);
    w.field("reason", health.reason).end_object();
}

void write_connection(json::Writer& w, Reader& reader, const query::ConnectionRow& row,
                      const ConnectionStatus* status) {
    w.field("connectionKey", row.name)
        .field("oid", row.root)
        .field("plugin", row.plugin)
        .field("configured", row.configured)
        .field("paused", row.paused)
        .field("sourceIdentity", row.identity)
        .field("refusedIdentity", row.refused_identity)
        .field("failures", row.failures);
    write_time(w, "failingSince", row.failing_since);
    write_health(w, health_of(reader, row, status));
    write_last_run(w, reader, row.id);
    if (status != nullptr) write_status(w, *status);
}

std::string one_member(std::string_view name, std::string_view value) {
    json::Writer w;
    w.begin_object().field(name, value).end_object();
    return w.take();
}

void write_token(json::Writer& w, const store::TokenRow& token) {
    w.field("id", token.id).field("principal", token.principal).key("permissions").begin_array();
    if ((token.permissions & store::kCreateDataSource) != 0) w.text("CREATE_DATA_SOURCE");
    if ((token.permissions & store::kGovernance) != 0) w.text("GOVERNANCE");
    w.end_array().field("note", token.note);
    write_time(w, "createdAt", token.created_at);
    w.field("createdBy", token.created_by);
    write_time(w, "expiresAt", token.expires_at);
    write_time(w, "lastUsed", token.last_used);
}

std::string token_json(const store::TokenRow& token) {
    json::Writer w;
    w.begin_object();
    write_token(w, token);
    w.end_object();
    return w.take();
}

std::string_view outcome_name(int64_t outcome) {
    switch (static_cast<wire::Outcome>(outcome)) {
        case wire::Outcome::complete:
            return "complete";
        case wire::Outcome::unchanged:
            return "unchanged";
        case wire::Outcome::unchanged_below:
            return "unchanged_below";
        case wire::Outcome::partial:
            return "partial";
        case wire::Outcome::denied:
            return "denied";
        case wire::Outcome::failed:
            return "failed";
        case wire::Outcome::skipped:
            return "skipped";
    }
    return "unknown";
}

std::string_view severity_name(wire::Severity severity) {
    switch (severity) {
        case wire::Severity::ok:
            return "ok";
        case wire::Severity::warning:
            return "warning";
        case wire::Severity::failed:
            return "failed";
    }
    return "unknown";
}

query::ConnectionRow need_connection(Reader& reader, const std::string& name) {
    if (auto row = reader.tree.connection(name)) return std::move(*row);
    throw Refused(
        Refusal::Kind::not_found, "No such connection", "no connection is called \"" + name + "\"",
        "objsyncctl connections lists them; one that is new in the configuration is known "
        "after a reload");
}

query::ObjectRow need_object(Reader& reader, const query::ConnectionRow& connection,
                             const Path& path, bool removed_too) {
    if (auto row = reader.tree.resolve(connection, path, removed_too)) return std::move(*row);
    throw Refused(no_such_object(path_text(connection.name, path)));
}

std::string connection_name(Reader& reader, int64_t id) {
    const auto row = reader.tree.connection(id);
    return row ? row->name : "connection-" + std::to_string(id);
}

} // namespace objsync::control
