// Tokens and the audit log. For governors only.
#include <algorithm>
#include <charconv>

#include "daemon/control/access.h"
#include "daemon/control/dry_run.h"
#include "daemon/control/handlers.h"
#include "daemon/control/problems.h"
#include "daemon/control/render.h"

namespace objsync::control {

namespace {

constexpr int64_t kDay = 86'400;
constexpr int64_t kDefaultDays = 90;
constexpr int64_t kMaxDays = 3660;
constexpr size_t kMaxText = 256;
constexpr size_t kMaxTokens = 10'000;
constexpr int64_t kMaxPage = 1000;

[[noreturn]] void invalid(const std::string& detail) {
    throw Refused(Refusal::Kind::invalid, "The request cannot be taken", detail);
}

std::string short_text(const json::Value& body, std::string_view name) {
    std::string text = body_text(body, name);
    if (text.size() > kMaxText)
        invalid("\"" + std::string(name) + "\" is longer than " + std::to_string(kMaxText));
    return text;
}

int64_t permissions_of(const json::Value& list) {
    int64_t permissions = 0;
    for (const json::Value& item : list.items()) {
        if (item.text() == "CREATE_DATA_SOURCE") {
            permissions |= store::kCreateDataSource;
        } else if (item.text() == "GOVERNANCE") {
            permissions |= store::kGovernance;
        } else {
            invalid("there is no permission \"" + item.text() +
                    "\"; there are CREATE_DATA_SOURCE and GOVERNANCE");
        }
    }
    return permissions;
}

bool has(const json::Value& object, std::string_view name) {
    const auto& members = object.members();
    return std::any_of(members.begin(), members.end(),
                       [&](const auto& member) { return member.first == name; });
}

void write_audit(json::Writer& w, const store::AuditRow& row) {
    w.begin_object().field("id", row.id);
    write_time(w, "at", row.at);
    w.field("principal", row.principal).field("via", row.via).field("action", row.action);
    w.field("target", row.target);
    for (const auto& [name, json] : {std::pair("before", &row.before), {"after", &row.after}}) {
        w.key(name);
        if (json->empty()) {
            w.null();
        } else {
            w.raw(*json);
        }
    }
    w.field("status", row.status).field("detail", row.detail).end_object();
}

std::string token_text(const store::TokenRow& token) {
    std::string text = "of " + token.principal;
    if (!token.note.empty()) text += " (" + token.note + ")";
    if ((token.permissions & store::kGovernance) != 0) text += " with GOVERNANCE";
    if ((token.permissions & store::kCreateDataSource) != 0) text += " with CREATE_DATA_SOURCE";
    if (!token.expires_at) return text + ", which never expires";
    return text + ", which expires at " + time_text(*token.expires_at);
}

Response preview_of_revoking(Reader& reader, int64_t id) {
    for (const store::TokenRow& token : store::read_tokens(reader.db)) {
        if (token.id != id) continue;
        return answer(
            DryRun{true, "revoke token " + std::to_string(id) + " " + token_text(token), {}, {}});
    }
    throw Refused(no_such_token(id));
}

} // namespace

void post_token(Call& call) {
    const json::Value body = call.body();
    store::TokenRow row;
    row.principal = short_text(body, "principal");
    row.note = short_text(body, "note");
    row.permissions = permissions_of(body["permissions"]);
    row.created_by = call.caller.principal;
    if (row.principal.empty()) invalid("\"principal\" is empty");
    if (call.services().access.tokens().size() >= kMaxTokens)
        invalid("there are " + std::to_string(kMaxTokens) + " tokens; revoke some");
    const auto days = body_integer(body, "expiresInDays", 1, kMaxDays);
    if (days || !has(body, "expiresInDays"))
        row.expires_at = wall_now_ms() + days.value_or(kDefaultDays) * kDay * 1000;
    call.audit->about(row.principal);
    if (call.dry_run()) {
        call.respond(answer(DryRun{true, "make a token " + token_text(row), {}, {}}));
        return;
    }
    NewToken token = make_token();
    row.hash = token.hash;
    auto reply = call.reply<store::TokenRow>([text = token.text](Call& c, const auto& kept) {
        c.services().access.add(kept);
        json::Writer w;
        w.begin_object().field("token", text);
        write_token(w, kept);
        w.end_object();
        c.respond(answer(w, 201));
    });
    call.commands().create_token(row, call.audit, std::move(reply));
}

void get_tokens(Call& call) {
    call.read([now = call.services().access.tokens()](Reader& reader) {
        json::Writer w;
        w.begin_object().key("tokens").begin_array();
        for (store::TokenRow& token : store::read_tokens(reader.db)) {
            for (const store::TokenRow& known : now) { // its last use is kept now and then only
                if (known.id == token.id) token.last_used = known.last_used;
            }
            w.begin_object();
            write_token(w, token);
            w.end_object();
        }
        w.end_array().end_object();
        return answer(w);
    });
}

void delete_token(Call& call) {
    const std::string& text = call.request.target;
    int64_t id = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, id);
    if (error != std::errc() || stop != end) invalid("a token's id must be a whole number");
    if (call.dry_run()) {
        call.read([id](Reader& reader) { return preview_of_revoking(reader, id); });
        return;
    }
    // Not through the call: revoked is revoked, whether the client waits for it or not.
    Access& access = call.services().access;
    access.remove(id);
    call.commands().revoke_token(id, call.audit, call.reply<Done>([id](Call& c, const Done&) {
        json::Writer w;
        w.begin_object().field("id", id).field("revoked", true).end_object();
        c.respond(answer(w));
    }));
}

void get_audit(Call& call) {
    const auto before = call.request.integer("before", 1, INT64_MAX);
    const auto limit = call.request.integer("limit", 1, kMaxPage).value_or(100);
    call.read([before, limit](Reader& reader) {
        auto rows = store::read_audit(reader.db, before, static_cast<size_t>(limit) + 1);
        const bool more = rows.size() > static_cast<size_t>(limit);
        if (more) rows.pop_back();
        json::Writer w;
        w.begin_object().key("records").begin_array();
        for (const store::AuditRow& row : rows)
            write_audit(w, row);
        w.end_array().key("before");
        if (more) {
            w.integer(rows.back().id);
        } else {
            w.null();
        }
        w.end_object();
        return answer(w);
    });
}

} // namespace objsync::control
