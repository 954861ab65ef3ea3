// The state of everything, as people ask for it: what is wrong, since when, what to do.
#include <unistd.h>

#include <filesystem>

#include "daemon/app/commands.h"

namespace objsync::daemon {

using control::ConnectionStatus;
using control::CrawlProgress;

namespace {

int64_t size_of(const std::string& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error ? 0 : static_cast<int64_t>(size);
}

} // namespace

CrawlProgress AppCommands::progress_of(const CrawlView& view) const {
    CrawlProgress p;
    p.id = static_cast<int64_t>(view.request);
    p.connection = view.connection;
    p.path = view.target;
    p.run = view.run;
    p.dry_run = view.dry_run;
    p.preview = view.first_changes;
    p.started_at_ms = view.started_ms;
    p.ended_at_ms = view.ended_ms;
    p.objects = view.objects;
    p.scopes = view.scopes;
    if (view.waiting) {
        p.state = CrawlProgress::State::waiting;
        return p;
    }
    switch (view.state) {
        case Crawl::State::starting:
        case Crawl::State::listing:
            p.state = CrawlProgress::State::listing;
            break;
        case Crawl::State::ending:
        case Crawl::State::applying:
            p.state = CrawlProgress::State::applying;
            break;
        case Crawl::State::done:
            p.state = CrawlProgress::State::done;
            break;
    }
    const int64_t took = view.ended_ms.value_or(clock_now().wall_ms) - view.started_ms;
    if (took > 0)
        p.objects_per_second =
            1000.0 * static_cast<double>(view.objects) / static_cast<double>(took);
    if (view.summary) {
        p.result = name_of(view.summary->result);
        p.error = view.summary->error;
        p.counts = view.summary->counts;
    }
    return p;
}

ConnectionStatus AppCommands::status_of(const std::string& connection, const std::string& plugin) {
    ConnectionStatus s;
    s.name = connection;
    s.plugin = plugin;
    if (const auto wrong = app_.ready_->wrong.find(connection); wrong != app_.ready_->wrong.end()) {
        s.state = "failing";
        s.wrong = s.why = wrong->second;
        s.wrong_since_ms = app_.ready_->registered.at(connection).wrong_since;
        s.since_ms = s.wrong_since_ms.value_or(app_.started_ms_);
        s.what_to_do = "objsyncctl connection change " + connection +
                       ", or mend what it names and objsyncctl reload";
        return s;
    }
    const schedule::State state = app_.crawls_->state(connection);
    s.next_due_ms = state.next_due_ms;
    for (const CrawlView& view : app_.crawls_->of(connection))
        s.crawls.push_back(progress_of(view));
    const LastRun last = app_.crawls_->last(connection);
    s.since_ms = state.failing_since_ms.value_or(last.run != 0 ? last.ended_ms : app_.started_ms_);
    if (state.paused) {
        s.state = "paused";
        s.what_to_do = "objsyncctl resume " + connection;
    } else if (!s.crawls.empty()) {
        s.state = "running";
        for (const auto& crawl : s.crawls) {
            if (crawl.state == CrawlProgress::State::waiting) s.state = "waiting";
        }
    } else if (state.backing_off_until_ms) {
        s.state = "backing_off";
        s.next_due_ms = state.backing_off_until_ms;
    } else {
        s.state = state.failures > 0 ? "failing" : "idle";
    }
    s.why = last.error;
    if (last.result == "incomplete") s.why = "the last crawl did not see everything";
    if (!s.why.empty()) {
        if (s.what_to_do.empty())
            s.what_to_do = "objsyncctl check " + connection +
                           " shows what the credentials can see; "
                           "objsyncctl runs shows each scope";
    }
    return s;
}

control::DaemonStatus AppCommands::status() {
    control::DaemonStatus status;
    status.version = OBJSYNC_VERSION;
    status.pid = getpid();
    status.since_ms = app_.started_ms_;
    status.store_file = app_.ready_->config.daemon.state;
    status.epoch = app_.writer_->epoch();
    status.store_bytes = size_of(status.store_file) + size_of(status.store_file + "-wal");
    status.config_mistakes = app_.config_mistakes_;
    status.paused = !app_.ready_->config.connections.empty();
    for (const auto& c : app_.ready_->config.connections) {
        status.connections.push_back(status_of(c.name, c.plugin));
        if (status.connections.back().state != "paused") status.paused = false;
    }
    const auto states = app_.deliverer_->states();
    for (const auto& sink : app_.ready_->config.sinks) {
        control::SinkStatus s;
        s.name = sink.name;
        s.type = sink.type == config::SinkType::file ? "file" : "stdout";
        for (const SinkState& state : states) {
            if (state.name != sink.name) continue;
            s.position = state.position;
            s.lag = state.lag;
            s.failing_since_ms = state.failing_since_ms;
            s.error = state.error;
        }
        status.sinks.push_back(std::move(s));
    }
    return status;
}

std::optional<control::ConnectionFilter> AppCommands::filter(const std::string& connection) {
    for (const auto& c : app_.ready_->config.connections) {
        if (c.name == connection) return control::ConnectionFilter{c.name, c.include, c.exclude};
    }
    return std::nullopt;
}

} // namespace objsync::daemon
