// PUT /data/settings: what was set at one object, changed by whoever may; and a preview of it.
#include "core/store/preview.h"
#include "daemon/control/gate.h"
#include "daemon/control/handlers.h"
#include "daemon/control/jobs.h"
#include "daemon/control/problems.h"
#include "daemon/control/render.h"
#include "daemon/control/settings.h"

namespace objsync::control {

namespace {

constexpr size_t kSample = 20;

[[noreturn]] void invalid(const std::string& detail, const std::string& what_to_do = "") {
    throw Refused(Refusal::Kind::invalid, "The request cannot be taken", detail, what_to_do);
}

// "abc", W/"def": a weak one is never the same as any. `*`: whatever is there.
std::vector<std::string> tags_in(std::string_view header) {
    std::vector<std::string> tags;
    if (header.empty() || header == "*") return tags;
    while (!header.empty()) {
        const size_t open = header.find('"');
        const size_t close = open == std::string_view::npos ? open : header.find('"', open + 1);
        if (close == std::string_view::npos)
            invalid("If-Match is no list of entity tags",
                    "give it the ETag as GET /data/object/{path} has it, with its quotes");
        const bool weak = header.substr(0, open).find("W/") != std::string_view::npos;
        tags.emplace_back(weak ? "" : header.substr(open + 1, close - open - 1));
        header.remove_prefix(close + 1);
    }
    return tags;
}

void write_changes(json::Writer& w, const query::Preview& preview, const std::string& connection) {
    const auto write_kind = [&w](const std::string& kind) {
        w.key("kind");
        if (kind.empty()) {
            w.null();
        } else {
            w.text(kind);
        }
    };
    w.key("changes").begin_array();
    for (const auto& [kind, counts] : preview.kinds) {
        w.begin_object();
        write_kind(kind);
        w.field("activated", counts.activated).field("deactivated", counts.deactivated);
        w.end_object();
    }
    w.end_array().field("accepted", preview.accepted).key("sample").begin_array();
    for (const query::Preview::Sample& one : preview.sample) {
        w.begin_object();
        write_path(w, "objectPath", connection, one.path);
        write_kind(one.kind);
        w.field("state", one.active ? "active" : "inactive").end_object();
    }
    w.end_array();
}

void write_before_and_after(json::Writer& w, const store::OwnSettings& before,
                            const store::OwnSettings& after) {
    w.key("before");
    write_overrides(w, before);
    w.key("after");
    write_overrides(w, after);
}

Response preview_answer(Reader& reader, const SettingsRequest& request) {
    const auto connection = need_connection(reader, request.connection);
    const auto top = need_object(reader, connection, request.path, true);
    if (top.presence == store::Presence::removed)
        throw Refused(only_a_tombstone(path_text(request.connection, request.path)));
    if (request.change.activate_new && !top.container())
        throw Refused(no_container(path_text(request.connection, request.path)));
    const store::OwnSettings before = store::own_settings(reader.owners, top);
    json::Writer w;
    w.begin_object();
    write_before_and_after(w, before, store::with_change(before, request.change));
    write_changes(w, query::preview(reader.db, reader.tree, top, request.change, kSample),
                  connection.name);
    w.field("token", query::state_token(reader.db, reader.tree, top, reader.epoch, request.change));
    w.end_object();
    Response response = answer(w);
    set_tag(response, before);
    return response;
}

} // namespace

void put_settings(Call& call) {
    Target target = parse_target(call.request.target);
    SettingsRequest request;
    request.connection = std::move(target.connection);
    request.path = std::move(target.path);
    request.change = settings_change(call.body()["settings"]);
    if (request.change.empty())
        invalid("\"settings\" is empty",
                "name what is to be set: isActive, activateNewChildren, dataOwners or "
                "infrastructureAdmins; null stands for inherit");
    request.principal = call.caller.principal;
    request.token = call.request.text("token").value_or("");
    request.tags = tags_in(call.request.if_match);
    const bool of_admins = request.change.data_owners || request.change.infrastructure_admins;
    if (of_admins && !call.rights.admin) {
        throw forbidden(call.caller.principal +
                        " may set the status there, but owners and admins are assigned by its "
                        "infrastructure admin or a governor");
    }
    if (call.dry_run()) {
        call.read_long([request](Reader& reader) { return preview_answer(reader, request); });
        return;
    }
    auto reply = call.reply<SettingsDone>([](Call& c, const SettingsDone& done) {
        json::Writer w;
        w.begin_object();
        if (done.job != 0) {
            w.field("bulkId", JobId{true, done.job}.text());
        } else {
            write_before_and_after(w, done.before, done.after);
        }
        w.end_object();
        Response response = answer(w, done.job != 0 ? 202 : 200);
        set_tag(response, done.after);
        c.respond(std::move(response));
    });
    call.commands().change_settings(request, call.audit, std::move(reply));
}

} // namespace objsync::control
