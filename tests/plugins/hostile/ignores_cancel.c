/* Emits on and on, whatever it is answered. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    objsync_scope* scope;
    (void)job;
    begin(h);
    open_scope(h, NULL, &scope);
    for (;;) {
        emit(h, scope, "same", "schema");
        usleep(100);
    }
    return OBJSYNC_OK;
}
