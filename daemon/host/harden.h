// Makes the process of a plugin harmless to others, and mortal.
#pragma once

#include <sys/types.h>

namespace objsync::host {

// Keeps the descriptors 0, 1, 2 and `keep`; a session of its own, so that what a driver starts can
// be killed with it; killed when the parent dies (ends at once if it is not `parent` any more); no
// new privileges; no core dump, no look into its memory by others; the first to go when memory is
// short. Throws Error{retry}.
void harden(int keep, pid_t parent);

} // namespace objsync::host
