/* Blocks until it is cancelled, and checks that it learns so in all three ways. */
#include "mock.h"

#include <poll.h>

static void on_cancel(void* user) {
    __atomic_store_n((int*)user, 1, __ATOMIC_RELEASE);
}

static int crawl(const objsync_host* h, const objsync_job* job) {
    static int called;
    struct pollfd wait;
    (void)job;
    h->on_cancel(h->self, on_cancel, &called);
    wait.fd = h->cancel_fd(h->self);
    wait.events = POLLIN;
    begin(h);
    while (poll(&wait, 1, -1) != 1)
        continue;
    while (!__atomic_load_n(&called, __ATOMIC_ACQUIRE))
        usleep(100);
    h->on_cancel(h->self, NULL, NULL);
    if (!h->cancelled(h->self)) abort();
    return begin(h) == OBJSYNC_CANCELLED ? OBJSYNC_CANCELLED : OBJSYNC_FAILED;
}
