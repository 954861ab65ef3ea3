#include "daemon/cli/commands_change.h"

namespace objsync::cli {

namespace {

std::string value_text(const json::Value& value) {
    if (value.is_text()) return value.text().empty() ? "-" : value.text();
    return value.is_null() ? "-" : json::to_text(value);
}

// The members that differ: "isActive: false -> true".
std::string change_text(const json::Value& record) {
    const json::Value& before = record["before"];
    const json::Value& after = record["after"];
    const json::Value& all = after.is_object() ? after : before;
    std::string text;
    for (const auto& [name, value] : all.members()) {
        const std::string old = value_text(before[name]), now = value_text(after[name]);
        if (old == now) continue;
        text += (text.empty() ? "" : ", ") + name + ": " + old + " -> " + now;
    }
    return text;
}

std::string result_text(const json::Value& record) {
    const int64_t status = record["status"].integer();
    if (status >= 200 && status < 300) return "done";
    if (status == 0) return "nobody waited";
    return "refused (" + std::to_string(status) + ")";
}

} // namespace

void audit(Context& context, int64_t limit) {
    Table table({"TIME", "WHO", "ACTION", "TARGET", "RESULT", "CHANGE"});
    std::string before;
    for (int64_t left = limit; left > 0;) {
        const json::Value page = json::parse(context.client->get(
            "/audit?limit=" + std::to_string(std::min<int64_t>(left, 1000)) + before));
        for (const json::Value& record : page["records"].items()) {
            --left;
            if (context.json) {
                context.out.line(json::to_text(record));
                continue;
            }
            const bool done = result_text(record) == "done";
            const std::string& principal = record["principal"].text();
            table.row({local_time(record["at"].text()),
                       principal.empty() ? record["via"].text() : principal,
                       record["action"].text(),
                       record["target"].text(),
                       {result_text(record), done ? Tint::good : Tint::bad},
                       done ? change_text(record) : record["detail"].text()});
        }
        if (page["before"].is_null()) break;
        before = "&before=" + std::to_string(page["before"].integer());
    }
    if (context.json) return;
    if (table.empty()) {
        context.out.line("Nothing has been changed, and nobody refused.");
    } else {
        table.print(context.out);
    }
}

} // namespace objsync::cli
