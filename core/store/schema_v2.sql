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
CREATE INDEX job_open ON job (conn, id) WHERE state IN (1, 2);

-- Objects by the fingerprint of their platform's id (core/store/platform_ids.h), which was a column
-- and an index of its own: ids may be long, and each stood three times.
CREATE TABLE platform_id (
    conn INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    oid  INTEGER NOT NULL,
    PRIMARY KEY (conn, hash, oid)
) WITHOUT ROWID;
DROP INDEX object_platform_id;
ALTER TABLE object DROP COLUMN platform_id;
