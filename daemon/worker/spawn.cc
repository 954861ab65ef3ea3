#include "daemon/worker/spawn.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "core/base/error.h"

extern char** environ;

namespace objsync::daemon {

namespace {

constexpr std::array<std::string_view, 10> kNotForChildren = {
    "NOTIFY_SOCKET",  "WATCHDOG_PID",   "WATCHDOG_USEC",         "LISTEN_FDS",    "LISTEN_PID",
    "LISTEN_FDNAMES", "JOURNAL_STREAM", "CREDENTIALS_DIRECTORY", "INVOCATION_ID", "MAINPID"};

std::vector<std::string> environment(const std::vector<std::string>& secrets) {
    std::vector<std::string> out;
    for (char** e = environ; *e != nullptr; ++e) {
        const std::string_view entry = *e;
        const std::string_view name = entry.substr(0, entry.find('='));
        if (std::find(kNotForChildren.begin(), kNotForChildren.end(), name) !=
            kNotForChildren.end())
            continue;
        const auto held = [&](const std::string& s) {
            return !s.empty() && entry.size() > name.size() && entry.substr(name.size() + 1) == s;
        };
        if (std::none_of(secrets.begin(), secrets.end(), held)) out.emplace_back(entry);
    }
    return out;
}

// A pair of descriptors, closed at the end of the scope where not taken.
class Ends {
public:
    Ends() = default;
    ~Ends() {
        for (const int fd : {ours, theirs}) {
            if (fd >= 0) close(fd);
        }
    }
    Ends(const Ends&) = delete;
    Ends& operator=(const Ends&) = delete;

    void open_pipe() {
        std::array<int, 2> fds{};
        check(pipe2(fds.data(), O_CLOEXEC));
        ours = fds[0];
        theirs = fds[1];
    }
    void open_socket() {
        std::array<int, 2> fds{};
        check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()));
        ours = fds[0];
        theirs = fds[1];
    }
    [[nodiscard]] int take() { return std::exchange(ours, -1); }

    int ours = -1;
    int theirs = -1;

private:
    static void check(int rc) {
        if (rc == 0) return;
        throw Error(ErrorKind::retry,
                    std::string("cannot make the pipes of a crawl: ") + std::strerror(errno));
    }
};

} // namespace

Spawned spawn_crawl(Loop& loop, const std::string& program, const std::vector<std::string>& secrets,
                    std::function<void(const Process::Exit&)> on_exit) {
    Ends frames;
    Ends output;
    Ends errors;
    frames.open_socket();
    output.open_pipe();
    errors.open_pipe();
    Process::Start start;
    start.file = program;
    start.args = {"--worker", std::to_string(getpid())};
    start.fds = {
        {output.theirs, STDOUT_FILENO}, {errors.theirs, STDERR_FILENO}, {frames.theirs, 3}};
    start.environment = environment(secrets);
    auto process = std::make_unique<Process>(loop, start, std::move(on_exit));
    return {std::move(process), frames.take(), output.take(), errors.take()};
}

} // namespace objsync::daemon
