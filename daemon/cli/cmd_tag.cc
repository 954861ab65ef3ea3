// tag, untag: local tags of one object.
#include "core/base/error.h"
#include "core/model/local_tags.h"
#include "daemon/cli/commands_change.h"

namespace objsync::cli {

namespace {

std::string tag_text(const std::string& name, const json::Value& value) {
    return clean(name) + (value.text().empty() ? "" : "=" + clean(value.text()));
}

void print_change(const Context& context, const std::string& path, const json::Value& answer) {
    context.out.line(context.out.tinted(clean(path), Tint::strong) +
                     (context.dry_run ? ", as it would be:" : ":"));
    const json::Value &before = answer["before"], &after = answer["after"];
    for (const auto& [name, value] : after.members()) {
        const json::Value& old = before[name];
        const bool is_new = old.is_null(), same = !is_new && old.text() == value.text();
        std::string line = "  " + tag_text(name, value);
        if (is_new) line += "  (new)";
        if (!is_new && !same) line += "  (was " + tag_text(name, old) + ")";
        context.out.line(same ? line : context.out.tinted(line, Tint::good));
    }
    for (const auto& [name, value] : before.members()) {
        if (after[name].is_null())
            context.out.line(
                context.out.tinted("  " + tag_text(name, value) + "  (gone)", Tint::bad));
    }
    if (before.members().empty() && after.members().empty()) context.out.line("  no local tags");
}

void put(Context& context, const std::string& path, const json::Members& tags) {
    const json::Value body(json::Members{{"localTags", json::Value(tags)}});
    const std::string url =
        "/data/tags/" + url_path(path) + (context.dry_run ? "?dryRun=true" : "");
    const std::string text = context.client->put(url, json::to_text(body));
    if (context.json)
        context.out.line(text);
    else
        print_change(context, path, json::parse(text));
}

} // namespace

void tag(Context& context, const std::string& path, const std::vector<std::string>& tags) {
    json::Members members;
    for (const std::string& text : tags) {
        try {
            auto [name, value] = read_tag(text);
            members.emplace_back(name, json::Value(value));
        } catch (const Error& error) {
            throw Failure(kUsage, "\"" + text + "\" is no tag", error.what());
        }
    }
    put(context, path, members);
}

void untag(Context& context, const std::string& path, const std::vector<std::string>& names) {
    json::Members members;
    for (const std::string& name : names)
        members.emplace_back(name, json::Value());
    put(context, path, members);
}

} // namespace objsync::cli
