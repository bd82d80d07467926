-- kept: contents of attachments; purging empties salt and bytes
CREATE TABLE blob_content (
    hash TEXT NOT NULL PRIMARY KEY, -- hex of H(salt ‖ bytes), H being the unit's digest
    unit TEXT NOT NULL,             -- that took it in
    id TEXT NOT NULL,               -- of the event that brought it
    salt BLOB,                      -- 16 random bytes; null once purged
    bytes BLOB                      -- personal; null once purged
);

-- derived: what is known about attachments
CREATE TABLE attachment (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,         -- UNIT-SEQ
    hash TEXT NOT NULL,       -- of its content
    media_type TEXT NOT NULL, -- 'image/jpeg'
    size BIGINT NOT NULL,     -- bytes
    name TEXT,                -- personal; as the file was called
    added_at BIGINT NOT NULL,
    added_by TEXT NOT NULL,   -- account id
    PRIMARY KEY (unit, id)
);

-- derived: through what else an attachment may be seen: a unit's matter or dispatch that names it
CREATE TABLE blob_link (
    unit TEXT NOT NULL,
    hash TEXT NOT NULL,
    subject TEXT NOT NULL,    -- of this unit: who may see it, sees the attachment
    PRIMARY KEY (unit, hash, subject)
);
CREATE INDEX blob_link_hash ON blob_link (hash);
