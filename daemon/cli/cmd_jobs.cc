#include "daemon/cli/commands_change.h"
#include "daemon/cli/waiting.h"

namespace objsync::cli {

namespace {

Tint tint_of(const std::string& state) {
    if (state == "completed") return Tint::good;
    if (state == "failed") return Tint::bad;
    return state == "cancelled" ? Tint::warn : Tint::none;
}

std::string what_of(const json::Value& output) {
    if (output["jobType"].text() == "crawl")
        return output["dryRun"].boolean() ? "crawl (dry run)" : "crawl";
    if (output["givesBack"].boolean()) return "give back";
    if (output["isActive"].is_null()) return "inherit";
    return output["isActive"].boolean() ? "activate" : "deactivate";
}

std::string path_of(const json::Value& output) {
    return output["objectPath"].is_null() ? "(purged)" : join_path(output["objectPath"]);
}

std::string how_far(const json::Value& output) {
    if (output["jobType"].text() == "crawl") return counted(output["objects"].integer(), "object");
    if (output["total"].is_null()) return "";
    return count_text(output["done"].integer()) + " of " + count_text(output["total"].integer());
}

} // namespace

void list_jobs(Context& context, int64_t limit) {
    Table table({"JOB", "WHAT", "PATH", "STATE", "DONE", "SINCE"});
    std::string cursor;
    for (int64_t left = limit; left > 0;) {
        const std::string more = cursor.empty() ? "" : "&cursor=" + url_value(cursor);
        const json::Value page = json::parse(context.client->get(
            "/jobs?limit=" + std::to_string(std::min<int64_t>(left, 1000)) + more));
        for (const json::Value& job : page["jobs"].items()) {
            --left;
            const json::Value& output = job["output"];
            if (context.json) {
                context.out.line(json::to_text(job));
                continue;
            }
            table.row({job["id"].text(),
                       what_of(output),
                       path_of(output),
                       {job["state"].text(), tint_of(job["state"].text())},
                       how_far(output),
                       local_time(output["startedAt"].text())});
        }
        cursor = page["cursor"].text();
        if (cursor.empty()) break;
    }
    if (context.json) return;
    if (table.empty()) {
        context.out.line("There are no jobs.");
    } else {
        table.print(context.out);
    }
}

void show_settings_job(Context& context, const json::Value& job) {
    const json::Value& output = job["output"];
    const std::string& state = job["state"].text();
    if (is_over(job) && state != "completed") context.exit_code = kFailed;
    if (context.json) {
        context.out.line(json::to_text(job));
        return;
    }
    std::string line = job["id"].text() + ": " + what_of(output) + " " + clean(path_of(output)) +
                       " " + context.out.tinted(state, tint_of(state));
    if (!output["requestedBy"].text().empty())
        line += ", asked for by " + clean(output["requestedBy"].text());
    context.out.line(line);
    context.out.line("  " + (is_over(job) ? counted(output["done"].integer(), "object") + ", " +
                                                counted(output["events"].integer(), "event")
                                          : progress_text(job)));
    if (!output["error"].text().empty()) context.out.line("  " + clean(output["error"].text()));
    if (!output["replacedBy"].is_null())
        context.out.line("  " + output["replacedBy"].text() + " took its place");
}

void show_job(Context& context, const std::string& id, bool wait) {
    json::Value job =
        json::parse(context.client->get("/jobs?bulkId=" + url_value(id)))["jobs"].items().at(0);
    if (wait && !is_over(job)) job = wait_for_job(context, id);
    if (job["output"]["jobType"].text() != "crawl") {
        show_settings_job(context, job);
    } else if (is_over(job)) {
        show_crawl(context, job);
    } else {
        context.out.line(context.json ? json::to_text(job) : progress_text(job));
    }
}

void cancel_job(Context& context, const std::string& id) {
    const auto text = change(context, Verb::remove, "/jobs/" + url_value(id));
    if (text) context.out.line(context.json ? *text : "Job " + clean(id) + " is cancelled.");
}

} // namespace objsync::cli
