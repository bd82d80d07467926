-- derived: what must happen at a time without anyone asking; served by chores
CREATE TABLE due (
    unit TEXT NOT NULL,
    chore TEXT NOT NULL,      -- name of the chore row that serves it
    subject TEXT NOT NULL,    -- what it is about: a clock id, a watch id
    at BIGINT NOT NULL,       -- milliseconds UTC
    since BIGINT,             -- from when it is counted; null: somebody named the moment
    daily BIGINT,             -- 1: at a time of day, so that it moves by whole days; else null
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

-- working: what was done under an Idempotency-Key, for 24 hours; never a reply: a repeat is made anew
CREATE TABLE idempotency (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    digest TEXT NOT NULL,     -- of method, target and arguments without the secret ones
    unit TEXT NOT NULL,       -- in whose journal the events stand
    seq BIGINT NOT NULL,      -- of the first event
    events BIGINT NOT NULL,   -- how many
    shown TEXT NOT NULL,      -- id of what the reply is about
    at BIGINT NOT NULL,
    PRIMARY KEY (account, key)
);
