/* A listing without end, as fast as it goes. Stops when it is told to. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    objsync_scope* scope;
    char name[32];
    long i;
    (void)job;
    begin(h);
    open_scope(h, NULL, &scope);
    for (i = 0;; ++i) {
        snprintf(name, sizeof name, "s%ld", i);
        if (emit(h, scope, name, "schema") == OBJSYNC_CANCELLED) return OBJSYNC_CANCELLED;
    }
    return OBJSYNC_OK;
}
