#include "daemon/app/config_loader.h"

#include <unistd.h>

#include <filesystem>
#include <set>
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

std::string list_of(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

} // namespace

std::string find_crawl_program() {
    std::error_code ignored;
    const fs::path here = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    std::string tried;
    for (const char* place : {"objsync-crawl", "host/objsync-crawl",
                              "../libexec/objsync/objsync-crawl", "../lib/objsync/objsync-crawl"}) {
        const fs::path file = (here / place).lexically_normal();
        if (access(file.c_str(), X_OK) == 0 && fs::is_regular_file(file, ignored)) return file;
        tried += (tried.empty() ? "" : ", ") + file.string();
    }
    throw Error(ErrorKind::config,
                "objsync-crawl, the program that runs plugins, is not there; "
                "looked for " +
                    tried + ". Install objsync as a whole");
}

wire::Value to_wire(const config::OptionValue& value) {
    wire::Value out;
    out.type = static_cast<uint32_t>(value.type);
    out.name = value.name;
    out.text = value.text;
    out.integer = value.integer;
    for (const config::OptionValue& item : value.items)
        out.items.push_back(to_wire(item));
    return out;
}

ConfigLoader::ConfigLoader(Loop& loop, std::string crawl_program)
    : loop_(loop), crawl_program_(std::move(crawl_program)) {}

void ConfigLoader::load(const std::string& file, bool all_plugins, Done done) {
    Call call{file, all_plugins, std::move(done)};
    if (done_)
        later_.push_back(std::move(call));
    else
        begin(call);
}

void ConfigLoader::begin(const Call& call) {
    done_ = call.done;
    ready_ = std::make_shared<ReadyConfig>();
    config::Loaded loaded = config::load_config(call.file);
    ready_->config = std::move(loaded.config);
    ready_->problems = std::move(loaded.problems);

    std::set<std::string> wanted;
    for (const auto& connection : ready_->config.connections)
        wanted.insert(connection.plugin);
    if (call.all_plugins) {
        for (const std::string& dir : ready_->config.daemon.plugin_dirs) {
            std::error_code ignored;
            for (const auto& entry : fs::directory_iterator(dir, ignored)) {
                if (entry.path().extension() == ".so") wanted.insert(entry.path().stem());
            }
        }
    }
    wanted.erase("");
    ++waiting_; // so that it cannot end before all have begun
    for (const std::string& name : wanted)
        describe(name);
    loop_.post([this, ready = ready_] {
        if (ready == ready_ && --waiting_ == 0) check();
    });
}

void ConfigLoader::describe(const std::string& name) {
    LoadedPlugin& plugin = ready_->plugins[name];
    plugin.name = name;
    for (const std::string& dir : ready_->config.daemon.plugin_dirs) {
        const std::string file = (fs::path(dir) / (name + ".so")).string();
        plugin.files_tried.push_back(file);
        std::error_code ignored;
        if (plugin.file.empty() && fs::exists(file, ignored)) plugin.file = file;
    }
    if (plugin.file.empty()) {
        plugin.refused =
            "there is no plugin \"" + name + "\": looked for " + list_of(plugin.files_tried);
        return;
    }
    wire::Job job;
    job.mode = wire::Mode::describe;
    job.plugin_file = plugin.file;
    ++waiting_;
    calls_[name] = std::make_unique<PluginCall>(
        loop_, crawl_program_, job, "plugin " + name,
        [this, name](const PluginAnswer& answer) { described(name, answer); });
}

void ConfigLoader::described(const std::string& name, const PluginAnswer& answer) {
    LoadedPlugin& plugin = ready_->plugins[name];
    if (answer.description && answer.end.clean) {
        plugin.description = *answer.description;
        for (const auto& option : plugin.description.options)
            plugin.schema.push_back(to_option(option));
    } else {
        plugin.refused = "plugin \"" + name + "\" cannot be used: " + answer.end.error.text;
    }
    if (--waiting_ == 0) check();
}

config::PluginFound ConfigLoader::find(const std::string& name) const {
    const auto it = ready_->plugins.find(name);
    if (it == ready_->plugins.end()) return {nullptr, "plugin \"" + name + "\" was not looked for"};
    if (!it->second.refused.empty()) return {nullptr, it->second.refused};
    return {&it->second.schema, ""};
}

void ConfigLoader::check() {
    calls_.clear();
    config::Plugins plugins;
    plugins.find = [this](const std::string& name) { return find(name); };
    for (const std::string& dir : ready_->config.daemon.plugin_dirs) {
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(dir, ignored)) {
            if (entry.path().extension() == ".so") plugins.known.push_back(entry.path().stem());
        }
    }
    ready_->options = config::check_plugins(ready_->config, plugins, ready_->problems);
    std::exchange(done_, nullptr)(ready_);
    if (done_ || later_.empty()) return; // `done` may have begun the next
    const Call next = std::move(later_.front());
    later_.pop_front();
    begin(next);
}

} // namespace objsync::daemon
