#include "core/model/event.h"
#include "core/store/explain.h"
#include "daemon/control/handlers.h"
#include "daemon/control/render.h"

namespace objsync::control {

namespace {

using query::Explanation;

std::string filter_text(const Explanation& e) {
    if (!e.filter) return "the connection is not configured, so nothing of it is crawled";
    if (e.path.empty()) return "a connection itself is always in scope";
    switch (e.filter->by) {
        case Filter::By::exclude:
            return "excluded by \"" + e.filter->pattern + "\", which names " + e.filter->named;
        case Filter::By::include:
            return e.filter->pattern.empty() ? "in scope, as no include pattern limits it"
                                             : "included by \"" + e.filter->pattern +
                                                   "\", which names " + e.filter->named;
        case Filter::By::nothing:
            break;
    }
    if (e.filter->listed) return "in scope, as there is no include pattern";
    if (e.filter_may_contain) return "not in scope itself, but on the way to what is";
    return "no include pattern covers it";
}

std::string status_text(const Explanation& e, const std::string& connection) {
    const std::string word = e.settings.active ? "active" : "inactive";
    if (!e.object) {
        return "if it were found now it would be " + word + ", as \"activate new objects\" is " +
               (e.settings.active ? "on" : "off") + " at " +
               path_text(connection, e.activate_new_path);
    }
    if (e.settings.active_from != e.object->oid)
        return word + ", inherited from " + path_text(connection, e.active_path);
    if (e.path.empty()) return word + ", set at the connection";
    return word + (e.object->origin == store::Origin::user ? ", set here by a user"
                                                           : ", set here when it was discovered");
}

std::string listing_text(const Explanation& e, const std::string& connection) {
    const std::string container = path_text(connection, e.scope_path);
    if (!e.nearest) return "the connection has not been crawled yet";
    if (!e.scope) return container + " has not been listed yet";
    std::string text = "the last listing of " + container + " ended " +
                       std::string(outcome_name(e.scope->outcome));
    if (e.scope_of_run && !e.scope_of_run->error.empty()) text += ": " + e.scope_of_run->error;
    return text;
}

std::string presence_text(const Explanation& e, const std::string& connection) {
    if (!e.object) {
        if (e.filter && !e.filter->listed) return "never seen; the filter keeps it out";
        return "never seen; " + listing_text(e, connection);
    }
    switch (e.object->presence) {
        case store::Presence::present:
            return "present; " + listing_text(e, connection);
        case store::Presence::inaccessible:
            return "not visible to the credentials, but not proved gone; " +
                   listing_text(e, connection);
        case store::Presence::removed:
            return "removed; the last event says why";
        case store::Presence::held:
            break;
    }
    if (!e.held) return "missing, and held";
    std::string why = "missing (" + std::string(store::name_of(e.held->cause)) + "), and held ";
    why += e.held->guard == 0
               ? "as it was the first listing under a new basis"
               : "as too much went missing at once in " + path_text(connection, e.guard_path);
    return why + "; confirmed by " +
           query::confirmed_by(*e.held, path_text(connection, e.scope_path));
}

void write_filter(json::Writer& w, const Explanation& e) {
    w.key("filter").begin_object().field("text", filter_text(e));
    if (e.filter) {
        w.field("listed", e.path.empty() || e.filter->listed)
            .field("pattern", e.filter->pattern)
            .field("named", e.filter->named)
            .field("mayContain", e.filter_may_contain);
    }
    w.end_object();
}

void write_settings(json::Writer& w, const Explanation& e, const std::string& connection) {
    w.key("status").begin_object().field("text", status_text(e, connection));
    w.field("isActive", e.settings.active);
    write_path(w, "decidedBy", connection, e.active_path);
    w.field("activateNewChildren", e.settings.activate_new);
    write_path(w, "activateNewDecidedBy", connection, e.activate_new_path);
    w.field("pending", e.pending).end_object();
}

void write_listing(json::Writer& w, const Explanation& e, const std::string& connection) {
    w.key("listing").begin_object().field("text", listing_text(e, connection));
    write_path(w, "container", connection, e.scope_path);
    if (e.scope) {
        w.field("outcome", outcome_name(e.scope->outcome)).field("run", e.scope->run);
        write_time(w, "endedAt", e.scope->ended_at);
        write_time(w, "completeAt", e.scope->complete_at);
        w.field("basis", e.scope->basis);
    }
    if (e.scope_of_run) w.field("error", e.scope_of_run->error);
    w.end_object();
}

void write_presence(json::Writer& w, const Explanation& e, const std::string& connection) {
    w.key("presence").begin_object().field("text", presence_text(e, connection)).key("presence");
    if (e.object) {
        w.text(store::name_of(e.object->presence));
    } else {
        w.null();
    }
    if (e.held) {
        w.field("cause", store::name_of(e.held->cause)).field("byHand", e.held->by_hand);
        write_time(w, "heldSince", e.held->since);
        w.field("run", e.held->run);
    }
    w.end_object();
}

Response render(const Explanation& e, Reader& reader, const std::string& connection) {
    json::Writer w;
    w.begin_object();
    write_path(w, "objectPath", connection, e.path);
    w.field("known", e.object.has_value()).key("oid");
    if (e.object) {
        w.integer(e.object->oid);
    } else {
        w.null();
    }
    write_filter(w, e);
    write_settings(w, e, connection);
    write_presence(w, e, connection);
    write_listing(w, e, connection);
    w.key("events").begin_array();
    for (const query::FoundEvent& found : e.events) {
        std::string event;
        render_event(found.event, connection, reader.epoch, event);
        w.raw(event);
    }
    w.end_array().end_object();
    return answer(w);
}

} // namespace

void get_explain(Call& call) {
    const Target target = parse_target(call.request.target);
    const auto patterns = call.commands().filter(target.connection);
    call.read([target, patterns](Reader& reader) {
        const query::ConnectionRow connection = need_connection(reader, target.connection);
        std::optional<Filter> filter;
        if (patterns) filter.emplace(patterns->include, patterns->exclude);
        const Explanation e =
            query::explain(reader.all(), connection, target.path, filter ? &*filter : nullptr);
        return render(e, reader, connection.name);
    });
}

} // namespace objsync::control
