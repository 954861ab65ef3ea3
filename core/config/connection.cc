#include "core/config/connection.h"

#include <algorithm>

#include "core/config/sections.h"
#include "core/config/settings.h"
#include "core/config/units.h"
#include "core/model/local_tags.h"

namespace objsync::config {

namespace {

Node merged(const Node& defaults, const Node& own, bool with_tables) {
    Node out = own;
    const bool own_schedule = own.find("every") != nullptr || own.find("at") != nullptr;
    for (const Node& item : defaults.items) {
        if (own_schedule && (item.key == "every" || item.key == "at")) continue;
        const auto same = [&](const Node& other) { return other.key == item.key; };
        const auto it = std::find_if(out.items.begin(), out.items.end(), same);
        if (it == out.items.end()) {
            out.items.push_back(item);
        } else if (with_tables && it->type == Node::Type::table && item.type == Node::Type::table) {
            *it = merged(item, *it, false);
        }
    }
    return out;
}

void read_guard(const Node& table, GuardConfig& guard, Problems& problems) {
    read_section(table, "[connection.guard]", guard_settings(), {kGuardPath}, guard, problems);
    for (const Node* node :
         sections(table, std::string(kGuardPath), "connection.guard.path", problems)) {
        GuardPath path = with_defaults(guard_path_settings());
        read_section(*node, "[[connection.guard.path]]", guard_path_settings(), {}, path, problems);
        guard.paths.push_back(std::move(path));
    }
}

DefaultTagsConfig read_default_tags(const Node& table, Problems& problems) {
    DefaultTagsConfig tags = with_defaults(default_tags_settings());
    read_section(table, "[[connection.default_tags]]", default_tags_settings(), {}, tags, problems);
    LocalTags seen;
    for (const std::string& tag : tags.tags) {
        if (seen.insert(read_tag(tag)).second) continue;
        problems.error(table.find("tags")->at, "the tag \"" + read_tag(tag).first +
                                                   "\" is given twice; an object has each "
                                                   "once");
    }
    return tags;
}

void read_keys(const Node& table, const Settings<ConnectionConfig>& settings, ConnectionConfig& out,
               Problems& problems) {
    read_section(table, "a connection", settings, {kGuard, kDefaultTags, kOptions}, out, problems);
    if (const Node* guard = section(table, std::string(kGuard), problems)) {
        read_guard(*guard, out.guard, problems);
    }
    for (const Node* node :
         sections(table, std::string(kDefaultTags), "connection.default_tags", problems))
        out.default_tags.push_back(read_default_tags(*node, problems));
    if (const Node* options = section(table, std::string(kOptions), problems)) {
        out.options = *options;
    } else {
        out.options.at = table.at;
    }
    const Node* at = table.find("at");
    if (at != nullptr && table.find("every") != nullptr) {
        problems.error(at->at, "\"every\" and \"at\" are both given; leave one of them out");
    }
    if (at == nullptr && out.jitter_ms > out.every_ms) {
        const Node* jitter = table.find("jitter");
        problems.error(jitter != nullptr ? jitter->at : table.at,
                       "\"jitter\" is " + write_duration(out.jitter_ms) +
                           ", but must be at most \"every\", " + write_duration(out.every_ms));
    }
}

ConnectionConfig fresh() {
    ConnectionConfig connection = with_defaults(connection_settings());
    connection.guard = with_defaults(guard_settings());
    return connection;
}

} // namespace

Node with_defaults_of(const Node& defaults, const Node& own) {
    return merged(defaults, own, true);
}

ConnectionConfig read_connection(const Node& table, Problems& problems) {
    ConnectionConfig connection = fresh();
    read_keys(table, connection_settings(), connection, problems);
    connection.at = table.at;
    const Node* plugin = table.find("plugin");
    connection.plugin_at = plugin != nullptr ? plugin->at : table.at;
    connection.table = table;
    return connection;
}

ConnectionConfig check_defaults(const Node& defaults, Problems& problems) {
    Settings<ConnectionConfig> shared = connection_settings();
    std::erase_if(shared, [](const auto& setting) { return setting.row.key == "name"; });
    for (auto& setting : shared)
        setting.row.required = false;
    ConnectionConfig checked = fresh();
    read_keys(defaults, shared, checked, problems);
    return checked;
}

} // namespace objsync::config
