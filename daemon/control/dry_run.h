// What a change would do, as an answer: of routes that have no preview of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/control/http.h"

namespace objsync::control {

struct DryRun {
    bool would_change = true;
    std::string would; // for people: "pause shop"
    std::optional<int64_t> objects;
    std::vector<std::string> sample; // path texts; with `objects` only
};

[[nodiscard]] Response answer(const DryRun& dry_run);

} // namespace objsync::control
