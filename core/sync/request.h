// What a crawl is asked for.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
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

    // Of an object's row, by the kind that it has.
    [[nodiscard]] int64_t flags_of(std::string_view stable) const;
    // A plugin's basis, and what else decides what a listing shows.
    [[nodiscard]] std::string basis_of(const std::string& basis) const;
};

} // namespace objsync::sync
