#include <functional>

#include "daemon/cli/commands.h"

namespace objsync::cli {

namespace {

struct Shown {
    std::string word;
    Tint tint;
};

// "objsync.object.added" -> "added"; "objsync.crawl.started" -> "crawl started".
Shown shown_type(const std::string& type) {
    std::string word = type.substr(type.rfind('.') + 1);
    Tint tint = Tint::none;
    if (type.find(".crawl.") != std::string::npos) word = "crawl " + word;
    if (type.find(".removals.") != std::string::npos) word = "removals " + word;
    if (word == "added" || word == "restored" || word == "activated") tint = Tint::good;
    if (word == "removed" || word == "deactivated" || word == "crawl failed") tint = Tint::bad;
    if (word == "changed" || word == "renamed" || word == "removals held") tint = Tint::warn;
    return {word, tint};
}

std::string short_value(const json::Value& value) {
    const std::string text = value.is_text() ? value.text() : json::to_text(value);
    return cut(clean(text), 40);
}

std::string changes_text(const json::Value& changes) {
    std::string text;
    for (const json::Value& change : changes.items()) {
        if (!text.empty()) text += ", ";
        text += clean(change["field"].text());
        const json::Value& old = change["old"];
        const json::Value& now = change["new"];
        if (old.is_object() || now.is_object() || old.is_array() || now.is_array()) {
            text += old.is_null() ? " (new)" : now.is_null() ? " (gone)" : " (changed)";
        } else if (!old.is_null() || !now.is_null()) {
            text += ": " + (old.is_null() ? "-" : short_value(old)) + " -> " +
                    (now.is_null() ? "-" : short_value(now));
        }
    }
    return text;
}

} // namespace

std::string join_path(const json::Value& object_path) {
    std::string text;
    for (const json::Value& item : object_path.items())
        text += (text.empty() ? "" : "/") + item.text();
    return text;
}

std::string trimmed(std::string path) {
    while (!path.empty() && path.back() == '/')
        path.pop_back();
    return path;
}

Tint tint_of_state(const json::Value& object) {
    if (object["presence"].text() != "present") return Tint::bad;
    return object["state"].text() == "active" ? Tint::good : Tint::none;
}

Tint tint_of_result(const std::string& result) {
    if (result == "complete" || result == "unchanged" || result == "unchanged_below")
        return Tint::good;
    if (result == "failed") return Tint::bad;
    return result.empty() ? Tint::none : Tint::warn;
}

int exit_of_result(const std::string& result) {
    if (result == "complete") return kOk;
    return result == "incomplete" ? kIncomplete : kFailed;
}

std::string event_line(const Context& context, const json::Value& event) {
    const Shown type = shown_type(event["type"].text());
    const json::Value& data = event["data"];
    std::string line = context.out.tinted(local_time(event["time"].text()), Tint::dim) + "  ";
    line += context.out.tinted(type.word, type.tint);
    line.append(type.word.size() < 11 ? 11 - type.word.size() : 0, ' ');
    line += "  " + clean(event["subject"].text());
    std::string more;
    const auto add = [&more](const std::string& text) {
        if (!text.empty()) more += (more.empty() ? "" : "; ") + text;
    };
    add(clean(data["kind"].text()));
    if (data["old_path"].is_array()) add("was " + clean(join_path(data["old_path"])));
    add(clean(data["reason"].text()));
    if (data["replaced"].boolean()) add("replaced");
    add(changes_text(data["changes"]));
    if (!more.empty()) line += "  " + context.out.tinted(more, Tint::dim);
    return line;
}

void each_page(Context& context, const std::string& path,
               const std::function<void(const json::Value&)>& use) {
    std::string cursor;
    do {
        const std::string more = cursor.empty() ? "" : "&cursor=" + url_value(cursor);
        const json::Value page = json::parse(context.client->get(path + more));
        use(page);
        cursor = page["cursor"].text();
    } while (!cursor.empty());
}

void each_found(Context& context, const std::string& path, const std::string& members,
                const std::function<void(const json::Value&)>& use) {
    std::string cursor;
    do {
        std::string body = "{\"limit\":1000" + (members.empty() ? "" : "," + members);
        if (!cursor.empty()) body += ",\"cursor\":" + json::to_text(json::Value(cursor));
        const std::string answer =
            context.client->post("/data/object/search/" + url_path(path), body + "}");
        const json::Value page = json::parse(answer);
        for (const json::Value& object : page["objects"].items())
            use(object);
        cursor = page["cursor"].text();
    } while (!cursor.empty());
}

} // namespace objsync::cli
