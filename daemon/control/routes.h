// What the parts of the routes' table share. routes_connections.cc: connections; routes.cc: the
// rest.
#pragma once

#include <vector>

#include "daemon/control/router.h"
#include "daemon/control/shapes.h"

namespace objsync::control {

inline constexpr Field kLimit = {"limit", Type::integer, "of a page, at most 1000"};
inline constexpr Field kCursor = {"cursor", Type::text, "of the page before"};
inline constexpr Field kConnection = {"connection", Type::text, "only of this one"};
inline constexpr Field kDryRun = {"dryRun", Type::boolean, "only say what it would do"};

inline const Other kDryRunAnswer = {200, &shapes::dry_run, "of a dry run"};

[[nodiscard]] const std::vector<Route>& connection_routes();

} // namespace objsync::control
