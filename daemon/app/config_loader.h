// From files to a configuration that is ready for use: reads them, asks each plugin what it
// declares, checks the options against it. Every mistake of all of that comes in one go.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/config/load.h"
#include "core/config/options.h"
#include "core/store/registered.h"
#include "daemon/app/plugin_descriptions.h"

namespace objsync::daemon {

struct ReadyConfig {
    config::Config config; // of the files, and of what was registered
    config::Problems problems;
    std::map<std::string, config::OptionValue> options; // by connection, of those that can be used
    LoadedPlugins plugins;
    // Connections that were registered through the API; they stand in `config`, too (registry.h).
    std::map<std::string, store::RegisteredRow> registered;
    std::map<std::string, std::string> wrong; // of these, what keeps some from being crawled

    [[nodiscard]] const config::ConnectionConfig* find(const std::string& connection) const {
        for (const auto& one : config.connections) {
            if (one.name == connection) return &one;
        }
        return nullptr;
    }
};

class ConfigLoader {
public:
    using Done = std::function<void(std::shared_ptr<ReadyConfig>)>;

    ConfigLoader(Loop& loop, std::string crawl_program);
    // Loop thread. One at a time: a call during another waits, and reads the files afterwards.
    // `all_plugins`: also those that no connection uses.
    void load(const std::string& file, bool all_plugins, Done done);

private:
    struct Call {
        std::string file;
        bool all_plugins = false;
        Done done;
    };

    void begin(const Call& call);
    void check();

    Done done_; // set while it is at work
    std::deque<Call> later_;
    std::shared_ptr<ReadyConfig> ready_;
    PluginDescriptions descriptions_;
};

// Where objsync-crawl is: beside this program, in libexec, or in the build tree. Throws
// Error{config} that names the places that were tried.
[[nodiscard]] std::string find_crawl_program();

// The values that go into a job; secrets must be resolved.
[[nodiscard]] wire::Value to_wire(const config::OptionValue& value);

} // namespace objsync::daemon
