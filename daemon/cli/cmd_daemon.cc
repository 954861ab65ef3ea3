#include <filesystem>

#include "daemon/cli/commands_change.h"

namespace objsync::cli {

namespace {

std::string sample_text(const json::Value& sample, int64_t objects) {
    std::string text;
    for (const json::Value& path : sample.items())
        text += (text.empty() ? "" : ", ") + clean(path.text());
    return static_cast<int64_t>(sample.items().size()) < objects ? text + ", ..." : text;
}

} // namespace

void reload(Context& context) {
    if (context.dry_run) { // what is to be known before it
        check_config(context);
        return;
    }
    const std::string text = context.client->post("/reload");
    context.out.line(context.json ? text : "The configuration was read again.");
}

void check_config(Context& context) {
    const std::string text = context.client->post("/config/check");
    const json::Value report = json::parse(text);
    if (!report["valid"].boolean()) context.exit_code = kFailed;
    if (context.json) {
        context.out.line(text);
        return;
    }
    for (const json::Value& mistake : report["mistakes"].items())
        context.out.line(clean(mistake.text()));
    if (!report["valid"].boolean()) {
        context.out.line(context.out.tinted(
            counted(static_cast<int64_t>(report["mistakes"].items().size()), "mistake"),
            Tint::bad));
        return;
    }
    context.out.line(context.out.tinted("The configuration is good.", Tint::good));
    for (const json::Value& filter : report["filters"].items()) {
        const json::Value& out = filter["outOfScope"];
        const int64_t objects = out["objects"].integer();
        if (objects == 0) continue;
        context.out.line(context.out.tinted(
            filter["connectionKey"].text() + ": its filter would put " +
                counted(objects, "stored object") + " out of scope, " +
                counted(out["dataSources"].integer(), "data source") + " among them",
            Tint::warn));
        context.out.line("  " + sample_text(out["sample"], objects));
    }
}

void backup(Context& context, const std::string& file) {
    // The daemon has another working directory.
    const std::string absolute = std::filesystem::absolute(file).lexically_normal().string();
    const std::string body = "{\"file\":" + json::to_text(json::Value(absolute)) + "}";
    const auto text = change(context, Verb::post, "/backup", body);
    if (!text) return;
    const json::Value done = json::parse(*text);
    context.out.line(context.json ? *text
                                  : "Written: " + done["file"].text() + ", " +
                                        bytes_text(done["bytes"].integer()));
}

} // namespace objsync::cli
