/* Takes more and more memory, up to an end that spares the machine. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    const size_t piece = 16u << 20;
    int i;
    (void)job;
    begin(h);
    for (i = 0; i < 64; ++i) {
        char* memory = malloc(piece);
        if (memory == NULL) break;
        memset(memory, i + 1, piece);
    }
    for (;;)
        pause();
    return OBJSYNC_OK;
}
