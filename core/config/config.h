// The configuration as plain values. Key, default, bounds and help of each are in settings.cc.
// Durations are milliseconds, sizes bytes; paths are absolute or as given relative to the file
// that names them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/config/node.h"

namespace objsync::config {

struct DaemonConfig {
    std::string state;
    std::vector<std::string> plugin_dirs;
    int64_t max_crawls = 0;
    int64_t event_retention_ms = 0;
};

struct ControlConfig {
    std::string socket;
    int64_t mode = 0;
    std::string listen; // "ADDRESS:PORT"; empty: the Unix socket only
    std::string tls_certificate, tls_key;
    int64_t audit_retention_ms = 0;
};

// Who a process at the other end of the Unix socket is, by its user or by one of its groups.
struct CallerConfig {
    std::string name;        // of the principal, as objects are owned by it
    std::string user, group; // one of them: a name, or a number
    bool governance = false;
    bool create_data_source = false;
    Origin at;
};

// What callers without GOVERNANCE may use in connections that they register through the API.
struct RegistrationConfig {
    std::vector<std::string> plugins;
    std::string secrets; // the folder with a folder of secrets for each caller
};

enum class Confirm { next_crawl, manual };

// When removals of a crawl are held until they are confirmed.
struct GuardPath {
    std::string glob;
    std::optional<int64_t> share_percent; // as in the guard itself where not given
    std::optional<int64_t> at_least;
};
struct GuardConfig {
    int64_t share_percent = 0;
    int64_t at_least = 0;
    Confirm confirm = Confirm::next_crawl;
    int64_t confirm_after_ms = 0;
    std::vector<GuardPath> paths; // the first that covers a container holds for it
};

// Local tags for what is found for the first time.
struct DefaultTagsConfig {
    std::string glob;
    std::vector<std::string> tags; // "name=value" or "name"
};

struct ConnectionConfig {
    std::string name;
    std::string plugin;
    std::optional<bool> active;       // absent: the files say nothing
    std::optional<bool> activate_new; // likewise
    std::vector<std::string> include; // none: everything
    std::vector<std::string> exclude;

    int64_t every_ms = 0;              // not used where `at_minutes` is given
    std::optional<int64_t> at_minutes; // since midnight in `timezone`
    std::string timezone;
    int64_t jitter_ms = 0;

    int64_t memory_limit_bytes = 0;
    int64_t time_limit_ms = 0;
    int64_t no_progress_ms = 0;
    int64_t full_every = 0; // crawls; 1: every crawl is a full pass
    int64_t tombstone_retention_ms = 0;
    GuardConfig guard;
    std::vector<DefaultTagsConfig> default_tags; // all that cover an object hold for it
    Node options; // as written, [defaults] merged in; options.h checks it against the plugin
    Node table;   // all keys as written, [defaults] merged in

    Origin at; // of its [[connection]]
    Origin plugin_at;
};

enum class SinkType { file, standard_output };

struct SinkConfig {
    std::string name;
    SinkType type = SinkType::file;
    std::string path;
    int64_t rotate_size_bytes = 0;
    int64_t keep = 0; // rotated files
    Origin at;
};

struct Config {
    DaemonConfig daemon;
    ControlConfig control;
    RegistrationConfig registration;
    std::vector<CallerConfig> callers;
    std::vector<ConnectionConfig> connections; // in the order of the files
    Node defaults;                             // as written
    // Of connections that are not configured any more.
    int64_t default_tombstone_retention_ms = 0;
    std::vector<SinkConfig> sinks;
};

} // namespace objsync::config
