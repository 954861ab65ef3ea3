// What plugins declare, each asked in a process of its own. Loop thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/config/options.h"
#include "core/wire/description.h"
#include "daemon/app/plugin_call.h"

namespace objsync::daemon {

struct LoadedPlugin {
    std::string name, file;
    wire::Description description;
    config::OptionSchema schema;
    std::string refused; // why it cannot be used; empty: it can
};
using LoadedPlugins = std::map<std::string, LoadedPlugin>; // by name

class PluginDescriptions {
public:
    PluginDescriptions(Loop& loop, std::string crawl_program);
    ~PluginDescriptions() { *alive_ = false; }
    PluginDescriptions(const PluginDescriptions&) = delete;
    PluginDescriptions& operator=(const PluginDescriptions&) = delete;

    // Adds to `plugins` those of `names` that it does not have. `done` comes from the loop, later,
    // once. One at a time.
    void ask(const std::vector<std::string>& dirs, const std::set<std::string>& names,
             std::shared_ptr<LoadedPlugins> plugins, std::function<void()> done);

private:
    void ask_one(const std::vector<std::string>& dirs, const std::string& name);
    void answered(const std::string& name, const PluginAnswer& answer);
    void one_less();

    Loop& loop_;
    std::string crawl_program_;
    std::shared_ptr<LoadedPlugins> plugins_;
    std::function<void()> done_;
    std::map<std::string, std::unique_ptr<PluginCall>> calls_;
    size_t waiting_ = 0;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

// The names of the plugin files in the folders.
[[nodiscard]] std::set<std::string> plugins_in(const std::vector<std::string>& dirs);

// What a connection of this plugin is checked with.
[[nodiscard]] config::PluginFound find_plugin(const LoadedPlugins& plugins,
                                              const std::string& name);

} // namespace objsync::daemon
