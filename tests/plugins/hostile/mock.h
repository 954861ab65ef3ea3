/* What the misbehaving plugins share: a description, and calls with the usual arguments. */
#pragma once

#define _GNU_SOURCE 1 /* usleep, kill, getpid */
#include <objsync/plugin.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UNUSED __attribute__((unused))

static inline objsync_str str(const char* s) {
    objsync_str out;
    out.data = s;
    out.len = s ? strlen(s) : 0;
    return out;
}

static const objsync_description* describe(void) {
    static const char* const levels[] = {"schema", "table"};
    static const objsync_kind kinds[] = {
        {sizeof(objsync_kind), "schema", OBJSYNC_KIND_CONTAINER, NULL},
        {sizeof(objsync_kind), "table", OBJSYNC_KIND_SOURCE, NULL},
        {sizeof(objsync_kind), "function", OBJSYNC_KIND_SOURCE, "function"}};
    static const objsync_option options[] = {{sizeof(objsync_option), "password", OBJSYNC_SECRET, 0,
                                              NULL, NULL, "The password.", NULL, 0}};
    static const objsync_description it = {sizeof it, "mock", "1.0",   levels, 2,
                                           kinds,     3,      options, 1};
    return &it;
}

static UNUSED int begin(const objsync_host* h) {
    objsync_source source;
    memset(&source, 0, sizeof source);
    source.size = sizeof source;
    source.identity = str("mock:1");
    return h->begin(h->self, &source);
}

/* name NULL: the connection itself. */
static UNUSED int open_scope(const objsync_host* h, const char* name, objsync_scope** scope) {
    objsync_segment segment;
    objsync_path path;
    segment.name = str(name);
    segment.name_space = str(NULL);
    path.segments = &segment;
    path.n = name ? 1 : 0;
    return h->scope_begin(h->self, &path, scope);
}

static UNUSED int emit(const objsync_host* h, objsync_scope* scope, const char* name,
                       const char* kind) {
    objsync_object object;
    memset(&object, 0, sizeof object);
    object.size = sizeof object;
    object.name = str(name);
    object.kind = kind;
    object.created_ms = object.modified_ms = OBJSYNC_NO_TIME;
    return h->object(h->self, scope, &object);
}

static UNUSED int close_scope(const objsync_host* h, objsync_scope* scope, uint32_t outcome) {
    objsync_end end;
    memset(&end, 0, sizeof end);
    end.size = sizeof end;
    end.outcome = outcome;
    end.error.size = sizeof end.error;
    end.basis = str("mock");
    return h->scope_end(h->self, scope, &end);
}

static UNUSED int fail(const objsync_host* h, uint32_t error_class, const char* text) {
    objsync_error error;
    memset(&error, 0, sizeof error);
    error.size = sizeof error;
    error.error_class = error_class;
    error.native_code = str("08001");
    error.text = str(text);
    error.retry_after_ms = 1500;
    h->fail(h->self, &error);
    return OBJSYNC_FAILED;
}

/* The job's only option, the password. */
static UNUSED const char* password(const objsync_job* job) {
    return job->options->n_items > 0 ? job->options->items[0].text.data : "none";
}

static int check(const objsync_host* h, const objsync_job* job) {
    (void)job;
    return h->report(h->self, OBJSYNC_CHECK_OK, str("connect"), str("connected"), str(""));
}

static int crawl(const objsync_host* h, const objsync_job* job);

#ifndef MOCK_OWN_TABLE
const objsync_plugin* objsync_plugin_v1(void) {
    static const objsync_plugin it = {sizeof it, OBJSYNC_ABI_MINOR, describe, check, crawl, NULL};
    return &it;
}
#endif
