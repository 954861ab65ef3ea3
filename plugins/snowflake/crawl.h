// A crawl: databases, then their schemas, then what these hold, by several sessions at once.
#pragma once

#include <memory>

#include "plugins/sdk/host.hpp"
#include "plugins/sdk/job.hpp"
#include "plugins/snowflake/list/lister.h"
#include "plugins/snowflake/list/view.h"

namespace objsync::snowflake {

void crawl(sdk::Host& host, const sdk::Job& job);

// Looks each target up.
void lookup(sdk::Host& host, const sdk::Job& job);

} // namespace objsync::snowflake
