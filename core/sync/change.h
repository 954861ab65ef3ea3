// A settings request as a caller makes it: found by its path, held against what its caller saw, and
// applied. Nothing is changed unless all of it can be.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/model/path.h"
#include "core/sync/settings.h"

namespace objsync::sync {

struct SettingsRequest {
    std::string connection;
    Path path; // empty: the connection itself
    NewSettings settings;
    std::string token; // store::query::state_token() of a preview; empty: whatever is there
    // store::settings_tag() of what the caller saw, one of these; none: whatever is set.
    std::vector<std::string> tags;
};

struct SettingsOutcome {
    enum class Kind {
        applied,
        not_found,
        removed,         // only a tombstone is there
        not_a_container, // activate-new was given for what has nothing below
        state_changed,   // the token is of another state, or of another request
        tag_differs,
    };
    Kind kind = Kind::not_found;
    int64_t job = 0; // that announces it; 0: nothing to announce
    store::OwnSettings before, after;
};

// Inside the caller's transaction.
[[nodiscard]] SettingsOutcome change_settings(World& world, const SettingsRequest& request,
                                              const std::string& epoch, int64_t now_ms);

} // namespace objsync::sync
