// What is told of crawls outside of them, and kept of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/path.h"
#include "core/schedule/crawl.h"
#include "core/sync/engine.h"
#include "daemon/crawl/crawl.h"

namespace objsync::daemon {

// A crawl as it shows outside: waiting in the scheduler, under way, or over for a while.
struct CrawlView {
    uint64_t request = 0; // of a crawl that nobody asked for, too
    std::string connection;
    Path target;
    Crawl::State state = Crawl::State::starting;
    bool waiting = false;
    int64_t run = 0;
    int64_t started_ms = 0;
    std::optional<int64_t> ended_ms; // when done
    int64_t objects = 0, scopes = 0;
    std::optional<sync::RunSummary> summary; // when done
    bool dry_run = false;
    std::vector<std::string> first_changes; // of a dry run that is done: rendered events
};

// The newest crawl that is over.
struct LastRun {
    int64_t run = 0; // 0: none yet
    std::string result, error;
    int64_t ended_ms = 0;
};

// What the store keeps of a connection's crawls.
struct KeptTimes {
    schedule::Persisted schedule;
    int64_t runs_since_full = 0;
    LastRun last;
    std::optional<int64_t> wrong_since; // of one that cannot be crawled as it is defined
};

} // namespace objsync::daemon
