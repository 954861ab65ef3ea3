-- From version 1 to version 2. A new store gets schema.sql and then this.

-- Who answers for an object and all below it: principals of the configuration or of tokens.
CREATE TABLE owner (
    oid       INTEGER NOT NULL,
    role      INTEGER NOT NULL,  -- data owner, infrastructure admin
    principal TEXT NOT NULL,
    PRIMARY KEY (oid, role, principal)
) WITHOUT ROWID;
CREATE INDEX owner_principal ON owner (principal);

-- Bearer tokens. The token itself is nowhere: 256 random bits, of which this is the SHA-256.
CREATE TABLE token (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    hash        BLOB NOT NULL UNIQUE,
    principal   TEXT NOT NULL,
    permissions INTEGER NOT NULL,  -- bits: core/store/access.h
    note        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    created_by  TEXT NOT NULL,
    expires_at  INTEGER,
    last_used   INTEGER
);

-- Who changed what, or was refused.
CREATE TABLE audit (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    principal TEXT NOT NULL,  -- empty: nobody known
    via       TEXT NOT NULL,  -- uid of the peer, or id of the token
    action    TEXT NOT NULL,  -- method and route
    target    TEXT NOT NULL,  -- path text, or what else it was about
    before    TEXT NOT NULL,  -- JSON; empty: not known, or nothing was changed
    after     TEXT NOT NULL,
    status    INTEGER NOT NULL,  -- as the caller was answered; 200 when the change is committed
    detail    TEXT NOT NULL      -- why it was refused
);

ALTER TABLE connection ADD COLUMN paused_since INTEGER;
ALTER TABLE connection ADD COLUMN unconfigured_since INTEGER;

-- A sink's failure is known by the thread that tries again; nothing reads it from here.
ALTER TABLE sink DROP COLUMN failing_since;
ALTER TABLE sink DROP COLUMN error;

-- Moves with every change of presence, parent or settings below a container, so that what was
-- previewed can be told from what is there now without a walk. Never goes back.
CREATE TABLE subtree (
    oid     INTEGER PRIMARY KEY,
    version INTEGER NOT NULL
);

ALTER TABLE job ADD COLUMN principal TEXT NOT NULL DEFAULT '';      -- who asked for it
ALTER TABLE job ADD COLUMN total INTEGER;                           -- objects below; NULL: not counted yet
ALTER TABLE job ADD COLUMN told INTEGER NOT NULL DEFAULT 0;         -- events that it has caused
ALTER TABLE job ADD COLUMN replaced_by INTEGER NOT NULL DEFAULT 0;  -- the job that took its place before it was done
ALTER TABLE job ADD COLUMN gives_back INTEGER NOT NULL DEFAULT 0;   -- the cancelled job whose resets it undoes
ALTER TABLE job ADD COLUMN worked_at INTEGER;                       -- its newest step; NULL: not begun
ALTER TABLE job ADD COLUMN error TEXT NOT NULL DEFAULT '';          -- why it failed, for people
CREATE INDEX job_open ON job (conn, id) WHERE state IN (1, 2);

-- Tags that people gave an object here, apart from the platform's own. A crawl gives them only to
-- what it finds for the first time.
CREATE TABLE local_tag (
    oid   INTEGER NOT NULL,
    name  TEXT NOT NULL,
    value TEXT NOT NULL,  -- empty: a tag without a value
    PRIMARY KEY (oid, name)
) WITHOUT ROWID;
CREATE INDEX local_tag_value ON local_tag (name, value);

-- Connections that were registered through the API; the others come from files.
CREATE TABLE registered (
    name        TEXT PRIMARY KEY,
    definition  TEXT NOT NULL,  -- JSON: the keys of a [[connection]]; secrets by reference
    vouchers    TEXT NOT NULL,  -- who named its secrets: principals, a line each; empty: a governor
    created_at  INTEGER NOT NULL,
    created_by  TEXT NOT NULL,
    updated_at  INTEGER NOT NULL,
    updated_by  TEXT NOT NULL,
    wrong_since INTEGER         -- since when it cannot be crawled as it is defined
) WITHOUT ROWID;

-- Objects by the fingerprint of their platform's id (core/store/platform_ids.h), which was a column
-- and an index of its own: ids may be long, and each stood three times.
CREATE TABLE platform_id (
    conn INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    oid  INTEGER NOT NULL,
    PRIMARY KEY (conn, hash, oid)
) WITHOUT ROWID;

-- An event that tells a whole object shares the bytes with the object's row. Before those change,
-- or go, they are copied here.
CREATE TABLE outbox_object (
    pos    INTEGER PRIMARY KEY,  -- of the event
    stable BLOB NOT NULL,
    moving BLOB NOT NULL
);

-- The table of objects anew, as new columns would stand behind the long ones.
CREATE TABLE object_v2 (
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
    changed_at   INTEGER NOT NULL DEFAULT 0,  -- when that was written
    lent_to      INTEGER NOT NULL DEFAULT 0,  -- position of the event that tells of this body as a whole; 0: none
    removed_at   INTEGER,
    stable       BLOB NOT NULL,        -- core/model/codec.h; last, as they are long
    moving       BLOB NOT NULL
);
INSERT INTO object_v2 SELECT oid, conn, parent, ns, name, presence, flags, own, origin, activate_new,
    announced, fp_listing, fp_stable, last_event, 0, 0, removed_at, stable, moving FROM object;
DROP TABLE object;
ALTER TABLE object_v2 RENAME TO object;
CREATE UNIQUE INDEX object_key ON object (parent, ns, name) WHERE presence < 3;
CREATE INDEX object_tombstone ON object (parent, ns, name) WHERE presence = 3;
CREATE INDEX object_expiry ON object (conn, removed_at) WHERE presence = 3;
CREATE INDEX object_held ON object (conn, presence) WHERE presence IN (1, 2);
CREATE INDEX object_changed ON object (conn, changed_at);

-- What a search goes over (core/store/search_index.h): names of a connection's objects by ascending
-- oid, in blocks.
CREATE TABLE name_block (
    conn  INTEGER NOT NULL,
    first INTEGER NOT NULL,  -- oid of its first name
    body  BLOB NOT NULL,     -- core/store/name_block.h
    PRIMARY KEY (conn, first)
) WITHOUT ROWID;

-- Who has which tag of the platform, on itself or on a column.
CREATE TABLE platform_tag (
    conn  INTEGER NOT NULL,
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    oid   INTEGER NOT NULL,
    PRIMARY KEY (conn, name, value, oid)
) WITHOUT ROWID;
