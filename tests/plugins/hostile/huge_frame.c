/* Says that 2 GiB follow. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    static const unsigned char header[] = {0, 0, 0, 0x80, 4};
    (void)job;
    begin(h);
    if (write(3, header, sizeof header) < 0) abort();
    for (;;)
        pause();
    return OBJSYNC_OK;
}
