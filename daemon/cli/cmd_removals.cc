#include "daemon/cli/commands_change.h"

namespace objsync::cli {

namespace {

void print_groups(const Context& context, const json::Value& groups) {
    for (const json::Value& group : groups.items()) {
        context.out.line(context.out.tinted(group["connectionKey"].text(), Tint::strong) + ": " +
                         counted(group["objects"].integer(), "object") + " held since " +
                         local_time(group["since"].text()) + " (" + group["cause"].text() +
                         ", run " + std::to_string(group["run"].integer()) + ")");
        context.out.line("  " + clean(group["why"].text()) + ", such as " +
                         clean(group["sample"].text()));
        const std::string guard =
            group["guard"].text().empty() ? group["connectionKey"].text() : group["guard"].text();
        context.out.line(
            group["byHand"].boolean()
                ? "  Only you can decide: objsyncctl removals approve (or reject) " + clean(guard)
                : "  A later crawl that agrees confirms them; or objsyncctl removals approve " +
                      clean(guard));
    }
}

} // namespace

void list_removals(Context& context, const std::string& path) {
    const std::string url =
        "/removals?limit=1000" + (path.empty() ? "" : "&path=" + url_value(path));
    Table table({"OBJECT", "KIND", "CAUSE", "SINCE"});
    bool first = true, any = false;
    each_page(context, url, [&](const json::Value& page) {
        if (context.json) {
            for (const json::Value& object : page["objects"].items())
                context.out.line(json::to_text(object));
            return;
        }
        any = any || !page["groups"].items().empty();
        if (std::exchange(first, false)) print_groups(context, page["groups"]);
        for (const json::Value& object : page["objects"].items()) {
            table.row({join_path(object["objectPath"]), object["kind"].text(),
                       object["cause"].text(), local_time(object["since"].text())});
        }
    });
    if (context.json) return;
    if (!any) context.out.line("No removals are held.");
    if (table.empty()) return;
    context.out.line("");
    table.print(context.out);
}

void decide_removals(Context& context, const std::string& path, bool approve) {
    const std::string body = "{\"path\":" + json::to_text(json::Value(path)) + "}";
    const auto text =
        change(context, Verb::post, approve ? "/removals/approve" : "/removals/reject", body);
    if (!text) return;
    const int64_t objects = json::parse(*text)["objects"].integer();
    context.out.line(context.json ? *text
                                  : counted(objects, "object") +
                                        (approve ? " removed." : " kept as present."));
}

} // namespace objsync::cli
