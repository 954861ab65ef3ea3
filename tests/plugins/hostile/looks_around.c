/* Logs what it finds of its own process: what the host has done to tame it. */
#include "mock.h"

#include <dirent.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static void say(const objsync_host* h, const char* what, long value) {
    char text[100];
    snprintf(text, sizeof text, "%s %ld", what, value);
    h->log(h->self, OBJSYNC_LOG_INFO, str(text));
}

static long count_descriptors(void) {
    long n = 0;
    DIR* dir = opendir("/proc/self/fd");
    while (dir != NULL && readdir(dir) != NULL)
        ++n;
    if (dir != NULL) closedir(dir);
    return n - 3; /* ".", "..", and the folder itself */
}

static int crawl(const objsync_host* h, const objsync_job* job) {
    struct rlimit core;
    int death_signal = 0;
    (void)job;
    getrlimit(RLIMIT_CORE, &core);
    prctl(PR_GET_PDEATHSIG, &death_signal);
    say(h, "descriptors", count_descriptors());
    say(h, "core", (long)core.rlim_cur);
    say(h, "dumpable", prctl(PR_GET_DUMPABLE));
    say(h, "no_new_privs", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    say(h, "death_signal", death_signal);
    say(h, "leads_session", getsid(0) == getpid());
    say(h, "environment", getenv("OBJSYNC_TEST_SECRET") != NULL);
    say(h, "notify", getenv("NOTIFY_SOCKET") != NULL);
    return OBJSYNC_OK;
}
