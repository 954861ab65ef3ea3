/* Takes more and more memory, up to an end that spares the machine. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    const size_t piece = 16u << 20;
    int i;
    (void)job;
    begin(h);
    for (i = 0; i < 64; ++i) {
        volatile char* memory = malloc(piece);
        size_t at;
        if (memory == NULL) break;
        for (at = 0; at < piece; at += 4096)
            memory[at] = 1;
    }
    for (;;)
        pause();
    return OBJSYNC_OK;
}
