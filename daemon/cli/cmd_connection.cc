#include "daemon/cli/commands_change.h"

namespace objsync::cli {

namespace {

std::string url_of(const std::string& name) {
    return "/data/connection/" + url_value(name);
}

void set_paused(Context& context, const std::string& name, const char* verb, const char* done) {
    const std::string path = name.empty() ? std::string() : url_of(name);
    const auto text = change(context, Verb::post, path + "/" + verb);
    if (!text) return;
    if (context.json) {
        context.out.line(*text);
    } else {
        context.out.line((name.empty() ? "All connections" : name) + ": " + done);
    }
}

void print_preview(const Context& context, const std::string& name, const json::Value& preview) {
    context.out.line("Removing " + name + " ends " +
                     counted(preview["objects"].integer(), "object") + ", " +
                     counted(preview["dataSources"].integer(), "data source") +
                     " among them. Each is told as removed, with the reason connection_removed.");
}

} // namespace

void accept_connection(Context& context, const std::string& name) {
    const auto text = change(context, Verb::post, url_of(name) + "/accept");
    if (!text) return;
    if (context.json) {
        context.out.line(*text);
        return;
    }
    const json::Value answer = json::parse(*text);
    context.out.line(name + " is now expected to be " + clean(answer["now"].text()) + " (was " +
                     clean(answer["before"].text()) + "). The next crawl compares with it.");
}

void remove_connection(Context& context, const std::string& name, bool keep_objects) {
    if (keep_objects) {
        const auto kept = change(context, Verb::remove, url_of(name) + "?keepObjects=true");
        if (kept)
            context.out.line(context.json ? *kept
                                          : name +
                                                " is forgotten; its objects stay until it is "
                                                "configured or removed.");
        return;
    }
    const std::string text = context.client->remove(url_of(name) + "?dryRun=true");
    const json::Value preview = json::parse(text);
    if (context.dry_run) {
        if (context.json) {
            context.out.line(text);
        } else {
            print_preview(context, name, preview);
        }
        return;
    }
    if (!context.json) print_preview(context, name, preview);
    need_agreement(context, "Go on?");
    const std::string done =
        context.client->remove(url_of(name) + "?token=" + url_value(preview["token"].text()));
    context.out.line(context.json ? done : name + " is removed; its objects come to their end.");
}

void check_connection(Context& context, const std::string& name) {
    show_findings(context, context.client->post(url_of(name) + "/check"));
}

void show_findings(Context& context, const std::string& text) {
    const json::Value answer = json::parse(text);
    for (const json::Value& finding : answer["findings"].items()) {
        if (finding["severity"].text() == "failed") context.exit_code = kFailed;
    }
    if (context.json) {
        context.out.line(text);
        return;
    }
    for (const json::Value& finding : answer["findings"].items()) {
        const std::string& severity = finding["severity"].text();
        const Tint tint = severity == "ok"        ? Tint::good
                          : severity == "warning" ? Tint::warn
                                                  : Tint::bad;
        std::string line = context.out.tinted(severity, tint);
        line.append(severity.size() < 7 ? 7 - severity.size() : 0, ' ');
        context.out.line(line + "  " + clean(finding["what"].text()) + ": " +
                         clean(finding["found"].text()));
        if (!finding["whatToDo"].text().empty())
            context.out.line("         What to do: " + clean(finding["whatToDo"].text()));
    }
}

void pause(Context& context, const std::string& name) {
    set_paused(context, name, "pause", "no scheduled crawls start until they are resumed.");
}

void resume(Context& context, const std::string& name) {
    set_paused(context, name, "resume", "scheduled crawls start again.");
}

} // namespace objsync::cli
