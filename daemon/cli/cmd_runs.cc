#include <algorithm>

#include "daemon/cli/commands.h"

namespace objsync::cli {

namespace {

std::string targets_text(const json::Value& run) {
    std::string text;
    for (const json::Value& target : run["targets"].items())
        text += (text.empty() ? "" : ", ") + target.text();
    return text.empty() ? run["connectionKey"].text() : text;
}

std::string result_text(const json::Value& run) {
    return run["result"].is_null() ? run["state"].text() : run["result"].text();
}

// Events by type, and with `all` also what the plugin counted.
std::string counts_text(const json::Value& counts, bool all) {
    std::string text;
    for (const auto& [name, count] : counts.members()) {
        if (!all && (name == "statements" || name == "requests" || name == "bytes")) continue;
        if (!count.is_integer() || count.integer() == 0) continue;
        text += (text.empty() ? "" : ", ") + count_text(count.integer()) + " " +
                name.substr(name.rfind('.') + 1);
    }
    return text;
}

void print_scopes(Context& context, int64_t id, bool all) {
    Table table({"SCOPE", "FACET", "OUTCOME", "OBJECTS", "ERROR"});
    const std::string path =
        "/runs/" + std::to_string(id) + "/scopes?limit=1000" + (all ? "" : "&problems=true");
    each_page(context, path, [&](const json::Value& page) {
        for (const json::Value& scope : page["scopes"].items()) {
            if (context.json) {
                context.out.line(json::to_text(scope));
                continue;
            }
            const std::string& outcome = scope["outcome"].text();
            std::string error = scope["errorClass"].text();
            if (!scope["nativeCode"].text().empty()) error += " " + scope["nativeCode"].text();
            if (!scope["error"].text().empty())
                error += (error.empty() ? "" : ": ") + scope["error"].text();
            table.row({scope["path"].text().empty() ? "(the connection)" : scope["path"].text(),
                       scope["facet"].text(),
                       {outcome, tint_of_result(outcome)},
                       count_text(scope["objects"].integer()),
                       error});
        }
    });
    if (table.empty()) return;
    context.out.line("");
    table.print(context.out);
}

} // namespace

void list_runs(Context& context, const RunsOptions& options) {
    std::string path = "/runs?limit=" + std::to_string(options.limit);
    if (!options.connection.empty()) path += "&connection=" + url_value(options.connection);
    const json::Value answer = json::parse(context.client->get(path));
    if (context.json) {
        for (const json::Value& run : answer["runs"].items())
            context.out.line(json::to_text(run));
        return;
    }
    Table table({"RUN", "BEGAN", "WHAT", "WHY", "RESULT", "OBJECTS", "SCOPES", "CHANGES"});
    for (const json::Value& run : answer["runs"].items()) {
        table.row({std::to_string(run["id"].integer()),
                   local_time(run["startedAt"].text()),
                   targets_text(run),
                   run["why"].text(),
                   {result_text(run), tint_of_result(run["result"].text())},
                   count_text(run["objects"].integer()),
                   count_text(run["scopes"].integer()),
                   counts_text(run["counts"], false)});
    }
    if (table.empty()) {
        context.out.line("Nothing has been crawled yet.");
    } else {
        table.print(context.out);
    }
}

void show_run(Context& context, int64_t id, bool all_scopes) {
    const std::string text = context.client->get("/runs/" + std::to_string(id));
    if (context.json) {
        context.out.line(text);
        print_scopes(context, id, all_scopes);
        return;
    }
    const json::Value run = json::parse(text);
    const std::string& result = run["result"].text();
    context.out.line(context.out.tinted("Run " + std::to_string(id), Tint::strong) + " of " +
                     clean(targets_text(run)) + " (" + run["why"].text() +
                     (run["full"].boolean() ? ", full" : "") +
                     "): " + context.out.tinted(result_text(run), tint_of_result(result)));
    context.out.line(
        "Began " + local_time(run["startedAt"].text()) +
        (run["endedAt"].is_null() ? ", goes on" : ", ended " + local_time(run["endedAt"].text())));
    context.out.line(counted(run["objects"].integer(), "object") + " in " +
                     counted(run["scopes"].integer(), "scope"));
    if (run["children"].integer() > 1)
        context.out.line("It took " + count_text(run["children"].integer()) + " processes.");
    if (const std::string counts = counts_text(run["counts"], true); !counts.empty())
        context.out.line("Counts: " + counts);
    std::string outcomes;
    for (const auto& [name, count] : run["outcomes"].members())
        outcomes += (outcomes.empty() ? "" : ", ") + count_text(count.integer()) + " " + name;
    if (!outcomes.empty()) context.out.line("Scopes: " + outcomes);
    if (!run["versions"].text().empty())
        context.out.line("Versions: " + clean(run["versions"].text()));
    if (!run["error"].text().empty())
        context.out.line(context.out.tinted(clean(run["error"].text()), Tint::bad));
    print_scopes(context, id, all_scopes);
}

} // namespace objsync::cli
