#include "daemon/cli/waiting.h"

namespace objsync::cli {

namespace {

void print_preview(const Context& context, const json::Value& output) {
    const json::Array& preview = output["preview"].items();
    for (const json::Value& event : preview)
        context.out.line(event_line(context, event));
    int64_t all = 0;
    for (const auto& [type, count] : output["counts"].members())
        all += count.integer();
    if (all > static_cast<int64_t>(preview.size()))
        context.out.line("... and " + count_text(all - static_cast<int64_t>(preview.size())) +
                         " more");
}

void print_result(const Context& context, const json::Value& job) {
    const json::Value& output = job["output"];
    const std::string& result = output["result"].text();
    if (output["dryRun"].boolean()) print_preview(context, output);
    std::string line = context.out.tinted(result, tint_of_result(result)) + ": " +
                       counted(output["objects"].integer(), "object") + " in " +
                       counted(output["scopes"].integer(), "scope");
    std::string changes;
    for (const auto& [type, count] : output["counts"].members()) {
        if (count.integer() == 0) continue;
        changes += (changes.empty() ? "" : ", ") + count_text(count.integer()) + " " +
                   clean(type.substr(type.rfind('.') + 1));
    }
    line += changes.empty() ? "; nothing changed" : "; " + changes;
    if (output["dryRun"].boolean()) line += " (dry run: nothing was written)";
    context.out.line(line);
    if (!output["error"].text().empty()) context.out.line("  " + clean(output["error"].text()));
    if (output["run"].is_integer() && result != "complete") {
        context.out.line("  objsyncctl runs " + std::to_string(output["run"].integer()) +
                         " says more");
    }
}

// Nobody else has anything of a dry run, so it does not outlive who asked for it.
Failure end_dry_run(Context& context, const std::string& id) {
    (void)context.client->remove("/jobs/" + url_value(id));
    return Failure(kInterrupted, "The dry run is cancelled");
}

} // namespace

void crawl(Context& context, const std::string& path, const CrawlOptions& options) {
    const std::string body =
        std::string("{\"forceRecursiveCrawl\":") + (options.full ? "true" : "false") + "}";
    const std::string text = context.client->post(
        "/data/crawl/" + url_path(path) + (context.dry_run ? "?dryRun=true" : ""), body);
    const std::string id = json::parse(text)["bulkId"].text();
    // A dry run has nothing to show but its end.
    if (!options.wait && !context.dry_run) {
        context.out.line(context.json ? text
                                      : "The crawl is accepted as job " + clean(id) +
                                            ": objsyncctl jobs " + clean(id) + " --wait");
        return;
    }
    std::function<Failure()> on_interrupt;
    if (context.dry_run) on_interrupt = [&] { return end_dry_run(context, id); };
    show_crawl(context, wait_for_job(context, id, on_interrupt));
}

void show_crawl(Context& context, const json::Value& job) {
    context.exit_code = exit_of_result(job["output"]["result"].text());
    if (context.json) {
        context.out.line(json::to_text(job));
    } else {
        print_result(context, job);
    }
}

} // namespace objsync::cli
