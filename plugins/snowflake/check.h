// What the sign-in can see, facet by facet, and the grants for what it cannot.
#pragma once

#include "plugins/sdk/host.hpp"
#include "plugins/sdk/job.hpp"

namespace objsync::snowflake {

void check(sdk::Host& host, const sdk::Job& job);

} // namespace objsync::snowflake
