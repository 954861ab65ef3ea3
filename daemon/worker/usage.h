// What a process uses, from /proc.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace objsync::daemon {

struct MemoryUse {
    uint64_t resident_bytes = 0;
    uint64_t peak_bytes = 0;
};

// Zero when the process is gone.
[[nodiscard]] MemoryUse memory_use(pid_t pid);

} // namespace objsync::daemon
