/* The objsync plugin ABI, version 1. Plain C99; a plugin includes this and links to nothing of ours.
 *
 * A plugin is a shared object that exports one symbol, objsync_plugin_v1. It runs in a child
 * process of its own (objsync-crawl): it may block, use threads, and load drivers.
 *
 * Rules that hold everywhere:
 * - Every struct begins with its size; set it to sizeof(the struct). Fields are only appended.
 *   In arrays the first element's size is the stride. Zero what you do not set.
 * - A string is bytes and a length, not terminated. data == NULL: absent ("cannot tell"); a present
 *   empty string has data != NULL and len == 0. Names are the bytes the platform returns.
 * - Who passes a pointer owns it; it must stay valid until the call returns, no longer.
 * - Host functions may be called from any thread of the plugin, several at once. They block while
 *   the daemon is busy. After one returned OBJSYNC_CANCELLED, clean up and return from crawl().
 * - Times are milliseconds since the Unix epoch, UTC. OBJSYNC_NO_TIME: absent.
 */
#ifndef OBJSYNC_PLUGIN_H
#define OBJSYNC_PLUGIN_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

#define OBJSYNC_ABI_MINOR 0
#define OBJSYNC_NO_TIME INT64_MIN
#if defined(__GNUC__)
#define OBJSYNC_EXPORT __attribute__((visibility("default")))
#else
#define OBJSYNC_EXPORT
#endif

typedef struct objsync_str { const char *data; size_t len; } objsync_str;

/* What host functions answer, and what a plugin's functions return. */
enum {
    OBJSYNC_OK = 0,
    OBJSYNC_SKIP = 1,       /* scope_begin, wanted: not wanted (filtered, or done already) */
    OBJSYNC_CANCELLED = -1, /* stop now */
    OBJSYNC_REFUSED = -2,   /* the call itself was wrong; the host has logged why */
    OBJSYNC_FAILED = -3     /* returned by a plugin: it has reported its error with host->fail */
};

/* ---- describe: static data, valid for ever, no connection is made ---- */
enum { OBJSYNC_KIND_CONTAINER = 1, OBJSYNC_KIND_SOURCE = 2 };
typedef struct objsync_kind {
    size_t size;
    const char *name;       /* "table", "view", "schema", ...; open to extension */
    uint32_t flags;         /* OBJSYNC_KIND_... */
    const char *name_space; /* NULL: the default one, shared by containers, tables and views */
} objsync_kind;

enum {
    OBJSYNC_STRING = 1, OBJSYNC_INTEGER, OBJSYNC_BOOLEAN, OBJSYNC_DURATION /* integer, ms */,
    OBJSYNC_SECRET /* string, by reference in the configuration */, OBJSYNC_LIST /* of strings */,
    OBJSYNC_MAP /* name -> string */, OBJSYNC_RECORDS /* list of records with the given fields */
};
enum { OBJSYNC_REQUIRED = 1 };
typedef struct objsync_option {
    size_t size;
    const char *name;
    uint32_t type;             /* OBJSYNC_STRING ... */
    uint32_t flags;
    const char *one_of;        /* NULL, or a group's name: exactly one option of a group is given */
    const char *default_text;  /* NULL: none; as it would be written in the configuration */
    const char *help;          /* one or two sentences; states the unit */
    const struct objsync_option *fields; /* of OBJSYNC_RECORDS */
    size_t n_fields;
} objsync_option;

typedef struct objsync_description {
    size_t size;
    const char *name, *version;
    const char *const *levels; /* every level it may have, top first: "database", "schema", "table" */
    size_t n_levels;
    const objsync_kind *kinds;
    size_t n_kinds;
    const objsync_option *options;
    size_t n_options;
} objsync_description;

/* ---- the job ---- */
typedef struct objsync_value {
    size_t size;
    uint32_t type;          /* OBJSYNC_STRING ...; a record is an OBJSYNC_MAP */
    objsync_str name;       /* of a map's member; absent in lists */
    objsync_str text;       /* strings and secrets */
    int64_t integer;        /* integers, booleans (0, 1), durations in ms */
    const struct objsync_value *items; /* of lists and maps */
    size_t n_items;
} objsync_value;

typedef struct objsync_segment { objsync_str name, name_space; } objsync_segment;
typedef struct objsync_path { const objsync_segment *segments; size_t n; } objsync_path; /* n = 0: the connection */

