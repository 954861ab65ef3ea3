/* Prints far too much, and its password in every way it can. */
#include "mock.h"

static int crawl(const objsync_host* h, const objsync_job* job) {
    char text[200];
    int i;
    begin(h);
    printf("PWD=%s;\n", password(job));
    for (i = 0; i < 10000; ++i)
        fprintf(stderr, "line %d %s\n", i, password(job));
    snprintf(text, sizeof text, "login with %s", password(job));
    h->log(h->self, OBJSYNC_LOG_ERROR, str(text));
    snprintf(text, sizeof text, "login failed: %s", password(job));
    return fail(h, OBJSYNC_AUTH, text);
}
