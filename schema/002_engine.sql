-- derived: what must happen at a time without anyone asking; served by chores
CREATE TABLE due (
    unit TEXT NOT NULL,
    chore TEXT NOT NULL,      -- name of the chore row that serves it
    subject TEXT NOT NULL,    -- what it is about: a clock id, a watch id
    at BIGINT NOT NULL,       -- milliseconds UTC
    PRIMARY KEY (unit, chore, subject)
);
CREATE INDEX due_at ON due (at);

-- working: when a chore looks again at what may have changed without an event; gone once it has
CREATE TABLE wake (
    unit TEXT NOT NULL,
    chore TEXT NOT NULL,      -- name of the chore row that looks
    subject TEXT NOT NULL,    -- what at
    at BIGINT NOT NULL,       -- milliseconds UTC
    PRIMARY KEY (unit, chore, subject)
);
CREATE INDEX wake_at ON wake (at);

-- working: replies to commands sent with an Idempotency-Key, kept for 24 hours
CREATE TABLE idempotency (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    digest TEXT NOT NULL,     -- of method, path and body
    status BIGINT NOT NULL,   -- HTTP status of the stored reply
    reply TEXT NOT NULL,      -- JSON
    at BIGINT NOT NULL,
    PRIMARY KEY (account, key)
);
