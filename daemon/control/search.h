// POST /data/object/search with filters. It works in slices, between which others have their turn,
// and answers with what it has found when it has taken long: the cursor says where to go on.
#pragma once

#include "daemon/control/call.h"
#include "daemon/json/value.h"

namespace objsync::control {

// Whether the body asks for more than what is at a place.
[[nodiscard]] bool is_search(const json::Value& body);

// Below the request's target, or in all that the caller may read. Throws Refused.
void start_search(Call& call, const json::Value& body);

} // namespace objsync::control