enum { OBJSYNC_JOB_FULL = 1 /* ignore markers and stamps */ };
typedef struct objsync_job {
    size_t size;
    objsync_str connection;
    const objsync_value *options; /* a map; defaults filled in, secrets resolved. Valid during the call. */
    const objsync_path *targets;  /* what to crawl or look up; n_targets = 0: everything */
    size_t n_targets;
    uint32_t flags;
} objsync_job;

/* ---- what a crawl says ---- */
/* First of all: what it is connected to. A changed identity stops the run before any listing. */
typedef struct objsync_source {
    size_t size;
    objsync_str identity; /* account locator, metastore id, server id; the same for ever, never a secret */
    objsync_str driver_version, server_version;
    const char *const *levels; /* as they are on this source, top first */
    size_t n_levels;
} objsync_source;

typedef struct objsync_attribute {
    size_t size;
    objsync_str name;
    objsync_str value;      /* absent: known to have none */
    uint32_t is_volatile;   /* stored, but never an event: row counts, sizes */
} objsync_attribute;

enum { OBJSYNC_NULLABLE_UNKNOWN = 0, OBJSYNC_NULLABLE_YES = 1, OBJSYNC_NULLABLE_NO = 2 };
typedef struct objsync_column {
    size_t size;
    objsync_str name;
    uint32_t ordinal;       /* from 1 */
    uint32_t nullable;
    objsync_str type, default_value, comment, stable_id;
    const objsync_attribute *attributes;
    size_t n_attributes;
    const struct objsync_column *fields; /* of a structured type */
    size_t n_fields;
} objsync_column;

typedef struct objsync_tag { size_t size; objsync_str column /* absent: the object */, name, value; } objsync_tag;

enum { OBJSYNC_HAS_COLUMNS = 1, OBJSYNC_HAS_TAGS = 2 }; /* else the facet is absent, not empty */
typedef struct objsync_object {
    size_t size;
    objsync_str name;
    const char *kind;       /* NULL: cannot tell. A kind that describe() does not declare is kept as it is. */
    const char *name_space; /* NULL: the kind's; must be given where kind is NULL and it is not the default */
    objsync_str native_type, platform_id, owner, comment, definition;
    objsync_str stamp;      /* changes whenever the object does: LAST_DDL, updated_at, etag */
    int64_t created_ms, modified_ms; /* OBJSYNC_NO_TIME: absent */
    uint32_t has;           /* OBJSYNC_HAS_... */
    const objsync_column *columns; /* any order */
    size_t n_columns;
    const objsync_tag *tags;
    size_t n_tags;
    const objsync_attribute *attributes;
    size_t n_attributes;
} objsync_object;

enum { /* how a scope's listing ended */
    OBJSYNC_COMPLETE = 1,   /* proved: all children that the filter and the credential allow were listed */
    OBJSYNC_UNCHANGED,      /* its marker equals the stored one: nothing was created, removed, renamed or hidden */
    OBJSYNC_UNCHANGED_BELOW, /* the same for everything below, too */
    OBJSYNC_PARTIAL, OBJSYNC_DENIED, OBJSYNC_SCOPE_FAILED
};
enum { /* error classes */
    OBJSYNC_ERROR_NONE = 0, OBJSYNC_AUTH, OBJSYNC_ACCESS_DENIED, OBJSYNC_THROTTLED,
    OBJSYNC_UNAVAILABLE, OBJSYNC_TIMEOUT, OBJSYNC_BUG
};
typedef struct objsync_error {
    size_t size;
    uint32_t error_class;
    objsync_str native_code, text; /* secrets of the job are masked by the host */
    int64_t retry_after_ms;        /* 0: unknown */
} objsync_error;

typedef struct objsync_end {
    size_t size;
    uint32_t outcome;
    objsync_str basis;  /* under which view: method, role, workspace. Another basis proves no absence at first. */
    objsync_str marker; /* of the scope, where the platform has one */
    uint32_t filtered_by_permission; /* 1: a lost grant looks like a drop here */
    int64_t as_of_ms;   /* facet passes: the time the data speaks of */
    objsync_error error; /* where the outcome is not complete */
} objsync_end;

