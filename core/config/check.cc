// What the sections say together: which there are, what is given twice or does not fit.
#include <map>

#include "core/config/connection.h"
#include "core/config/listen.h"
#include "core/config/load.h"
#include "core/config/sections.h"
#include "core/config/settings.h"

namespace objsync::config {

namespace {

const std::vector<std::string> kSections = {"daemon",   "control",    "registration", "caller",
                                            "defaults", "connection", "sink"};

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
    if (const Node* defaults = section(root, "defaults", problems)) config.defaults = *defaults;
    config.default_tombstone_retention_ms =
        check_defaults(config.defaults, problems).tombstone_retention_ms;
    Unique names("connection", problems);
    for (const Node* own : sections(root, "connection", "connection", problems)) {
        Node all = with_defaults_of(config.defaults, *own);
        if (own->find("name") == nullptr) {
            std::erase_if(all.items, [](const Node& item) { return item.key == "name"; });
        }
        config.connections.push_back(read_connection(all, problems));
        names.take(config.connections.back().name, own->at);
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
    config.registration = with_defaults(registration_settings());
    if (const Node* registration = section(root, "registration", problems)) {
        read_section(*registration, "[registration]", registration_settings(), {},
                     config.registration, problems);
    }
    read_callers(root, config, problems);
    read_connections(root, config, problems);
    read_sinks(root, config, problems);
    return config;
}

} // namespace objsync::config
