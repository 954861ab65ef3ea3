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
#include "daemon/app/plugin_call.h"

namespace objsync::daemon {

struct LoadedPlugin {
    std::string name, file;
    wire::Description description;
    config::OptionSchema schema;
    std::string refused; // why it cannot be used; empty: it can
    std::vector<std::string> files_tried;
};

struct ReadyConfig {
    config::Config config;
    config::Problems problems;
    std::map<std::string, config::OptionValue> options; // by connection
    std::map<std::string, LoadedPlugin> plugins;        // by name
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
    void describe(const std::string& name);
    void described(const std::string& name, const PluginAnswer& answer);
    void check();
    [[nodiscard]] config::PluginFound find(const std::string& name) const;

    Loop& loop_;
    std::string crawl_program_;
    Done done_; // set while it is at work
    std::deque<Call> later_;
    std::shared_ptr<ReadyConfig> ready_;
    std::map<std::string, std::unique_ptr<PluginCall>> calls_;
    size_t waiting_ = 0;
};

// Where objsync-crawl is: beside this program, in libexec, or in the build tree. Throws
// Error{config} that names the places that were tried.
[[nodiscard]] std::string find_crawl_program();

// The values that go into a job; secrets must be resolved.
[[nodiscard]] wire::Value to_wire(const config::OptionValue& value);

} // namespace objsync::daemon
