#include "daemon/cli/commands.h"

namespace objsync::cli {

namespace {

std::string state_text(const json::Value& object) {
    std::string text = object["state"].text();
    if (object["pending"].boolean()) text += " (changing)";
    return text;
}

std::string last_name(const json::Value& object) {
    const json::Array& path = object["objectPath"].items();
    return path.empty() ? "" : path.back().text();
}

} // namespace

void list(Context& context, const std::string& path, bool removed) {
    Table table({"NAME", "KIND", "STATE", removed ? "REMOVED" : "PRESENCE"});
    const std::string members = removed ? "\"removed\":true" : "";
    each_found(context, trimmed(path), members, [&](const json::Value& object) {
        if (context.json) {
            context.out.line(json::to_text(object));
            return;
        }
        const std::string slash = object["isContainer"].boolean() ? "/" : "";
        table.row({last_name(object) + slash,
                   object["kind"].text(),
                   {state_text(object), tint_of_state(object)},
                   removed ? local_time(object["removedAt"].text()) : object["presence"].text()});
    });
    if (context.json) return;
    if (table.empty()) {
        context.out.line(removed ? "Nothing was removed from there." : "Nothing is below it.");
    } else {
        table.print(context.out);
    }
}

void tree(Context& context, const std::string& typed, std::optional<int64_t> depth) {
    const std::string path = trimmed(typed);
    const std::string members = "\"depth\":" + std::to_string(depth.value_or(1000));
    const json::Value top = json::parse(context.client->get("/data/object/" + url_path(path)));
    const size_t top_depth = top["objectPath"].items().size();
    if (!context.json)
        context.out.line(context.out.tinted(clean(join_path(top["objectPath"])), Tint::strong));
    each_found(context, path, members, [&](const json::Value& object) {
        if (context.json) {
            context.out.line(json::to_text(object));
            return;
        }
        const size_t level = object["objectPath"].items().size() - top_depth;
        std::string line(2 * level, ' ');
        line += clean(last_name(object));
        if (object["isContainer"].boolean()) line += "/";
        const std::string& presence = object["presence"].text();
        std::string more = object["kind"].text();
        if (object["isDataSource"].boolean()) more += ", " + state_text(object);
        if (presence != "present") more += ", " + presence;
        context.out.line(
            line + "  " +
            context.out.tinted(clean(more), presence == "present" ? Tint::dim : Tint::bad));
    });
}

void export_objects(Context& context, const std::string& path) {
    const bool whole =
        context.client->stream("/export/" + url_path(trimmed(path)), [&](std::string_view line) {
            context.out.line(line);
            return true;
        });
    if (!whole) {
        throw Failure(kFailed, "The export is not complete", "the daemon broke it off",
                      "the daemon's log says why; try again");
    }
}

} // namespace objsync::cli
