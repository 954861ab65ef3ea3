#include "daemon/app/plugin_descriptions.h"

#include <filesystem>
#include <utility>

namespace objsync::daemon {

namespace fs = std::filesystem;

namespace {

config::Option to_option(const wire::OptionInfo& info) {
    config::Option option;
    option.name = info.name;
    option.type = static_cast<config::OptionType>(info.type);
    option.required = info.required;
    option.one_of = info.one_of;
    option.default_text = info.default_text;
    option.help = info.help;
    for (const wire::OptionInfo& field : info.fields)
        option.fields.push_back(to_option(field));
    return option;
}

} // namespace

PluginDescriptions::PluginDescriptions(Loop& loop, std::string crawl_program)
    : loop_(loop), crawl_program_(std::move(crawl_program)) {}

void PluginDescriptions::ask(const std::vector<std::string>& dirs,
                             const std::set<std::string>& names,
                             std::shared_ptr<LoadedPlugins> plugins, std::function<void()> done) {
    plugins_ = std::move(plugins);
    done_ = std::move(done);
    ++waiting_; // so that it cannot end before all have begun
    for (const std::string& name : names) {
        if (!name.empty() && plugins_->count(name) == 0) ask_one(dirs, name);
    }
    loop_.post([this, alive = alive_] {
        if (*alive) one_less();
    });
}

void PluginDescriptions::ask_one(const std::vector<std::string>& dirs, const std::string& name) {
    LoadedPlugin& plugin = (*plugins_)[name];
    plugin.name = name;
    std::string tried;
    for (const std::string& dir : dirs) {
        const std::string file = (fs::path(dir) / (name + ".so")).string();
        tried += (tried.empty() ? "" : ", ") + file;
        std::error_code ignored;
        if (plugin.file.empty() && fs::exists(file, ignored)) plugin.file = file;
    }
    if (plugin.file.empty()) {
        plugin.refused = "there is no plugin \"" + name + "\": looked for " + tried;
        return;
    }
    wire::Job job;
    job.mode = wire::Mode::describe;
    job.plugin_file = plugin.file;
    ++waiting_;
    calls_[name] = std::make_unique<PluginCall>(
        loop_, crawl_program_, job, "plugin " + name,
        [this, name](const PluginAnswer& answer) { answered(name, answer); });
}

void PluginDescriptions::answered(const std::string& name, const PluginAnswer& answer) {
    LoadedPlugin& plugin = plugins_->at(name);
    if (answer.description && answer.end.clean) {
        plugin.description = *answer.description;
        for (const auto& option : plugin.description.options)
            plugin.schema.push_back(to_option(option));
    } else {
        plugin.refused = "plugin \"" + name + "\" cannot be used: " + answer.end.error.text;
    }
    one_less();
}

void PluginDescriptions::one_less() {
    if (--waiting_ > 0) return;
    calls_.clear();
    plugins_.reset();
    // It may ask for more.
    std::exchange(done_, nullptr)();
}

std::set<std::string> plugins_in(const std::vector<std::string>& dirs) {
    std::set<std::string> names;
    for (const std::string& dir : dirs) {
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(dir, ignored)) {
            if (entry.path().extension() == ".so") names.insert(entry.path().stem());
        }
    }
    return names;
}

config::PluginFound find_plugin(const LoadedPlugins& plugins, const std::string& name) {
    const auto it = plugins.find(name);
    if (it == plugins.end()) return {nullptr, "plugin \"" + name + "\" was not looked for"};
    if (!it->second.refused.empty()) return {nullptr, it->second.refused};
    return {&it->second.schema, ""};
}

} // namespace objsync::daemon
