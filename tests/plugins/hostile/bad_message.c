/* A good frame whose content makes no sense: a scope begin without a path. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    static const unsigned char frame[] = {2, 0, 0, 0, 3, 0x80};
    (void)job;
    begin(h);
    if (write(3, frame, sizeof frame) < 0) abort();
    for (;;)
        pause();
    return OBJSYNC_OK;
}
