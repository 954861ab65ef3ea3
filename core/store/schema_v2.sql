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

-- When its newest event was written.
ALTER TABLE object ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX object_changed ON object (conn, changed_at);
