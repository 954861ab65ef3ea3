-- The store, version 1; schema_v2.sql leads on. One file, one writer. Times are milliseconds since the Unix epoch.
-- Enumerations are the C++ ones of core/store/rows.h.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,  -- 'epoch' (text), 'next_oid', 'next_pos' (integers)
    value NOT NULL
) WITHOUT ROWID;

CREATE TABLE connection (
    id                 INTEGER PRIMARY KEY,
    name               TEXT NOT NULL UNIQUE,
    root               INTEGER NOT NULL,             -- oid of its root object; 0: removed
    plugin             TEXT NOT NULL,
    next_seq           INTEGER NOT NULL DEFAULT 1,   -- of its events
    identity           TEXT,                         -- of its source; NULL until the first crawl
    refused_identity   TEXT,                         -- differs; waits for `connection accept`
    complete_run       INTEGER,                      -- the first complete one; until then events are initial
    runs_since_full    INTEGER NOT NULL DEFAULT 0,
    file_active        INTEGER,                      -- values last read from the configuration
    file_activate_new  INTEGER,
    configured         INTEGER NOT NULL DEFAULT 1,   -- 0: gone from the files
    paused             INTEGER NOT NULL DEFAULT 0,
    last_started       INTEGER,                      -- schedule, see core/schedule
    next_due           INTEGER,
    failures           INTEGER NOT NULL DEFAULT 0,
    failing_since      INTEGER,
    interrupted        INTEGER NOT NULL DEFAULT 0,   -- a whole crawl had started and not finished
    filter             INTEGER NOT NULL DEFAULT 0    -- fingerprint of the filter of the last crawl
);

CREATE TABLE object (
    oid          INTEGER PRIMARY KEY,  -- given from meta.next_oid, never reused
    conn         INTEGER NOT NULL,
    parent       INTEGER NOT NULL,     -- oid; 0: a connection's root
    ns           TEXT NOT NULL,
    name         BLOB NOT NULL,        -- exact bytes of the platform
    presence     INTEGER NOT NULL,
    flags        INTEGER NOT NULL,     -- what its kind says: container, source
    own          INTEGER NOT NULL,     -- own status: inherit, active, inactive
    origin       INTEGER NOT NULL,     -- of the own status: discovery, user
    activate_new INTEGER NOT NULL,     -- inherit, on, off
    announced    INTEGER NOT NULL,     -- 1: told to the world as an active data source
    fp_listing   INTEGER NOT NULL,     -- of the last listing's bytes, volatile ones too; 0: unknown
    fp_stable    INTEGER NOT NULL,     -- of the last listing's stable bytes; 0: unknown
    last_event   INTEGER NOT NULL,     -- outbox position of its newest event; each event names the one before
    removed_at   INTEGER,
    platform_id  BLOB,
    stable       BLOB NOT NULL,        -- core/model/codec.h; last, as they are long
    moving       BLOB NOT NULL
);
-- The key is unique among what is not removed.
CREATE UNIQUE INDEX object_key ON object (parent, ns, name) WHERE presence < 3;
CREATE INDEX object_tombstone ON object (parent, ns, name) WHERE presence = 3;
CREATE INDEX object_expiry ON object (conn, removed_at) WHERE presence = 3;
CREATE INDEX object_platform_id ON object (conn, platform_id) WHERE platform_id IS NOT NULL;
CREATE INDEX object_held ON object (conn, presence) WHERE presence IN (1, 2);

-- What is known of each container's listing.
CREATE TABLE scope (
    container      INTEGER PRIMARY KEY,  -- oid
    conn           INTEGER NOT NULL,
    run            INTEGER NOT NULL,     -- the newest that ended it
    begun_at       INTEGER NOT NULL,     -- when that run began to list it: the later-begun listing wins
    ended_at       INTEGER NOT NULL,
    outcome        INTEGER NOT NULL,
    complete_at    INTEGER,              -- the newest complete (or unchanged) listing
    basis          TEXT,                 -- under which it was last complete
    marker         BLOB                  -- valid only under `basis`
);

CREATE TABLE run (
    id         INTEGER PRIMARY KEY,
    conn       INTEGER NOT NULL,
    why        TEXT NOT NULL,      -- schedule, start, reload, demand
    targets    TEXT NOT NULL,      -- path texts, a line each; empty: the whole connection
    is_full    INTEGER NOT NULL,
    state      INTEGER NOT NULL,   -- listing, applying, done
    result     INTEGER,            -- complete, incomplete, failed, cancelled
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    objects    INTEGER NOT NULL DEFAULT 0,
    scopes     INTEGER NOT NULL DEFAULT 0,
    children   INTEGER NOT NULL DEFAULT 0,  -- processes it took
    counts     TEXT NOT NULL DEFAULT '"statements":0',  -- JSON members, in {} once it is done: events by type, statements, requests, bytes
    error      TEXT NOT NULL DEFAULT '',    -- why it failed, for people
    versions   TEXT NOT NULL DEFAULT ''     -- of plugin, driver, server
);
CREATE INDEX run_conn ON run (conn, id);

