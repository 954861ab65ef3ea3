/* Ends in the middle of a frame. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    static const unsigned char header[] = {100, 0, 0, 0, 4, 1};
    (void)job;
    begin(h);
    if (write(3, header, sizeof header) < 0) abort();
    _exit(0);
    return OBJSYNC_OK;
}
