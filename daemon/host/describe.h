// A plugin's description: read with care, and printed as its reference.
#pragma once

#include <objsync/plugin.h>

#include <string>

#include "core/wire/description.h"

namespace objsync::host {

// Throws Refused.
[[nodiscard]] wire::Description read_description(const objsync_description* description);

[[nodiscard]] std::string description_text(const wire::Description& description);
[[nodiscard]] std::string description_json(const wire::Description& description);

} // namespace objsync::host