CREATE TABLE run_scope (
    run         INTEGER NOT NULL,
    path        TEXT NOT NULL,     -- path text below the connection; empty: the root
    facet       INTEGER NOT NULL,  -- 0: the listing itself
    outcome     INTEGER NOT NULL,
    objects     INTEGER NOT NULL,
    basis       TEXT NOT NULL,
    as_of       INTEGER NOT NULL,
    error_class INTEGER NOT NULL,
    native_code TEXT NOT NULL,
    error       TEXT NOT NULL,
    PRIMARY KEY (run, path, facet)
) WITHOUT ROWID;

-- Names a complete listing did not give. They are decided at the end of the run.
CREATE TABLE missing (
    run         INTEGER NOT NULL,
    oid         INTEGER NOT NULL,
    cause       INTEGER NOT NULL,  -- vanished, dropped, out_of_scope, moved
    new_basis   INTEGER NOT NULL,  -- 1: the first complete listing under this basis
    by_platform INTEGER NOT NULL,  -- 1: the platform said that it is gone, whatever its scope's listing
    PRIMARY KEY (run, oid)
) WITHOUT ROWID;

-- A known platform id under a new name, waiting for its old scope to end.
CREATE TABLE parked (
    run    INTEGER NOT NULL,
    oid    INTEGER NOT NULL,     -- the object that has had this id
    parent INTEGER NOT NULL,     -- where it was listed now
    ns     TEXT NOT NULL,
    name   BLOB NOT NULL,
    flags  INTEGER NOT NULL,
    stable BLOB NOT NULL,
    moving BLOB NOT NULL,
    PRIMARY KEY (run, parent, ns, name)
) WITHOUT ROWID;

-- What a run decided, in the order it is applied. Rows go as they are done.
CREATE TABLE decision (
    run    INTEGER NOT NULL,
    step   INTEGER NOT NULL,
    action INTEGER NOT NULL,
    oid    INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    parent INTEGER NOT NULL,     -- renames: the new place
    ns     TEXT NOT NULL,
    name   BLOB NOT NULL,
    PRIMARY KEY (run, step)
) WITHOUT ROWID;

-- The newest pass over a facet (tags, columns, definitions) below a container.
CREATE TABLE facet_scope (
    container INTEGER NOT NULL,  -- oid
    facet     INTEGER NOT NULL,
    conn      INTEGER NOT NULL,
    run       INTEGER NOT NULL,
    outcome   INTEGER NOT NULL,
    as_of     INTEGER NOT NULL,  -- the time its data speaks of, of the newest complete pass
    basis     TEXT,              -- of the newest complete pass
    PRIMARY KEY (container, facet)
) WITHOUT ROWID;

-- Why an object is held, and what would confirm that it is gone.
CREATE TABLE held (
    oid       INTEGER PRIMARY KEY,
    conn      INTEGER NOT NULL,
    guard     INTEGER NOT NULL,     -- oid of the container whose trip holds it; 0: a new basis
    run       INTEGER NOT NULL,     -- that first missed it
    since     INTEGER NOT NULL,     -- when that run began
    basis     TEXT NOT NULL,        -- under which its scope was complete
    cause     INTEGER NOT NULL,
    by_hand   INTEGER NOT NULL      -- 1: only a person confirms it
);
CREATE INDEX held_conn ON held (conn, guard);

-- Settings that are being announced, in steps.
CREATE TABLE job (
    id         INTEGER PRIMARY KEY,
    conn       INTEGER NOT NULL,
    oid        INTEGER NOT NULL,   -- below it
    state      INTEGER NOT NULL,   -- created, active, completed, cancelled
    action     INTEGER NOT NULL,
    value      INTEGER NOT NULL,
    before     TEXT NOT NULL,      -- the setting to go back to when cancelled
    created_at INTEGER NOT NULL,
    ended_at   INTEGER,
    done       INTEGER NOT NULL DEFAULT 0,   -- objects looked at
    cursor     BLOB NOT NULL DEFAULT x''     -- where the walk stands
);

-- Own settings of discovery that a job has reset, to give back when it is cancelled.
CREATE TABLE job_reset (
    job INTEGER NOT NULL,
    oid INTEGER NOT NULL,
    own INTEGER NOT NULL,
    PRIMARY KEY (job, oid)
) WITHOUT ROWID;

CREATE TABLE outbox (
    pos  INTEGER PRIMARY KEY,  -- order over all connections, from meta.next_pos, never reused
    conn INTEGER NOT NULL,
    body BLOB NOT NULL         -- core/model/event.h
);
-- The first event of each commit, so that a connection's sequence number finds its position.
CREATE TABLE outbox_mark (
    conn INTEGER NOT NULL,
    seq  INTEGER NOT NULL,
    pos  INTEGER NOT NULL,
    at   INTEGER NOT NULL,
    PRIMARY KEY (conn, seq)
) WITHOUT ROWID;

CREATE TABLE sink (
    name       TEXT PRIMARY KEY,
    pos        INTEGER NOT NULL,  -- delivered up to and with this position
    updated_at INTEGER NOT NULL,
    failing_since INTEGER,
    error      TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
