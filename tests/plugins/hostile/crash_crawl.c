/* Crashes in the middle of its second listing. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    objsync_scope* scope;
    char name[32];
    int i;
    (void)job;
    begin(h);
    open_scope(h, NULL, &scope);
    emit(h, scope, "main", "schema");
    close_scope(h, scope, OBJSYNC_COMPLETE);
    open_scope(h, "main", &scope);
    for (i = 0; i < 1000; ++i) {
        snprintf(name, sizeof name, "t%d", i);
        emit(h, scope, name, "table");
    }
    signal(SIGSEGV, SIG_DFL); /* not to a sanitizer's handler */
    raise(SIGSEGV);
    return close_scope(h, scope, OBJSYNC_COMPLETE);
}
