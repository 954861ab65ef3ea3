/* Returns without ending its scope. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    objsync_scope* scope;
    (void)job;
    begin(h);
    open_scope(h, NULL, &scope);
    emit(h, scope, "main", "schema");
    return OBJSYNC_OK;
}
