#include "daemon/cli/commands.h"

namespace objsync::cli {

namespace {

void field(const Context& context, const std::string& name, const std::string& value) {
    if (value.empty()) return;
    std::string label = name + ":";
    label.append(label.size() < 18 ? 18 - label.size() : 1, ' ');
    context.out.line(context.out.tinted(label, Tint::dim) + clean(value));
}

std::string setting_text(const json::Value& object, const char* name) {
    const bool value = object["settings"][name].boolean();
    const bool own = !object["overrides"][name].is_null();
    std::string text = value ? "yes" : "no";
    if (!own) return text + ", inherited";
    const std::string& origin = object["overrides"]["origin"].text();
    return text + ", set here" + (origin == "discovery" ? " when it was discovered" : "");
}

// "ann, bob (here)": some may be given here, some above.
std::string principals_text(const json::Value& object, const char* name) {
    std::string text;
    for (const json::Value& principal : object["settings"][name].items()) {
        text += (text.empty() ? "" : ", ") + principal.text();
        for (const json::Value& own : object["overrides"][name].items()) {
            if (own.text() == principal.text()) text += " (here)";
        }
    }
    return text;
}

void print_columns(const Context& context, const json::Value& columns) {
    if (columns.items().empty()) return;
    Table table({"COLUMN", "TYPE", "NULL", "DEFAULT", "COMMENT"});
    for (const json::Value& column : columns.items()) {
        const json::Value& nullable = column["nullable"];
        table.row({column["name"].text(), column["type"].text(),
                   nullable.is_bool() ? (nullable.boolean() ? "yes" : "no") : nullable.text(),
                   column["default"].text(), column["comment"].text()});
    }
    context.out.line("");
    table.print(context.out);
}

std::string text_of(const json::Value& value) {
    if (value.is_null()) return "";
    return value.is_text() ? value.text() : json::to_text(value);
}

std::string tags_text(const json::Value& tags) {
    std::string text;
    for (const auto& [name, value] : tags.members()) {
        text += (text.empty() ? "" : ", ") + name;
        if (!value.text().empty()) text += "=" + value.text();
    }
    return text;
}

void print_object(const Context& context, const json::Value& object) {
    context.out.line(context.out.tinted(clean(join_path(object["objectPath"])), Tint::strong));
    field(context, "oid", std::to_string(object["oid"].integer()));
    field(context, "kind", object["kind"].text());
    std::string state = object["state"].text();
    if (object["pending"].boolean()) state += " (a change is being announced)";
    field(context, "state", state);
    field(context, "presence", object["presence"].text());
    if (!object["removedAt"].is_null())
        field(context, "removed", local_time(object["removedAt"].text()));
    if (!object["held"].is_null()) {
        field(context, "held since",
              local_time(object["held"]["since"].text()) + " (" + object["held"]["cause"].text() +
                  ")");
        field(context, "confirmed by", object["held"]["confirmedBy"].text());
    }
    field(context, "active", setting_text(object, "isActive"));
    if (object["isContainer"].boolean())
        field(context, "activate new", setting_text(object, "activateNewChildren"));
    field(context, "data owners", principals_text(object, "dataOwners"));
    field(context, "admins", principals_text(object, "infrastructureAdmins"));
    field(context, "local tags", tags_text(object["localTags"]));
    for (const auto& [name, value] : object["object"].members()) {
        if (name != "columns" && name != "kind") field(context, name, text_of(value));
    }
    print_columns(context, object["object"]["columns"]);
}

void print_history(Context& context, const std::string& path, const json::Value& first) {
    if (!context.json) context.out.line("");
    json::Value page = first;
    for (;;) {
        for (const json::Value& event : page["events"].items())
            context.out.line(context.json ? json::to_text(event) : event_line(context, event));
        if (page["pruned"].boolean() && !context.json)
            context.out.line(context.out.tinted("Older events are no longer kept.", Tint::dim));
        if (!page["before"].is_integer()) return;
        const std::string more = "?history=1000&before=" + std::to_string(page["before"].integer());
        page = json::parse(context.client->get("/data/object/" + url_path(path) + more))["history"];
    }
}

} // namespace

void show(Context& context, const std::string& path, bool history) {
    const std::string text =
        context.client->get("/data/object/" + url_path(path) + (history ? "?history=100" : ""));
    const json::Value object = json::parse(text);
    if (!context.json) {
        print_object(context, object);
        if (history) print_history(context, path, object["history"]);
    } else if (history) {
        print_history(context, path, object["history"]);
    } else {
        context.out.line(text);
    }
}

void explain(Context& context, const std::string& path) {
    const std::string text = context.client->get("/explain/" + url_path(path));
    if (context.json) {
        context.out.line(text);
        return;
    }
    const json::Value e = json::parse(text);
    context.out.line(context.out.tinted(clean(join_path(e["objectPath"])), Tint::strong));
    field(context, "scope", e["filter"]["text"].text());
    field(context, "presence", e["presence"]["text"].text());
    field(
        context, "status",
        e["status"]["text"].text() + (e["status"]["pending"].boolean() ? "; being announced" : ""));
    const json::Value& listing = e["listing"];
    if (!listing["endedAt"].is_null()) {
        std::string when = local_time(listing["endedAt"].text()) + " in run " +
                           std::to_string(listing["run"].integer());
        const json::Value& complete = listing["completeAt"];
        when += complete.is_null() ? "; never complete"
                                   : "; last complete " + local_time(complete.text());
        field(context, "last listed", when);
    }
    if (e["events"].items().empty()) return;
    context.out.line("");
    for (const json::Value& event : e["events"].items())
        context.out.line(event_line(context, event));
}

} // namespace objsync::cli
