#include "daemon/host/harden.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/base/error.h"

namespace objsync::host {

namespace {

void need(bool ok, const char* what) {
    if (!ok) throw Error(ErrorKind::retry, std::string(what) + ": " + std::strerror(errno));
}

void close_all_but(int keep) {
    need(close_range(static_cast<unsigned>(keep) + 1, ~0U, 0) == 0, "cannot close descriptors");
    if (keep > STDERR_FILENO + 1) {
        need(close_range(STDERR_FILENO + 1, static_cast<unsigned>(keep) - 1, 0) == 0,
             "cannot close descriptors");
    }
    // What a driver starts must not hold the socket.
    need(fcntl(keep, F_SETFD, FD_CLOEXEC) == 0, "cannot mark the frame socket");
}

// Not needed to work, so a system that forbids it is no error.
void volunteer_for_the_oom_killer() {
    const int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return;
    [[maybe_unused]] const ssize_t n = write(fd, "500", 3);
    close(fd);
}

} // namespace

void harden(int keep, pid_t parent) {
    close_all_but(keep);
    need(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, "cannot ask to die with the daemon");
    // It may have died before the line above.
    if (getppid() != parent) _exit(EXIT_FAILURE);
    if (getsid(0) != getpid()) need(setsid() >= 0, "cannot make a session");
    volunteer_for_the_oom_killer();
    need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "cannot give up new privileges");
    need(prctl(PR_SET_DUMPABLE, 0) == 0, "cannot forbid core dumps");
    const rlimit none{0, 0};
    need(setrlimit(RLIMIT_CORE, &none) == 0, "cannot forbid core dumps");
    umask(077);
    // Drivers convert names by it; the rest of the locale stays C, so that numbers have points.
    setlocale(LC_CTYPE, "C.UTF-8");
    // What the plugin prints comes out line by line, also when it crashes.
    setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
}

} // namespace objsync::host