enum { OBJSYNC_FACET_COLUMNS = 1, OBJSYNC_FACET_TAGS, OBJSYNC_FACET_DEFINITION };
enum { OBJSYNC_LOOKUP_OBJECT = 1, OBJSYNC_LOOKUP_GONE, OBJSYNC_LOOKUP_DENIED, OBJSYNC_LOOKUP_UNKNOWN };
enum { OBJSYNC_CHECK_OK = 1, OBJSYNC_CHECK_WARNING, OBJSYNC_CHECK_FAILED };
enum { OBJSYNC_LOG_DEBUG = 1, OBJSYNC_LOG_INFO, OBJSYNC_LOG_WARNING, OBJSYNC_LOG_ERROR };
enum { OBJSYNC_COUNT_STATEMENTS = 1, OBJSYNC_COUNT_REQUESTS, OBJSYNC_COUNT_BYTES };

typedef struct objsync_scope objsync_scope; /* an open listing of one container's direct children */
typedef struct objsync_facet objsync_facet; /* an open facet pass over a subtree */

/* ---- what the host offers; `self` is always host->self ---- */
typedef struct objsync_host {
    size_t size;
    void *self;
    int (*begin)(void *self, const objsync_source *source); /* once, before any scope */
    /* Is this path (an object, or a container that may hold some) within the filter? OK or SKIP. */
    int (*wanted)(void *self, const objsync_path *path, int is_container);

    /* OK: list it and end it. SKIP: *scope is NULL, go on. Several may be open at once. */
    int (*scope_begin)(void *self, const objsync_path *container, objsync_scope **scope);
    int (*object)(void *self, objsync_scope *scope, const objsync_object *object);
    /* Not in this listing, yet not gone. Name absent: all that the listing does not give. */
    int (*keep)(void *self, objsync_scope *scope, objsync_str name, const char *name_space, objsync_str reason);
    int (*gone)(void *self, objsync_scope *scope, objsync_str name, const char *name_space, objsync_str evidence);
    /* Stored marker of the scope (absent text: none or not valid). Calls `take` once. */
    int (*stored_marker)(void *self, objsync_scope *scope, void (*take)(void *user, objsync_str marker), void *user);
    /* Each stored child with its stamp; absent where it has none, and in a full crawl. On the calling thread. */
    int (*stored_stamps)(void *self, objsync_scope *scope,
                         void (*take)(void *user, objsync_str name, objsync_str name_space, objsync_str stamp), void *user);
    int (*scope_end)(void *self, objsync_scope *scope, const objsync_end *end); /* frees the scope, whatever it answers */

    int (*facet_begin)(void *self, const objsync_path *container, uint32_t facet, objsync_facet **out);
    int (*facet_object)(void *self, objsync_facet *facet, const objsync_path *object, const objsync_object *part);
    int (*facet_end)(void *self, objsync_facet *facet, const objsync_end *end);

    int (*answer)(void *self, const objsync_path *path, uint32_t verdict, const objsync_object *object, objsync_str evidence);
    int (*report)(void *self, uint32_t severity, objsync_str what, objsync_str found, objsync_str what_to_do); /* check() */
    int (*fail)(void *self, const objsync_error *error); /* why the whole call fails */

    /* A secret option read again from where it comes (rotated token files). Path: "token", "hosts.0.token". */
    int (*secret)(void *self, const char *option, void (*take)(void *user, objsync_str text), void *user);
    int (*cancelled)(void *self);   /* 1 once the crawl was cancelled */
    int (*cancel_fd)(void *self);   /* readable once the crawl was cancelled; never read or close it */
    /* `call` runs on a thread of the host, once; NULL takes it back and waits for a running one. */
    int (*on_cancel)(void *self, void (*call)(void *user), void *user);
    int (*progress)(void *self, objsync_str what); /* alive, though nothing can be sent yet */
    int (*log)(void *self, uint32_t level, objsync_str text);
    int (*count)(void *self, uint32_t what, uint64_t n);
} objsync_host;

/* ---- what a plugin offers ---- */
typedef struct objsync_plugin {
    size_t size;
    uint32_t abi_minor; /* OBJSYNC_ABI_MINOR */
    const objsync_description *(*describe)(void);
    int (*check)(const objsync_host *host, const objsync_job *job);  /* connect; report() each finding */
    int (*crawl)(const objsync_host *host, const objsync_job *job);
    int (*lookup)(const objsync_host *host, const objsync_job *job); /* NULL: cannot; answer() each target */
} objsync_plugin;

/* The only exported symbol; its name carries the major version. Returns static data. */
OBJSYNC_EXPORT const objsync_plugin *objsync_plugin_v1(void);

#ifdef __cplusplus
}
#endif
#endif
