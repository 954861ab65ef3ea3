#include <cstdio>

#include "daemon/cli/commands_change.h"

namespace objsync::cli {

namespace {

std::string permissions_text(const json::Value& token) {
    std::string text;
    for (const json::Value& permission : token["permissions"].items())
        text += (text.empty() ? "" : ", ") + permission.text();
    return text.empty() ? "what it owns" : text;
}

std::string expiry_text(const json::Value& token) {
    return token["expiresAt"].is_null() ? "never" : local_time(token["expiresAt"].text());
}

std::string body_of(const TokenOptions& options) {
    const auto quoted = [](const std::string& text) { return json::to_text(json::Value(text)); };
    std::string body = "{\"principal\":" + quoted(options.principal);
    std::string permissions;
    if (options.create) permissions = "\"CREATE_DATA_SOURCE\"";
    if (options.governance) permissions += (permissions.empty() ? "" : ",") + quoted("GOVERNANCE");
    if (!permissions.empty()) body += ",\"permissions\":[" + permissions + "]";
    if (!options.note.empty()) body += ",\"note\":" + quoted(options.note);
    if (options.expires == "never") {
        body += ",\"expiresInDays\":null";
    } else if (!options.expires.empty()) {
        body += ",\"expiresInDays\":" + options.expires;
    }
    return body + "}";
}

} // namespace

void create_token(Context& context, const TokenOptions& options) {
    const auto text = change(context, Verb::post, "/tokens", body_of(options));
    if (!text) return;
    if (context.json) {
        context.out.line(*text);
        return;
    }
    const json::Value token = json::parse(*text);
    // The token alone, so that it can go into a file; people see the rest.
    std::fprintf(stderr, "Token %s of %s for %s; it expires: %s. It is shown this once.\n",
                 std::to_string(token["id"].integer()).c_str(),
                 clean(token["principal"].text()).c_str(), permissions_text(token).c_str(),
                 expiry_text(token).c_str());
    context.out.line(token["token"].text());
}

void list_tokens(Context& context) {
    const json::Value answer = json::parse(context.client->get("/tokens"));
    Table table({"TOKEN", "PRINCIPAL", "PERMISSIONS", "EXPIRES", "LAST USED", "NOTE"});
    for (const json::Value& token : answer["tokens"].items()) {
        if (context.json) {
            context.out.line(json::to_text(token));
            continue;
        }
        const bool expired = !token["expiresAt"].is_null() && until(token["expiresAt"].text()) < 0;
        table.row({std::to_string(token["id"].integer()),
                   token["principal"].text(),
                   permissions_text(token),
                   {expired ? "expired" : expiry_text(token), expired ? Tint::bad : Tint::none},
                   token["lastUsed"].is_null() ? "never" : relative_time(token["lastUsed"].text()),
                   token["note"].text()});
    }
    if (context.json) return;
    if (table.empty()) {
        context.out.line("There are no tokens.");
    } else {
        table.print(context.out);
    }
}

void revoke_token(Context& context, int64_t id) {
    const auto text = change(context, Verb::remove, "/tokens/" + std::to_string(id));
    if (text) {
        context.out.line(context.json ? *text : "Token " + std::to_string(id) + " is revoked.");
    }
}

} // namespace objsync::cli
