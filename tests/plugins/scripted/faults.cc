// What the script asks the host, where it breaks, and where it waits for a test to step in.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <memory>

#include "tests/plugins/abi.h"
#include "tests/plugins/scripted/run.h"

namespace objsync::scripted {

namespace {

using test_plugin::view;

int open_or_throw(const std::string& file, int flags) {
    const int fd = open(file.c_str(), flags | O_CLOEXEC, 0600);
    if (fd < 0) throw std::runtime_error("cannot open " + file);
    return fd;
}

} // namespace

int Run::ask_marker(const Statement& s) {
    const auto scope = scopes_.find(Path(s.word(0)).text());
    if (scope == scopes_.end()) return OBJSYNC_OK;
    std::ofstream out(s.word(1));
    return host_->stored_marker(
        host_->self, scope->second,
        [](void* user, objsync_str marker) {
            *static_cast<std::ofstream*>(user)
                << (marker.data == nullptr ? "(none)" : std::string(view(marker))) << '\n';
        },
        &out);
}

int Run::ask_stamps(const Statement& s) {
    const auto scope = scopes_.find(Path(s.word(0)).text());
    if (scope == scopes_.end()) return OBJSYNC_OK;
    std::ofstream out(s.word(1));
    return host_->stored_stamps(
        host_->self, scope->second,
        [](void* user, objsync_str name, objsync_str name_space, objsync_str stamp) {
            *static_cast<std::ofstream*>(user)
                << view(name) << ';' << view(name_space) << '=' << view(stamp) << '\n';
        },
        &out);
}

int Run::ask_secret(const Statement& s) {
    std::ofstream out(s.word(1));
    return host_->secret(
        host_->self, s.word(0).c_str(),
        [](void* user, objsync_str secret) {
            *static_cast<std::ofstream*>(user) << view(secret) << '\n';
        },
        &out);
}

// `once FILE STATEMENT`: only in the process that creates FILE, so that a second child goes on.
int Run::once(const Statement& s) {
    const int fd = open(s.word(0).c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) return OBJSYNC_OK;
    close(fd);
    return execute(rest_of(s, 1));
}

// `stop NAME`: tells the test through the FIFO NAME.reached, then waits for a byte in NAME.go or
// for the crawl to be cancelled.
int Run::stop(const Statement& s) {
    return wait_at(s, true);
}

int Run::wait_at(const Statement& s, bool for_cancel_too) {
    const int told = open_or_throw(s.word(0) + ".reached", O_WRONLY);
    const bool said = write(told, "!", 1) == 1;
    close(told);
    if (!said) throw std::runtime_error("cannot write to " + s.word(0) + ".reached");
    // Open for both, so that it is never at its end.
    const int go = open_or_throw(s.word(0) + ".go", O_RDWR);
    std::array<pollfd, 2> fds = {pollfd{go, POLLIN, 0},
                                 pollfd{host_->cancel_fd(host_->self), POLLIN, 0}};
    while (poll(fds.data(), for_cancel_too ? 2 : 1, -1) < 0) {
    }
    char byte = 0;
    const bool released = (fds[0].revents & POLLIN) != 0 && read(go, &byte, 1) == 1;
    close(go);
    return released ? OBJSYNC_OK : OBJSYNC_CANCELLED;
}

// `stop-deaf NAME`: the same, but not for a cancel.
int Run::stop_deaf(const Statement& s) {
    return wait_at(s, false);
}

int Run::hang(const Statement&) {
    for (;;)
        pause();
}

int Run::hang_hard(const Statement& s) {
    signal(SIGTERM, SIG_IGN);
    return hang(s);
}

int Run::crash(const Statement&) {
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
    return OBJSYNC_FAILED;
}

int Run::exit_now(const Statement& s) {
    _exit(std::stoi(s.word(0)));
}

// Returns as if all were well, whatever is still open.
int Run::leave(const Statement&) {
    left_ = true;
    return OBJSYNC_OK;
}

int Run::print(const Statement& s) {
    const std::string line = text(s.word(1)) + "\n";
    const int fd = s.word(0) == "stdout" ? STDOUT_FILENO : STDERR_FILENO;
    for (size_t done = 0; done < line.size();) {
        const ssize_t n = write(fd, line.data() + done, line.size() - done);
        if (n < 0) throw std::runtime_error("cannot write to " + s.word(0));
        done += static_cast<size_t>(n);
    }
    return OBJSYNC_OK;
}

// `allocate MEGABYTES`: memory that is really there, and never given back.
int Run::allocate(const Statement& s) {
    static std::vector<std::unique_ptr<std::vector<char>>> kept;
    const size_t megabytes = std::stoul(s.word(0));
    for (size_t i = 0; i < megabytes; ++i)
        kept.push_back(std::make_unique<std::vector<char>>(1u << 20, 'x'));
    return OBJSYNC_OK;
}

int Run::pid(const Statement& s) {
    std::ofstream(s.word(0)) << getpid() << '\n';
    return OBJSYNC_OK;
}

} // namespace objsync::scripted
