/* Writes into the frame socket, as a driver with a wild descriptor might. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    static const char text[] = "\x05\0\0\0\xee this is no frame";
    (void)job;
    begin(h);
    if (write(3, text, sizeof text) < 0) abort();
    for (;;)
        pause();
    return OBJSYNC_OK;
}
