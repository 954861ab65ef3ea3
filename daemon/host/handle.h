// Small readers of what a plugin passes, shared by the host's functions. Throw Refused.
#pragma once

#include <objsync/plugin.h>

#include <cstdint>

#include "core/model/path.h"

namespace objsync::host {

// A handle is a number in a pointer's clothes: one that is stale, made up or of the other sort is
// refused, and never followed.
[[nodiscard]] objsync_scope* make_scope(uint32_t id);
[[nodiscard]] objsync_facet* make_facet(uint32_t id);
[[nodiscard]] uint32_t scope_id(const objsync_scope* scope);
[[nodiscard]] uint32_t facet_id(const objsync_facet* facet);

[[nodiscard]] Path read_path(const objsync_path* path);
[[nodiscard]] Segment read_segment(objsync_str name, const char* ns);
void check_name(objsync_str name);

} // namespace objsync::host
