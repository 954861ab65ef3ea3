/* Crashes before it said anything. */
#define MOCK_OWN_TABLE
#include "mock.h"

static const objsync_description* crash(void) {
    signal(SIGSEGV, SIG_DFL); /* not to a sanitizer's handler */
    raise(SIGSEGV);
    return describe();
}

static int crawl(const objsync_host* h, const objsync_job* job) {
    (void)h;
    (void)job;
    return OBJSYNC_OK;
}

const objsync_plugin* objsync_plugin_v1(void) {
    static const objsync_plugin it = {sizeof it, OBJSYNC_ABI_MINOR, crash, check, crawl, NULL};
    return &it;
}
