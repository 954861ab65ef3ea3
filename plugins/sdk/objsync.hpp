// The C++ side of the plugin ABI, header-only: include this and nothing else. It is compiled into
// the plugin; only the C structs of objsync/plugin.h cross to the host.
#pragma once

#include "plugins/sdk/cancel.hpp"
#include "plugins/sdk/describe.hpp"
#include "plugins/sdk/end.hpp"
#include "plugins/sdk/error.hpp"
#include "plugins/sdk/facet.hpp"
#include "plugins/sdk/host.hpp"
#include "plugins/sdk/job.hpp"
#include "plugins/sdk/object.hpp"
#include "plugins/sdk/path.hpp"
#include "plugins/sdk/plugin.hpp"
#include "plugins/sdk/scope.hpp"
#include "plugins/sdk/text.hpp"
