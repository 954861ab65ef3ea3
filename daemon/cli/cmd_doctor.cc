// doctor: asks all that the daemon can tell, and shows only what is wrong.
#include <sys/statvfs.h>

#include "daemon/cli/commands.h"
#include "daemon/cli/doctor.h"

namespace objsync::cli {

namespace {

// Less free space than the store itself takes cannot hold the next crawl's changes and a backup.
void examine_disk(const json::Value& store, std::vector<Ailment>& found) {
    const std::string& file = store["file"].text();
    struct statvfs disk {};
    if (file.empty() || ::statvfs(file.c_str(), &disk) != 0) return; // not on this machine
    const auto free = static_cast<int64_t>(disk.f_bavail) * static_cast<int64_t>(disk.f_frsize);
    const int64_t needed = std::max<int64_t>(store["bytes"].integer(), 256 << 20);
    if (free >= needed) return;
    found.push_back({Ailment::Severity::warning, "store",
                     bytes_text(free) + " are free beside " + file + ", which takes " +
                         bytes_text(store["bytes"].integer()),
                     "", "make room: when the disk is full, crawls fail until there is some"});
}

// The bad listings of a connection's newest crawl.
void examine_last_run(Context& context, const json::Value& connection,
                      std::vector<Ailment>& found) {
    const json::Value& run = connection["lastRun"];
    if (run["result"].text() != "incomplete") return;
    const std::string id = std::to_string(run["id"].integer());
    examine_scopes(connection["connectionKey"].text(),
                   json::parse(context.client->get("/runs/" + id + "/scopes?problems=true")),
                   found);
}

void print(const Context& context, const Ailment& ailment) {
    const bool failed = ailment.severity == Ailment::Severity::failed;
    context.out.line(
        context.out.tinted(failed ? "wrong    " : "look at  ", failed ? Tint::bad : Tint::warn) +
        context.out.tinted(clean(ailment.where), Tint::strong) + ": " + clean(ailment.what));
    if (!ailment.since.empty()) {
        context.out.line("         Since " + local_time(ailment.since) + ", " +
                         relative_time(ailment.since));
    }
    if (!ailment.what_to_do.empty())
        context.out.line("         What to do: " + clean(ailment.what_to_do));
}

std::string as_json(const Ailment& ailment) {
    json::Members members;
    const auto add = [&members](const char* name, const std::string& text) {
        members.emplace_back(name, text.empty() ? json::Value() : json::Value(text));
    };
    add("severity", ailment.severity == Ailment::Severity::failed ? "failed" : "warning");
    add("where", ailment.where);
    add("what", ailment.what);
    add("since", ailment.since);
    add("whatToDo", ailment.what_to_do);
    return json::to_text(json::Value(members));
}

} // namespace

void doctor(Context& context) {
    std::vector<Ailment> found;
    const json::Value status = json::parse(context.client->get("/status"));
    const json::Value connections = json::parse(context.client->get("/data/connection"));
    examine_status(status, found);
    examine_connections(connections, found);
    for (const json::Value& connection : connections["connections"].items())
        examine_last_run(context, connection, found);
    examine_removals(json::parse(context.client->get("/removals?limit=1")), found);
    examine_jobs(json::parse(context.client->get("/jobs?limit=1000")), found);
    examine_tokens(json::parse(context.client->get("/tokens")), found);
    examine_plugins(json::parse(context.client->get("/plugins")), found);
    examine_disk(status["store"], found);
    for (const Ailment& ailment : found) {
        if (ailment.severity == Ailment::Severity::failed) context.exit_code = kFailed;
        if (context.json) {
            context.out.line(as_json(ailment));
        } else {
            print(context, ailment);
        }
    }
    if (found.empty() && !context.json)
        context.out.line(context.out.tinted("Nothing is wrong.", Tint::good));
}

} // namespace objsync::cli
