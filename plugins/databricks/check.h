// Preflight: what the credentials see, and which grants are missing.
#pragma once

#include "plugins/sdk/host.hpp"
#include "plugins/sdk/job.hpp"

namespace objsync::databricks {

void check(sdk::Host& host, const sdk::Job& job);

} // namespace objsync::databricks
