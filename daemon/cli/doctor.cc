#include "daemon/cli/doctor.h"

#include <map>

#include "daemon/cli/output.h"

namespace objsync::cli {

namespace {

using Severity = Ailment::Severity;

// Events that wait for a sink which works: it is busy. More than this, and it does not keep up.
constexpr int64_t kMuchLag = 100'000;

void examine_connection(const json::Value& c, std::vector<Ailment>& found) {
    const std::string& name = c["connectionKey"].text();
    const std::string& refused = c["refusedIdentity"].text();
    const json::Value& health = c["health"];
    const std::string& state = health["state"].text();
    const std::string& since = health["since"].text();
    if (!refused.empty()) {
        found.push_back({Severity::failed, name,
                         "it is connected to another source than before: " + refused +
                             " instead of " + c["sourceIdentity"].text() +
                             "; nothing is crawled, and nothing is taken as removed",
                         since, remedy(c)});
        return;
    }
    if (state == "ok") return;
    // What the newest crawl says is shorter; its listings are told one by one.
    const bool degraded = state == "degraded" && !c["why"].text().empty();
    found.push_back({state == "failing" ? Severity::failed : Severity::warning, name,
                     degraded ? c["why"].text() : health["reason"].text(), since, remedy(c)});
}

void examine_sink(const json::Value& sink, std::vector<Ailment>& found) {
    const std::string where = "sink " + sink["name"].text();
    if (!sink["failingSince"].is_null()) {
        found.push_back({Severity::failed, where,
                         sink["error"].text() + " (" + counted(sink["lag"].integer(), "event") +
                             " not yet delivered; none is lost)",
                         sink["failingSince"].text(),
                         "mend what the error names; delivery goes on by itself"});
    } else if (sink["lag"].integer() > kMuchLag) {
        found.push_back({Severity::warning, where,
                         counted(sink["lag"].integer(), "event") + " not yet delivered", "",
                         "if the number grows, what receives the events is too slow"});
    }
}

} // namespace

std::string remedy(const json::Value& connection) {
    const std::string& name = connection["connectionKey"].text();
    const std::string& state = connection["health"]["state"].text();
    if (!connection["refusedIdentity"].text().empty()) {
        return "mend its configuration; or, if this is the right source now, objsyncctl connection "
               "accept " +
               name;
    }
    if (state == "paused") return "objsyncctl resume " + name;
    if (state == "unconfigured") {
        return "put it back into the configuration, register it again (objsyncctl connection add " +
               name + "), or end it: objsyncctl connection remove " + name;
    }
    if (!connection["whatToDo"].text().empty()) return connection["whatToDo"].text();
    return state == "ok" ? "" : "objsyncctl check " + name + " says what its credentials can see";
}

void examine_status(const json::Value& status, std::vector<Ailment>& found) {
    for (const json::Value& mistake : status["configMistakes"].items()) {
        found.push_back({Severity::failed, "configuration",
                         mistake.text() + " (the configuration before is in force)", "",
                         "mend it, look with objsyncctl config check, then objsyncctl reload"});
    }
    for (const json::Value& sink : status["sinks"].items())
        examine_sink(sink, found);
}

void examine_connections(const json::Value& connections, std::vector<Ailment>& found) {
    const json::Array& all = connections["connections"].items();
    if (all.empty()) {
        found.push_back({Severity::warning, "configuration", "no connection is configured", "",
                         "put one into /etc/objsync/conf.d/ and objsyncctl reload; objsyncctl "
                         "plugins shows what there is to connect to"});
    }
    for (const json::Value& connection : all)
        examine_connection(connection, found);
}

void examine_plugins(const json::Value& plugins, std::vector<Ailment>& found) {
    for (const json::Value& plugin : plugins["plugins"].items()) {
        const std::string& refused = plugin["refused"].text();
        if (refused.empty()) continue;
        found.push_back(
            {plugin["connections"].items().empty() ? Severity::warning : Severity::failed,
             plugin["file"].text(), refused, "",
             "mend or remove this plugin file, then objsyncctl reload"});
    }
}

void examine_removals(const json::Value& removals, std::vector<Ailment>& found) {
    for (const json::Value& group : removals["groups"].items()) {
        const std::string& guard = group["guard"].text();
        const std::string path = guard.empty() ? group["connectionKey"].text() : guard;
        const bool by_hand = group["byHand"].boolean();
        found.push_back({Severity::warning, path,
                         counted(group["objects"].integer(), "removal") + " held: " +
                             group["why"].text() + ", such as " + group["sample"].text(),
                         group["since"].text(),
                         std::string(by_hand ? "decide"
                                             : "a later crawl that agrees confirms them; "
                                               "or decide now") +
                             ": objsyncctl removals approve (or reject) " + path});
    }
}

void examine_scopes(const std::string& connection, const json::Value& scopes,
                    std::vector<Ailment>& found) {
    struct Group {
        int64_t scopes = 0;
        std::string path, error;
    };
    // One denial may stand for thousands of schemas.
    std::map<std::string, Group> by_cause;
    for (const json::Value& scope : scopes["scopes"].items()) {
        const std::string cause = scope["outcome"].text() + " " + scope["nativeCode"].text();
        Group& group = by_cause[cause];
        if (group.scopes++ > 0) continue;
        const std::string& below = scope["path"].text();
        group.path = below.empty() ? connection : connection + "/" + below;
        group.error = scope["outcome"].text() + ": " + scope["error"].text();
    }
    for (const auto& [cause, group] : by_cause) {
        const std::string more =
            group.scopes > 1 ? " (and " + count_text(group.scopes - 1) + " more like it)" : "";
        found.push_back({Severity::warning, group.path, group.error + more, "",
                         "objsyncctl check " + connection +
                             " says what to grant; objsyncctl "
                             "crawl " +
                             group.path + " --wait tries it again"});
    }
}

} // namespace objsync::cli
