#include <chrono>
#include <thread>

#include "daemon/cli/commands.h"

namespace objsync::cli {

namespace {

constexpr auto kAskEvery = std::chrono::milliseconds(250);
constexpr auto kSayEvery = std::chrono::seconds(10); // where no line can be replaced

std::string phase_of(const json::Value& job) {
    if (job["state"].text() == "created") return "waiting for its turn";
    return job["output"]["phase"].text();
}

std::string progress_text(const json::Value& job) {
    const json::Value& output = job["output"];
    return phase_of(job) + ": " + counted(output["objects"].integer(), "object") + ", " +
           counted(output["scopes"].integer(), "scope") + ", " +
           count_text(static_cast<int64_t>(output["objectsPerSecond"].number())) + " objects/s";
}

// Asks until the crawl has ended; returns its last state.
json::Value wait_for(Context& context, const std::string& id) {
    std::string shown_phase;
    auto said = std::chrono::steady_clock::now();
    for (;;) {
        const json::Value jobs = json::parse(context.client->get("/jobs?bulkId=" + url_value(id)));
        if (jobs["jobs"].items().empty())
            throw Failure(kFailed, "The daemon no longer knows this crawl");
        const json::Value& job = jobs["jobs"].items().front();
        if (job["state"].text() == "completed") {
            context.out.end_progress();
            return job;
        }
        const auto now = std::chrono::steady_clock::now();
        if (context.out.terminal() && !context.json) {
            context.out.progress(progress_text(job));
        } else if (!context.json && (phase_of(job) != shown_phase || now - said >= kSayEvery)) {
            shown_phase = phase_of(job);
            said = now;
            context.out.line(progress_text(job));
        }
        std::this_thread::sleep_for(kAskEvery);
    }
}

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

} // namespace

void crawl(Context& context, const std::string& path, const CrawlOptions& options) {
    const std::string body = std::string("{\"forceRecursiveCrawl\":") +
                             (options.full ? "true" : "false") +
                             ",\"dryRun\":" + (options.dry_run ? "true" : "false") + "}";
    const std::string text = context.client->post("/data/crawl/" + url_path(path), body);
    const std::string id = json::parse(text)["bulkId"].text();
    // A dry run has nothing to show but its end.
    if (!options.wait && !options.dry_run) {
        context.out.line(context.json ? text : "The crawl is accepted; objsyncctl runs shows it.");
        return;
    }
    const json::Value job = wait_for(context, id);
    context.exit_code = exit_of_result(job["output"]["result"].text());
    if (context.json) {
        context.out.line(json::to_text(job));
    } else {
        print_result(context, job);
    }
}

} // namespace objsync::cli
