/* Fails, and says why. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    (void)job;
    return fail(h, OBJSYNC_THROTTLED, "too many connections");
}
