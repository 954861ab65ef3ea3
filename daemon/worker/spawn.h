// Starts objsync-crawl with its descriptors: 3 the frame socket, 1 and 2 captured.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/loop/process.h"

namespace objsync::daemon {

struct Spawned {
    std::unique_ptr<Process> process;
    // Our ends; the caller's to close.
    int frames = -1;
    int output = -1;
    int errors = -1;
};

// Environment variables that hold one of the secrets, and those that are systemd's word to the
// daemon itself, are not passed on. Throws Error{config|retry}.
[[nodiscard]] Spawned spawn_crawl(Loop& loop, const std::string& program,
                                  const std::vector<std::string>& secrets,
                                  std::function<void(const Process::Exit&)> on_exit);

} // namespace objsync::daemon
