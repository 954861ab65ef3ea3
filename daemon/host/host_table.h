// The table of functions that a plugin is handed.
#pragma once

#include <objsync/plugin.h>

namespace objsync::host {

class Host;

// Points to `host`, which must outlive it.
[[nodiscard]] objsync_host make_table(Host& host);

} // namespace objsync::host
