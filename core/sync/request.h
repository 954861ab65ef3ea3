// What a crawl is asked for.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/model/glob.h"
#include "core/model/path.h"
#include "core/sync/guard.h"
#include "core/wire/description.h"

namespace objsync::sync {

struct RunRequest {
    std::string connection;
    std::string why;           // schedule, start, reload, demand, retry
    std::vector<Path> targets; // empty: the whole connection
    bool full = false;         // ignore markers and stamps
    Filter filter;
    std::map<std::string, wire::KindInfo> kinds; // what the plugin declares
    std::string plugin_version;                  // part of every basis
    GuardRules guard;
};

} // namespace objsync::sync
