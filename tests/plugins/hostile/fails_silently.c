/* Fails, and does not say why. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    (void)h;
    (void)job;
    return OBJSYNC_FAILED;
}
