// The keys of one connection, whether a file or a request has them, checked and turned into values.
#pragma once

#include "core/config/config.h"
#include "core/config/problems.h"

namespace objsync::config {

// [defaults] under a connection's own keys. The two schedules shut each other out, so one that a
// connection gives itself hides the other one of the defaults. The tables of a connection are
// merged key by key, but not what is in them: one secret has one place.
[[nodiscard]] Node with_defaults_of(const Node& defaults, const Node& own);

// `table`: its keys, defaults merged in. Mistakes are reported, and their keys left alone.
[[nodiscard]] ConnectionConfig read_connection(const Node& table, Problems& problems);

// [defaults] on their own: without a connection nothing else would look at them. What comes out
// has no name and no plugin.
[[nodiscard]] ConnectionConfig check_defaults(const Node& defaults, Problems& problems);

} // namespace objsync::config
