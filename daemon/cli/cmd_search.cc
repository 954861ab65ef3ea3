#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "daemon/cli/commands.h"

namespace objsync::cli {

namespace {

constexpr int64_t kMaxPage = 1000;

std::string utc_text(std::time_t time) {
    std::tm tm{};
    char text[32];
    if (::gmtime_r(&time, &tm) == nullptr ||
        std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
        return "";
    return text;
}

std::time_t now() {
    return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
}

// "90m", "2h", "7d": that long ago.
std::string ago(const std::string& text) {
    long number = 0;
    char unit = 0, more = 0;
    if (std::sscanf(text.c_str(), "%7ld%c%c", &number, &unit, &more) != 2 || number < 0) return "";
    const std::string_view units = "smhdw";
    static constexpr std::time_t kSeconds[] = {1, 60, 3600, 86'400, 604'800};
    const size_t at = units.find(unit);
    if (at == std::string_view::npos) return "";
    return utc_text(now() - number * kSeconds[at]);
}

// "2026-01-31", "2026-01-31 14:05": by the local clock.
std::string local(const std::string& text) {
    std::tm tm{};
    for (const char* format : {"%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"}) {
        tm = {};
        const char* end = ::strptime(text.c_str(), format, &tm);
        if (end == nullptr || *end != '\0') continue;
        tm.tm_isdst = -1;
        return utc_text(std::mktime(&tm));
    }
    return "";
}

// What is none of these is for the daemon to judge, which knows RFC 3339.
std::string time_text(const std::string& typed) {
    for (const std::string& text : {ago(typed), local(typed)}) {
        if (!text.empty()) return text;
    }
    return typed;
}

std::string members_of(const SearchOptions& options) {
    std::string members;
    const auto add = [&](const char* name, const std::string& value) {
        if (value.empty()) return;
        members += std::string(",\"") + name + "\":" + json::to_text(json::Value(value));
    };
    add("name", options.name);
    add("kind", options.kind);
    add("state", options.status);
    add("presence", options.presence);
    add("tag", options.tag);
    add("changedSince", options.changed_since.empty() ? "" : time_text(options.changed_since));
    if (members.empty()) add("name", "*");
    if (options.depth > 0) members += ",\"depth\":" + std::to_string(options.depth);
    return members;
}

} // namespace

void search(Context& context, const std::string& path, const SearchOptions& options) {
    const std::string members = members_of(options);
    Table table({"PATH", "KIND", "STATUS", "PRESENCE", "CHANGED"});
    std::string cursor;
    int64_t left = options.limit;
    // A page may hold less than asked for, also nothing, and more may follow.
    do {
        std::string body = "{\"limit\":" + std::to_string(std::min(left, kMaxPage)) + members;
        if (!cursor.empty()) body += ",\"cursor\":" + json::to_text(json::Value(cursor));
        const json::Value page = json::parse(
            context.client->post("/data/object/search/" + url_path(trimmed(path)), body + "}"));
        for (const json::Value& object : page["objects"].items()) {
            --left;
            if (context.json) {
                context.out.line(json::to_text(object));
                continue;
            }
            table.row({join_path(object["objectPath"]),
                       object["kind"].text(),
                       {object["state"].text(), tint_of_state(object)},
                       object["presence"].text(),
                       local_time(object["changedAt"].text())});
        }
        cursor = page["cursor"].text();
    } while (!cursor.empty() && left > 0);
    if (!context.json && table.empty()) context.out.line("Nothing was found.");
    if (!context.json && !table.empty()) table.print(context.out);
    if (cursor.empty()) return;
    std::fprintf(stderr, "objsyncctl: there may be more than %lld; --limit shows more\n",
                 static_cast<long long>(options.limit));
}

} // namespace objsync::cli
