// What is asked and answered about connections and local tags, as plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/config/node.h"
#include "core/model/local_tags.h"
#include "core/model/path.h"
#include "core/store/own_settings.h"
#include "daemon/control/caller.h"

namespace objsync::control {

// A connection to register, to change, or only to try.
struct ConnectionRequest {
    std::string key;
    config::Node table;             // the keys of a [[connection]] but its name and status
    store::SettingsChange settings; // of its root; of a new one only
    bool full = false;              // its first crawl ignores markers and stamps
    Caller caller;
    bool dry_run = false; // everything but keeping it
};

struct ConnectionDefinition {
    config::Node table;      // "[REDACTED]" for each secret, and for what nobody declared
    bool registered = false; // through the API; else it comes from the files
    int64_t created_at = 0, updated_at = 0; // of a registered one
    std::string created_by, updated_by;
};

struct RemovalRequest {
    std::string connection;
    std::string token;         // of a preview
    bool keep_objects = false; // only forget that it was registered; needs no token
    bool dry_run = false;      // only whether it can be asked for; needs no token
};

struct IdentityAccepted {
    std::string before, now; // source identities
};

struct TagRequest {
    std::string connection;
    Path path; // empty: the connection itself
    TagChange change;
};

struct TagsChanged {
    LocalTags before, after;
};

} // namespace objsync::control
