// What the credentials can and cannot see, with what to grant.
#pragma once

#include "plugins/sdk/host.hpp"
#include "plugins/sdk/job.hpp"

namespace objsync::odbc {

// Reports findings; throws sdk::Error where it cannot connect.
void check(sdk::Host& host, const sdk::Job& job);

} // namespace objsync::odbc
