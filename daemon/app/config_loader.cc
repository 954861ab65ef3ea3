#include "daemon/app/config_loader.h"

#include <unistd.h>

#include <filesystem>
#include <set>
#include <utility>

namespace objsync::daemon {

namespace fs = std::filesystem;

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
    : descriptions_(loop, std::move(crawl_program)) {}

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

    const auto& dirs = ready_->config.daemon.plugin_dirs;
    std::set<std::string> wanted;
    if (call.all_plugins) wanted = plugins_in(dirs);
    for (const auto& connection : ready_->config.connections)
        wanted.insert(connection.plugin);
    descriptions_.ask(dirs, wanted, {ready_, &ready_->plugins}, [this] { check(); });
}

void ConfigLoader::check() {
    config::Plugins plugins;
    plugins.find = [this](const std::string& name) { return find_plugin(ready_->plugins, name); };
    const std::set<std::string> known = plugins_in(ready_->config.daemon.plugin_dirs);
    plugins.known.assign(known.begin(), known.end());
    ready_->options = config::check_plugins(ready_->config, plugins, ready_->problems);
    std::exchange(done_, nullptr)(ready_);
    if (done_ || later_.empty()) return; // `done` may have begun the next
    const Call next = std::move(later_.front());
    later_.pop_front();
    begin(next);
}

} // namespace objsync::daemon
