-- kept: what happened, one hash chain a unit; refuses UPDATE and DELETE
CREATE TABLE journal (
    unit TEXT NOT NULL,       -- code of the unit whose chain this is
    seq BIGINT NOT NULL,      -- 1, 2, 3, … without gaps
    at BIGINT NOT NULL,       -- milliseconds UTC, never less than the one before
    actor TEXT NOT NULL,      -- account id, or 'system'
    kind TEXT NOT NULL,       -- kind of event
    subject TEXT NOT NULL,    -- id of the thing it is about
    text TEXT NOT NULL,       -- canonical JSON: exactly the bytes that were hashed
    hash BLOB NOT NULL,       -- H(hash before ‖ text), 32 bytes
    PRIMARY KEY (unit, seq)
);
CREATE INDEX journal_subject ON journal (unit, subject, seq);

-- kept: the end of each unit's chain; locked first by whoever appends on PostgreSQL
CREATE TABLE head (
    unit TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,      -- of the last event
    at BIGINT NOT NULL,       -- of the last event
    digest TEXT NOT NULL,     -- 'sm3' or 'sha256'
    hash BLOB NOT NULL        -- of the last event
);

-- kept: free text and personal values of events; purging empties value and salt
CREATE TABLE vault (
    unit TEXT NOT NULL,
    seq BIGINT NOT NULL,      -- the event that brought the value
    path TEXT NOT NULL,       -- where in the body: 'fields.summary'
    salt BLOB,                -- 16 random bytes; null once purged
    value TEXT,               -- personal; null once purged
    PRIMARY KEY (unit, seq, path)
);
