// What a crawl is made from, and what the crawls look like from outside.
#include <chrono>

#include "daemon/app/crawls.h"
#include "daemon/log/log.h"

namespace objsync::daemon {

namespace {

sync::GuardRules guard_rules(const config::GuardConfig& guard) {
    struct PathRule {
        Filter covers;
        sync::GuardRule rule;
    };
    sync::GuardRule base;
    base.share = static_cast<double>(guard.share_percent) / 100.0;
    base.at_least = guard.at_least;
    base.confirm = guard.confirm == config::Confirm::manual ? sync::Confirm::manual
                                                            : sync::Confirm::next_crawl;
    base.confirm_after_ms = guard.confirm_after_ms;
    std::vector<PathRule> paths;
    for (const config::GuardPath& path : guard.paths) {
        PathRule rule{Filter({path.glob}, {}), base};
        if (path.share_percent) rule.rule.share = static_cast<double>(*path.share_percent) / 100.0;
        if (path.at_least) rule.rule.at_least = *path.at_least;
        paths.push_back(std::move(rule));
    }
    return [base, paths](const std::string& path) {
        for (const PathRule& rule : paths) {
            if (!path.empty() && rule.covers.listed(path)) return rule.rule;
        }
        return base;
    };
}

wire::Job job_from(const ReadyConfig& ready, const std::string& connection, wire::Mode mode) {
    const config::ConnectionConfig* c = ready.find(connection);
    const auto options = ready.options.find(connection);
    if (c == nullptr || options == ready.options.end())
        throw Error(ErrorKind::config, "connection '" + connection + "' is not configured");
    return job_of(ready.plugins.at(c->plugin), *c, options->second, mode);
}

} // namespace

sync::DefaultTags default_tags_of(const config::ConnectionConfig& connection) {
    sync::DefaultTags all;
    for (const config::DefaultTagsConfig& one : connection.default_tags) {
        LocalTags tags;
        for (const std::string& tag : one.tags)
            tags.insert(read_tag(tag));
        all.add(one.glob, std::move(tags));
    }
    return all;
}

wire::Job job_of(const LoadedPlugin& plugin, const config::ConnectionConfig& connection,
                 config::OptionValue options, wire::Mode mode) {
    wire::Job job;
    job.mode = mode;
    job.plugin_file = plugin.file;
    job.connection = connection.name;
    job.secrets = config::resolve_secrets(options);
    job.options = to_wire(options);
    job.include = connection.include;
    job.exclude = connection.exclude;
    return job;
}

const config::ConnectionConfig* Crawls::config_of(const std::string& connection) const {
    return ready_->find(connection);
}

wire::Job Crawls::job_for(const std::string& connection, wire::Mode mode) const {
    return job_from(*ready_, connection, mode);
}

CrawlSpec Crawls::spec_for(const std::string& connection, std::vector<Path> targets,
                           const std::string& why, bool full) const {
    const config::ConnectionConfig* c = config_of(connection);
    if (c == nullptr || !can_crawl(connection))
        throw Error(ErrorKind::config,
                    "connection '" + connection + "' is not configured any more");
    const LoadedPlugin& plugin = ready_->plugins.at(c->plugin);
    CrawlSpec spec;
    spec.crawl_program = crawl_program_;
    spec.request.connection = connection;
    spec.request.why = why;
    spec.request.targets = targets;
    spec.request.full = full;
    spec.request.filter = Filter(c->include, c->exclude);
    spec.request.plugin_version = plugin.name + " " + plugin.description.version;
    for (const auto& kind : plugin.description.kinds)
        spec.request.kinds[kind.name] = kind;
    spec.request.guard = guard_rules(c->guard);
    spec.default_tags = default_tags_of(*c);
    spec.limits.memory_bytes = static_cast<uint64_t>(c->memory_limit_bytes);
    spec.limits.wall_ms = c->time_limit_ms;
    spec.limits.no_progress_ms = c->no_progress_ms;
    // Of the configuration that the run began with, whatever is read in between: a child that knew
    // another filter than the run would have the difference taken for dropped.
    spec.make_job = [ready = ready_, connection, targets, full] {
        wire::Job job = job_from(*ready, connection, wire::Mode::crawl);
        job.targets = targets;
        job.full = full;
        return job;
    };
    spec.read_secret = secret_reader(connection);
    return spec;
}

std::string told_again(const config::OptionValue& options, const std::string& option) {
    const config::SecretRef* ref = config::find_secret(options, option);
    if (ref == nullptr)
        throw Error(ErrorKind::input, "option '" + option + "' is no secret of the connection");
    return config::read_secret(*ref);
}

PluginCall::ReadSecret Crawls::secret_reader(const std::string& connection) const {
    return [ready = ready_, connection](const std::string& option) {
        const auto it = ready->options.find(connection);
        return told_again(it == ready->options.end() ? config::OptionValue() : it->second, option);
    };
}

void Crawls::save(const std::string& connection) {
    if (!can_crawl(connection)) return;
    const schedule::Persisted p = scheduler_.persisted(connection);
    const auto write = [connection, p](sync::Engine& engine, int64_t now_ms) {
        store::ConnectionRow* row = engine.find(connection);
        if (row == nullptr) return;
        row->last_started = p.last_started_ms;
        row->next_due = p.next_due_ms;
        row->failures = p.failures;
        row->failing_since = p.failing_since_ms;
        if (!p.paused)
            row->paused_since.reset();
        else if (!row->paused)
            row->paused_since = now_ms;
        row->paused = p.paused;
        row->interrupted = p.interrupted;
        engine.save(*row);
    };
    // At once, as if somebody waited: after a crash, a crawl that has ended would begin anew.
    writer_.post(write, [](std::exception_ptr) {});
}

bool Crawls::idle() const {
    return live_.empty() && waiting_.empty();
}

CrawlView Crawls::now_of(const Live& live) const {
    CrawlView view = live.view;
    if (live.dry) {
        view.state = live.dry->state();
        view.objects = live.dry->objects();
        view.scopes = live.dry->scopes();
    }
    if (!live.crawl) return view;
    view.state = live.crawl->state();
    view.run = live.crawl->run();
    view.objects = live.crawl->objects();
    view.scopes = live.crawl->scopes();
    return view;
}

std::optional<CrawlView> Crawls::view(uint64_t request) const {
    for (const auto& [id, live] : live_) {
        for (const uint64_t r : live.requests) {
            if (r == request) return now_of(live);
        }
    }
    if (const auto it = waiting_.find(request); it != waiting_.end()) return it->second;
    if (const auto it = over_.find(request); it != over_.end()) return it->second;
    return std::nullopt;
}

std::vector<CrawlView> Crawls::of(const std::string& connection) const {
    std::vector<CrawlView> views;
    for (const auto& [id, live] : live_) {
        if (live.view.connection == connection) views.push_back(now_of(live));
    }
    for (const auto& [id, view] : waiting_) {
        if (view.connection == connection) views.push_back(view);
    }
    return views;
}

schedule::State Crawls::state(const std::string& connection) const {
    return scheduler_.state(connection, clock_now());
}

LastRun Crawls::last(const std::string& connection) const {
    const auto it = last_.find(connection);
    return it == last_.end() ? LastRun{} : it->second;
}

} // namespace objsync::daemon
