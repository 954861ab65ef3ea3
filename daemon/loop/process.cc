#include "daemon/loop/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/error.h"

namespace objsync {

namespace {

// How long a destructor waits for a killed child. Longer only if the kernel holds it.
constexpr int kReapMs = 2000;

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const std::string& t : texts)
        out.push_back(const_cast<char*>(t.c_str()));
    out.push_back(nullptr);
    return out;
}

// What posix_spawn is told, freed at the end of the scope.
struct SpawnPlan {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    SpawnPlan() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    // dup2 in place would overwrite a source that is still needed, so all go through numbers above
    // both. dup2 of a descriptor on itself would leave it close-on-exec.
    void place(const std::vector<std::pair<int, int>>& fds) {
        int top = STDERR_FILENO;
        int last = STDERR_FILENO;
        for (const auto& [ours, theirs] : fds) {
            top = std::max({top, ours, theirs});
            last = std::max(last, theirs);
        }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        for (size_t i = 0; i < fds.size(); ++i) {
            posix_spawn_file_actions_adddup2(&actions, fds[i].first, top + 1 + static_cast<int>(i));
        }
        for (size_t i = 0; i < fds.size(); ++i) {
            posix_spawn_file_actions_adddup2(&actions, top + 1 + static_cast<int>(i),
                                             fds[i].second);
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, last + 1);
    }

    // The child must not inherit what we ignore or block.
    void reset_signals() {
        sigset_t all;
        sigset_t none;
        sigfillset(&all);
        sigemptyset(&none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
    }
};

int64_t ms(const timeval& t) {
    return t.tv_sec * 1000 + t.tv_usec / 1000;
}

} // namespace

Process::Process(Loop& loop, const Start& start, std::function<void(const Exit&)> on_exit)
    : on_exit_(std::move(on_exit)) {
    SpawnPlan plan;
    plan.place(start.fds);
    plan.reset_signals();
    std::vector<std::string> argv{start.file};
    argv.insert(argv.end(), start.args.begin(), start.args.end());
    const int rc = posix_spawn(&pid_, start.file.c_str(), &plan.actions, &plan.attributes,
                               pointers(argv).data(), pointers(start.environment).data());
    if (rc != 0) {
        pid_ = 0;
        const bool short_of = rc == EAGAIN || rc == ENOMEM || rc == EMFILE || rc == ENFILE;
        throw Error(short_of ? ErrorKind::retry : ErrorKind::config,
                    "cannot start " + start.file + ": " + std::strerror(rc));
    }
    pidfd_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    if (pidfd_ < 0) {
        const std::string why = std::strerror(errno);
        signal_group(SIGKILL);
        waitpid(pid_, nullptr, 0);
        throw Error(ErrorKind::retry, "cannot watch the process of " + start.file + ": " + why);
    }
    fcntl(pidfd_, F_SETFD, FD_CLOEXEC);
    poll_ = std::make_unique<Poll>(loop, pidfd_, [this](int) { on_pidfd_ready(); });
    poll_->start(Poll::kReadable);
}

Process::~Process() {
    if (running()) {
        signal_group(SIGKILL);
        pollfd wait{pidfd_, POLLIN, 0};
        if (poll(&wait, 1, kReapMs) > 0) reap();
    }
    poll_.reset();
    if (pidfd_ >= 0) close(pidfd_);
}

void Process::signal_group(int number) noexcept {
    if (running()) kill(-pid_, number);
}

Process::Exit Process::reap() noexcept {
    // While it is a zombie its group's number cannot be given to others.
    signal_group(SIGKILL);
    int status = 0;
    rusage usage{};
    wait4(pid_, &status, 0, &usage);
    pid_ = 0;
    Exit exit;
    exit.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    exit.code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    exit.cpu_ms = ms(usage.ru_utime) + ms(usage.ru_stime);
    return exit;
}

void Process::on_pidfd_ready() noexcept {
    poll_->stop();
    on_exit_(reap());
}

} // namespace objsync
