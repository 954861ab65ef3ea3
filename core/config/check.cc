// What the sections say together: which there are, what is given twice or does not fit.
#include <map>

#include "core/config/listen.h"
#include "core/config/load.h"
#include "core/config/settings.h"
#include "core/config/units.h"

namespace objsync::config {

namespace {

const std::vector<std::string> kSections = {"daemon",   "control",    "caller",
                                            "defaults", "connection", "sink"};

// A section that may be missing; one that is no table is a problem.
const Node* section(const Node& root, const std::string& name, Problems& problems) {
    const Node* node = root.find(name);
    if (node == nullptr || node->type == Node::Type::table) return node;
    const bool twice = node->type == Node::Type::list;
    problems.error(node->at, "\"" + name + "\" is a section: write [" + name + "]" +
                                 (twice ? " once, with single brackets" : ""));
    return nullptr;
}

// The tables of [[name]] sections.
std::vector<const Node*> sections(const Node& parent, const std::string& name,
                                  const std::string& header, Problems& problems) {
    std::vector<const Node*> out;
    const Node* list = parent.find(name);
    if (list == nullptr) return out;
    if (list->type != Node::Type::list) {
        problems.error(list->at,
                       "write [[" + header + "]], with double brackets: there can be " + "several");
        return out;
    }
    for (const Node& item : list->items) {
        if (item.type == Node::Type::table) {
            out.push_back(&item);
        } else {
            problems.error(item.at, "must be a table: write [[" + header + "]]");
        }
    }
    return out;
}

// [defaults] under a connection's own keys. The two schedules shut each other out, so one that a
// connection gives itself hides the other one of the defaults. The tables of a connection are
// merged key by key, but not what is in them: one secret has one place.
Node merged(const Node& defaults, const Node& own, bool with_tables = true) {
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

void read_connection_keys(const Node& table, const Settings<ConnectionConfig>& settings,
                          ConnectionConfig& out, Problems& problems) {
    read_section(table, "a connection", settings, {kGuard, kOptions}, out, problems);
    if (const Node* guard = section(table, std::string(kGuard), problems)) {
        read_guard(*guard, out.guard, problems);
    }
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

// Names and places that may be used once only.
class Unique {
public:
    Unique(std::string what, Problems& problems) : what_(std::move(what)), problems_(problems) {}
    void take(const std::string& name, const Origin& at) {
        if (name.empty()) return;
        const auto [it, is_new] = first_.emplace(name, at);
        if (is_new) return;
        problems_.error(at, what_ + " \"" + name + "\" is already at " + it->second.text());
    }

private:
    std::string what_;
    Problems& problems_;
    std::map<std::string, Origin> first_;
};

void read_connections(const Node& root, Config& config, Problems& problems) {
    ConnectionConfig fresh = with_defaults(connection_settings());
    fresh.guard = with_defaults(guard_settings());

    Node no_defaults;
    const Node* defaults = section(root, "defaults", problems);
    if (defaults == nullptr) defaults = &no_defaults;
    // On their own too: without a connection nothing else would look at them.
    Settings<ConnectionConfig> shared = connection_settings();
    std::erase_if(shared, [](const auto& setting) { return setting.row.key == "name"; });
    for (auto& setting : shared)
        setting.row.required = false;
    ConnectionConfig checked = fresh;
    read_connection_keys(*defaults, shared, checked, problems);

    Unique names("connection", problems);
    for (const Node* own : sections(root, "connection", "connection", problems)) {
        ConnectionConfig connection = fresh;
        Node all = merged(*defaults, *own);
        if (own->find("name") == nullptr) {
            std::erase_if(all.items, [](const Node& item) { return item.key == "name"; });
        }
        read_connection_keys(all, connection_settings(), connection, problems);
        connection.at = own->at;
        const Node* plugin = all.find("plugin");
        connection.plugin_at = plugin != nullptr ? plugin->at : own->at;
        names.take(connection.name, own->at);
        config.connections.push_back(std::move(connection));
    }
}

void check_listen(const Node& table, const ControlConfig& control, Problems& problems) {
    const bool certificate = !control.tls_certificate.empty(), key = !control.tls_key.empty();
    if (certificate != key) {
        problems.error(table.find(certificate ? "tls_certificate" : "tls_key")->at,
                       "\"tls_certificate\" and \"tls_key\" go together; give both or neither");
    }
    if (control.listen.empty()) return;
    const Origin& at = table.find("listen")->at;
    const auto address = read_listen(control.listen);
    if (!address) {
        problems.error(at,
                       "\"listen\" must be an address and a port such as "
                       "\"127.0.0.1:8470\" or \"[::1]:8470\", not \"" +
                           control.listen + '"');
    } else if (!address->loopback && !certificate && !key) {
        problems.error(at,
                       "\"listen\" is reached by other machines, so it needs \"tls_certificate\" "
                       "and \"tls_key\"; or take a loopback address");
    }
}

void read_callers(const Node& root, Config& config, Problems& problems) {
    for (const Node* table : sections(root, "caller", "caller", problems)) {
        CallerConfig caller = with_defaults(caller_settings());
        read_section(*table, "[[caller]]", caller_settings(), {}, caller, problems);
        caller.at = table->at;
        if (table->find("name") != nullptr && caller.name.empty())
            problems.error(table->at, "\"name\" is empty");
        if (caller.user.empty() == caller.group.empty())
            problems.error(table->at, "a caller needs \"user\" or \"group\", one of them");
        config.callers.push_back(std::move(caller));
    }
}

void read_sinks(const Node& root, Config& config, Problems& problems) {
    Unique names("sink", problems);
    Unique files("a sink with path", problems);
    for (const Node* table : sections(root, "sink", "sink", problems)) {
        SinkConfig sink = with_defaults(sink_settings());
        read_section(*table, "[[sink]]", sink_settings(), {}, sink, problems);
        sink.at = table->at;
        names.take(sink.name, table->at);
        const Node* type = table->find("type");
        if (type != nullptr && type->text == "file") {
            if (table->find("path") == nullptr) {
                problems.error(table->at, "a sink of type \"file\" needs a \"path\"");
            }
            files.take(sink.path, table->at);
        }
        if (type != nullptr && type->text == "stdout") {
            for (const char* key : {"path", "rotate_size", "keep"}) {
                const Node* node = table->find(key);
                if (node == nullptr) continue;
                problems.error(node->at, std::string("\"") + key +
                                             "\" has no meaning for a sink of type \"stdout\"");
            }
        }
        config.sinks.push_back(std::move(sink));
    }
}

} // namespace

Config check_config(const Node& root, Problems& problems) {
    for (const Node& item : root.items) {
        if (std::find(kSections.begin(), kSections.end(), item.key) == kSections.end()) {
            problems.error(item.at, "unknown section or key \"" + item.key + '"' +
                                        did_you_mean(item.key, kSections));
        }
    }
    Config config;
    config.daemon = with_defaults(daemon_settings());
    if (const Node* daemon = section(root, "daemon", problems)) {
        read_section(*daemon, "[daemon]", daemon_settings(), {}, config.daemon, problems);
    }
    config.control = with_defaults(control_settings());
    if (const Node* control = section(root, "control", problems)) {
        read_section(*control, "[control]", control_settings(), {}, config.control, problems);
        check_listen(*control, config.control, problems);
    }
    read_callers(root, config, problems);
    read_connections(root, config, problems);
    read_sinks(root, config, problems);
    return config;
}

} // namespace objsync::config
