/* Asks for all that the daemon knows, and logs what it is told. */
#include "mock.h"

static void take_marker(void* user, objsync_str marker) {
    char text[100];
    const objsync_host* h = user;
    snprintf(text, sizeof text, "marker %.*s", (int)marker.len, marker.data ? marker.data : "");
    h->log(h->self, OBJSYNC_LOG_INFO, str(text));
}

static void take_stamp(void* user, objsync_str name, objsync_str name_space, objsync_str stamp) {
    char text[100];
    const objsync_host* h = user;
    (void)name_space;
    snprintf(text, sizeof text, "stamp %.*s=%.*s", (int)name.len, name.data, (int)stamp.len,
             stamp.data);
    h->log(h->self, OBJSYNC_LOG_INFO, str(text));
}

static void take_secret(void* user, objsync_str secret) {
    char text[100];
    const objsync_host* h = user;
    snprintf(text, sizeof text, "secret of %d bytes: %.*s", (int)secret.len, (int)secret.len,
             secret.data);
    h->log(h->self, OBJSYNC_LOG_INFO, str(text));
}

static int crawl(const objsync_host* h, const objsync_job* job) {
    objsync_scope* scope;
    (void)job;
    begin(h);
    open_scope(h, NULL, &scope);
    h->stored_marker(h->self, scope, take_marker, (void*)(uintptr_t)h);
    h->stored_stamps(h->self, scope, take_stamp, (void*)(uintptr_t)h);
    h->secret(h->self, "password", take_secret, (void*)(uintptr_t)h);
    return close_scope(h, scope, OBJSYNC_UNCHANGED);
}
