// activate, deactivate, inherit, set: one request, previewed first where there is somebody to ask.
#include <unistd.h>

#include "daemon/cli/commands_change.h"
#include "daemon/cli/waiting.h"

namespace objsync::cli {

namespace {

std::string principals_json(const std::vector<std::string>& principals) {
    json::Array list;
    for (const std::string& principal : principals)
        list.emplace_back(principal);
    return json::to_text(json::Value(list));
}

std::string body_of(const SettingsOptions& options) {
    std::string members;
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty())
            members += (members.empty() ? "\"" : ",\"") + std::string(name) + "\":" + value;
    };
    add("isActive", options.active);
    add("activateNewChildren", options.activate_new);
    if (options.owners) add("dataOwners", principals_json(*options.owners));
    if (options.admins) add("infrastructureAdmins", principals_json(*options.admins));
    return "{\"settings\":{" + members + "}}";
}

std::string text_of(const json::Value& value) {
    if (value.is_null()) return "inherit";
    if (value.is_bool()) return value.boolean() ? "yes" : "no";
    std::string text;
    for (const json::Value& item : value.items())
        text += (text.empty() ? "" : ", ") + clean(item.text());
    return text.empty() ? "nobody" : text;
}

// What is set there itself, old and new.
void print_own(const Context& context, const json::Value& answer) {
    static constexpr std::pair<const char*, const char*> kNames[] = {
        {"isActive", "active"},
        {"activateNewChildren", "activate new"},
        {"dataOwners", "data owners"},
        {"infrastructureAdmins", "infrastructure admins"}};
    for (const auto& [name, words] : kNames) {
        const std::string before = text_of(answer["before"][name]);
        const std::string after = text_of(answer["after"][name]);
        if (before != after)
            context.out.line("  " + std::string(words) + ": " + before + " -> " + after);
    }
}

struct Counts {
    int64_t all = 0;
    std::string text; // "3 tables activated, 1 view deactivated"
};

Counts counts_of(const json::Value& preview) {
    Counts counts;
    for (const json::Value& kind : preview["changes"].items()) {
        const std::string name = kind["kind"].is_null() ? "object" : clean(kind["kind"].text());
        for (const char* what : {"activated", "deactivated"}) {
            const int64_t count = kind[what].integer();
            if (count == 0) continue;
            counts.all += count;
            counts.text += (counts.text.empty() ? "" : ", ") + counted(count, name) + " " + what;
        }
    }
    return counts;
}

void print_preview(const Context& context, const std::string& path, const json::Value& preview) {
    context.out.line(context.out.tinted(clean(path), Tint::strong));
    print_own(context, preview);
    const Counts counts = counts_of(preview);
    context.out.line("  " + (counts.all == 0 ? "nothing to announce: no data source changes"
                                             : "announces " + counts.text));
    if (preview["accepted"].integer() > 0) {
        context.out.line("  " + counted(preview["accepted"].integer(), "status") +
                         " that discovery had set below inherits again");
    }
    const json::Array& sample = preview["sample"].items();
    for (const json::Value& one : sample) {
        const bool active = one["state"].text() == "active";
        context.out.line("    " +
                         context.out.tinted(active ? "activated  " : "deactivated",
                                            active ? Tint::good : Tint::bad) +
                         "  " + clean(join_path(one["objectPath"])));
    }
    const int64_t more = counts.all - static_cast<int64_t>(sample.size());
    if (more > 0) context.out.line("    ... and " + count_text(more) + " more");
}

// Somebody sits there who may be surprised by how much it is.
bool somebody_to_ask(const Context& context, const SettingsOptions& options) {
    return !context.yes && !context.json && options.token.empty() && context.out.terminal() &&
           ::isatty(STDIN_FILENO) == 1;
}

} // namespace

void set(Context& context, const std::string& path, const SettingsOptions& options) {
    const std::string url = "/data/settings/" + url_path(path);
    const std::string body = body_of(options);
    std::string token = options.token;
    const bool ask = somebody_to_ask(context, options);
    if (context.dry_run || ask) {
        const std::string text = context.client->put(url + "?dryRun=true", body);
        const json::Value preview = json::parse(text);
        const int64_t changes = counts_of(preview).all;
        if (context.json) {
            context.out.line(text);
        } else if (context.dry_run || changes > 1) {
            print_preview(context, path, preview);
        }
        if (context.dry_run) {
            if (!context.json)
                context.out.line("Nothing was changed. --token " + preview["token"].text() +
                                 " does just this, while nothing of it has changed.");
            return;
        }
        if (changes > 1) need_agreement(context, "Go on?");
        token = preview["token"].text();
    }
    const std::string query = token.empty() ? "" : "?token=" + url_value(token);
    const std::string text = context.client->put(url + query, body);
    const json::Value answer = json::parse(text);
    const std::string& id = answer["bulkId"].text();
    if (!id.empty() && options.wait) {
        show_settings_job(context, wait_for_job(context, id));
    } else if (context.json) {
        context.out.line(text);
    } else if (id.empty()) {
        context.out.line(clean(path) + " is set; there is nothing to announce.");
        print_own(context, answer);
    } else {
        context.out.line(clean(path) + " is set, and job " + clean(id) +
                         " announces it: objsyncctl jobs " + clean(id) + " --wait");
    }
}

} // namespace objsync::cli
