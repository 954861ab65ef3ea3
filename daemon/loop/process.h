// A child process in a session of its own, so that what it starts can be ended with it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/loop/poll.h"

namespace objsync {

class Process {
public:
    struct Start {
        std::string file;
        std::vector<std::string> args;        // without the program's own name
        std::vector<std::pair<int, int>> fds; // ours -> the child's number; all others are closed
        std::vector<std::string> environment; // "NAME=value"
    };
    struct Exit {
        int code = 0;   // where signal is 0
        int signal = 0; // that killed it
        int64_t cpu_ms = 0;
    };

    // Throws Error{config} when the file cannot be executed, Error{retry} when the system is short
    // of something. At on_exit the child is reaped and all that is left of its group was killed.
    Process(Loop& loop, const Start& start, std::function<void(const Exit&)> on_exit);
    ~Process(); // kills the group if it still runs, and waits a moment to reap it
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] bool running() const noexcept { return pid_ > 0; }
    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    void signal_group(int number) noexcept; // nothing once it exited

private:
    void on_pidfd_ready() noexcept;
    Exit reap() noexcept;

    std::function<void(const Exit&)> on_exit_;
    pid_t pid_ = 0;
    int pidfd_ = -1;
    std::unique_ptr<Poll> poll_;
};

} // namespace objsync
