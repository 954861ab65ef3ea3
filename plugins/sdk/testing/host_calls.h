// The table of functions behind TestHost. Internal to it.
#pragma once

#include <objsync/plugin.h>

namespace objsync::testing {

class TestHost;

[[nodiscard]] objsync_host make_host_table(TestHost* host);

} // namespace objsync::testing
