/* Dies as if the kernel had killed it. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    (void)job;
    begin(h);
    kill(getpid(), SIGKILL);
    return OBJSYNC_OK;
}
