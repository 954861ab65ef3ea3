/* Declares an option twice. */
#define MOCK_OWN_TABLE
#include "mock.h"

static const objsync_description* describe_twice(void) {
    static objsync_option options[2];
    static objsync_description it;
    it = *describe();
    options[0] = options[1] = it.options[0];
    it.options = options;
    it.n_options = 2;
    return &it;
}

static int crawl(const objsync_host* h, const objsync_job* job) {
    (void)h;
    (void)job;
    return OBJSYNC_OK;
}

const objsync_plugin* objsync_plugin_v1(void) {
    static const objsync_plugin it = {sizeof it, OBJSYNC_ABI_MINOR, describe_twice, check, crawl,
                                      NULL};
    return &it;
}
