/* Needs a function that nobody has. */
#include "mock.h"

int nobody_has_this(void);
static int crawl(const objsync_host* h, const objsync_job* job) {
    (void)h;
    (void)job;
    return nobody_has_this();
}
