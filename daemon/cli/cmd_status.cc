// status, connections, plugins.
#include "daemon/cli/commands.h"
#include "daemon/cli/doctor.h"

namespace objsync::cli {

namespace {

Tint tint_of_health(const std::string& state) {
    if (state == "ok") return Tint::good;
    return state == "failing" || state == "unconfigured" ? Tint::bad : Tint::warn;
}

std::string last_run_text(const json::Value& run) {
    if (run.is_null()) return "never";
    if (run["endedAt"].is_null()) return run["result"].text();
    return run["result"].text() + ", " + relative_time(run["endedAt"].text());
}

void print_connections(const Context& context, const json::Value& connections) {
    if (connections.items().empty()) {
        context.out.line("No connections are configured.");
        return;
    }
    Table table({"CONNECTION", "PLUGIN", "HEALTH", "SINCE", "NOW", "LAST CRAWL", "NEXT"});
    for (const json::Value& c : connections.items()) {
        const std::string& health = c["health"]["state"].text();
        table.row({c["connectionKey"].text(),
                   c["plugin"].text(),
                   {health, tint_of_health(health)},
                   relative_time(c["health"]["since"].text()),
                   c["state"].text(),
                   {last_run_text(c["lastRun"]), tint_of_result(c["lastRun"]["result"].text())},
                   relative_time(c["nextDue"].text())});
    }
    table.print(context.out);
    for (const json::Value& c : connections.items()) {
        const std::string& why = c["health"]["reason"].text();
        if (why.empty()) continue;
        context.out.line(c["connectionKey"].text() + ": " + clean(why));
        context.out.line("  What to do: " + clean(remedy(c)));
    }
}

void print_sinks(const Context& context, const json::Value& sinks) {
    Table table({"SINK", "TYPE", "NOT YET DELIVERED", "STATE"});
    for (const json::Value& sink : sinks.items()) {
        const bool failing = !sink["failingSince"].is_null();
        std::string state = "ok";
        if (failing) {
            state = "failing, began " + relative_time(sink["failingSince"].text()) + ": " +
                    sink["error"].text();
        }
        table.row({sink["name"].text(),
                   sink["type"].text(),
                   count_text(sink["lag"].integer()),
                   {state, failing ? Tint::bad : Tint::good}});
    }
    if (!table.empty()) {
        context.out.line("");
        table.print(context.out);
    }
}

std::string joined(const json::Value& texts, const char* between) {
    std::string all;
    for (const json::Value& text : texts.items())
        all += (all.empty() ? "" : between) + text.text();
    return all;
}

} // namespace

void status(Context& context) {
    const std::string text = context.client->get("/status");
    if (context.json) {
        context.out.line(text);
        return;
    }
    const json::Value s = json::parse(text);
    context.out.line("objsyncd " + s["version"].text() + ", process " +
                     std::to_string(s["pid"].integer()) + ", started " +
                     relative_time(s["since"].text()));
    context.out.line("Store: " + s["store"]["file"].text() + ", " +
                     bytes_text(s["store"]["bytes"].integer()));
    if (s["paused"].boolean())
        context.out.line(context.out.tinted("Paused: no scheduled crawls start.", Tint::warn));
    if (!s["configMistakes"].items().empty()) {
        context.out.line(context.out.tinted(
            "The configuration on disk is wrong; the one before is in force:", Tint::bad));
        for (const json::Value& mistake : s["configMistakes"].items())
            context.out.line("  " + clean(mistake.text()));
    }
    context.out.line("");
    print_connections(context, s["connections"]);
    print_sinks(context, s["sinks"]);
}

void connections(Context& context) {
    const json::Value answer = json::parse(context.client->get("/data/connection"));
    if (context.json) {
        for (const json::Value& c : answer["connections"].items())
            context.out.line(json::to_text(c));
        return;
    }
    print_connections(context, answer["connections"]);
}

void plugins(Context& context) {
    const json::Value answer = json::parse(context.client->get("/plugins"));
    if (context.json) {
        for (const json::Value& p : answer["plugins"].items())
            context.out.line(json::to_text(p));
        return;
    }
    Table table({"PLUGIN", "VERSION", "ABI", "LEVELS", "USED BY", "FILE", "STATE"});
    for (const json::Value& p : answer["plugins"].items()) {
        const std::string& refused = p["refused"].text();
        const int64_t abi = p["abi"].integer();
        table.row({p["name"].text(),
                   p["version"].text(),
                   abi == 0 ? "" : std::to_string(abi),
                   joined(p["levels"], " > "),
                   joined(p["connections"], ", "),
                   p["file"].text(),
                   {refused.empty() ? "ok" : "refused", refused.empty() ? Tint::good : Tint::bad}});
    }
    if (table.empty()) {
        context.out.line("No plugin files were found.");
        return;
    }
    table.print(context.out);
    for (const json::Value& p : answer["plugins"].items()) {
        if (!p["refused"].text().empty())
            context.out.line(p["file"].text() + ": " + clean(p["refused"].text()));
    }
}

} // namespace objsync::cli
