// What the daemon answers to the control server's questions, as plain values. The server turns
// them into JSON; nothing here may hold a secret.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/model/path.h"
#include "core/store/own_settings.h"
#include "core/wire/messages.h"
#include "daemon/control/refusal.h"

namespace objsync::control {

struct CrawlRequest {
    std::string connection;
    Path path; // empty: the whole connection; need not be known yet
    bool full = false;
    bool dry_run = false; // compare, commit nothing
};

struct CrawlProgress {
    enum class State { waiting, listing, applying, done };
    int64_t id = 0; // given by start_crawl; forgotten some time after it is done
    State state = State::waiting;
    std::string connection;
    Path path;
    bool dry_run = false;
    int64_t run = 0; // of the store; 0: not begun, or a dry run
    int64_t started_at_ms = 0;
    std::optional<int64_t> ended_at_ms;
    int64_t objects = 0, scopes = 0;
    double objects_per_second = 0;
    std::string result; // when done: complete, incomplete, failed, cancelled
    std::string error;  // why it failed or is incomplete, for people
    std::vector<std::pair<std::string, int64_t>> counts; // changes by event type
    std::vector<std::string> preview; // dry run: the first changes, as rendered events
};

struct SettingsRequest {
    std::string connection;
    Path path; // empty: the connection itself
    store::SettingsChange change;
    std::string principal;         // who asks
    std::string token;             // of a preview; empty: whatever is there
    std::vector<std::string> tags; // any of them, of what the caller saw; none: whatever is set
};

struct SettingsDone {
    int64_t job = 0; // that announces it; 0: there was nothing to announce
    store::OwnSettings before, after;
};

struct Finding {
    wire::Severity severity = wire::Severity::ok;
    std::string what, found, what_to_do;
};

struct PluginInfo {
    std::string file, name, version;
    int64_t abi = 0;
    std::string refused; // why it was not taken; empty: usable
    std::vector<std::string> levels;
    std::vector<std::string> connections; // configured with it
};

struct BackupWritten {
    std::string file;
    int64_t bytes = 0;
};

struct ConnectionFilter {
    std::string connection;
    std::vector<std::string> include, exclude;
};

// The configuration on disk, read but not taken.
struct ConfigReport {
    std::vector<std::string> mistakes;     // with file:line and what to do; empty: good
    std::vector<std::string> files;        // that were read, in order
    std::vector<ConnectionFilter> filters; // as they would be; only if there is no mistake
};

struct ConnectionStatus {
    std::string name, plugin;
    // running, idle, waiting (for a free slot), backing_off, paused, unconfigured, failing
    std::string state;
    int64_t since_ms = 0;
    std::string why, what_to_do;
    // A registered one that cannot be crawled as it is defined.
    std::optional<int64_t> wrong_since_ms;
    std::string wrong;
    std::optional<int64_t> next_due_ms;
    std::vector<CrawlProgress> crawls; // under way or waiting
};

struct SinkStatus {
    std::string name, type;
    int64_t position = 0, lag = 0; // outbox positions; lag: events not yet delivered
    std::optional<int64_t> failing_since_ms;
    std::string error;
};

struct DaemonStatus {
    std::string version;
    int64_t pid = 0;
    int64_t since_ms = 0;
    std::string store_file, epoch;
    int64_t store_bytes = 0;                  // file and write-ahead log
    bool paused = false;                      // all connections
    std::vector<std::string> config_mistakes; // the last reload failed; the old one is in force
    std::vector<ConnectionStatus> connections;
    std::vector<SinkStatus> sinks;
};

} // namespace objsync::control
