/* Never comes back, and does not hear TERM either. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    (void)job;
    signal(SIGTERM, SIG_IGN);
    begin(h);
    for (;;)
        pause();
    return OBJSYNC_OK;
}
