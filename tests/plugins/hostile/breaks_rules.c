/* Every call that a host has to refuse. Fails with the name of the first that was not. */
#include "mock.h"

#define REFUSED(call)                                                                      \
    do {                                                                                   \
        if ((call) != OBJSYNC_REFUSED) return fail(h, OBJSYNC_BUG, "not refused: " #call); \
    } while (0)

static int refused_objects(const objsync_host* h, objsync_scope* scope) {
    objsync_object object;
    objsync_str with_nul;
    memset(&object, 0, sizeof object);
    REFUSED(h->object(h->self, scope, NULL));
    REFUSED(h->object(h->self, scope, &object));
    object.size = sizeof object;
    REFUSED(h->object(h->self, scope, &object));
    REFUSED(emit(h, scope, "", "table"));
    with_nul.data = "a\0b";
    with_nul.len = 3;
    object.name = with_nul;
    REFUSED(h->object(h->self, scope, &object));
    object.name = str("ok");
    object.has = OBJSYNC_HAS_COLUMNS;
    object.n_columns = 3;
    REFUSED(h->object(h->self, scope, &object));
    return OBJSYNC_OK;
}

static int crawl(const objsync_host* h, const objsync_job* job) {
    objsync_scope* scope;
    objsync_scope* second;
    (void)job;
    REFUSED(open_scope(h, NULL, &scope));
    REFUSED(h->begin(h->self, NULL));
    if (begin(h) != OBJSYNC_OK) return OBJSYNC_FAILED;
    REFUSED(begin(h));
    REFUSED(h->scope_begin(h->self, NULL, &scope));
    REFUSED(open_scope(h, NULL, NULL));
    REFUSED(open_scope(h, "", &scope));
    REFUSED(emit(h, NULL, "x", "table"));
    REFUSED(emit(h, (objsync_scope*)(uintptr_t)0x1000, "x", "table"));
    open_scope(h, "main", &scope);
    REFUSED(open_scope(h, "main", &second));
    if (refused_objects(h, scope) != OBJSYNC_OK) return OBJSYNC_FAILED;
    REFUSED(h->gone(h->self, scope, str(NULL), NULL, str("")));
    REFUSED(h->stored_marker(h->self, scope, NULL, NULL));
    REFUSED(h->log(h->self, 77, str("x")));
    REFUSED(h->report(h->self, OBJSYNC_CHECK_OK, str("a"), str("b"), str("c")));
    if (close_scope(h, scope, OBJSYNC_COMPLETE) != OBJSYNC_OK) return OBJSYNC_FAILED;
    REFUSED(close_scope(h, scope, OBJSYNC_COMPLETE));
    REFUSED(emit(h, scope, "late", "table"));
    open_scope(h, "other", &scope);
    REFUSED(close_scope(h, scope, 99));
    return OBJSYNC_OK;
}
