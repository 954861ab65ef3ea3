/* Leaves a callback unset. */
#define MOCK_OWN_TABLE
#include "mock.h"

const objsync_plugin* objsync_plugin_v1(void) {
    static const objsync_plugin it = {sizeof it, OBJSYNC_ABI_MINOR, describe, check, NULL, NULL};
    return &it;
}

static UNUSED int crawl(const objsync_host* h, const objsync_job* job) {
    (void)h;
    (void)job;
    return OBJSYNC_OK;
}
