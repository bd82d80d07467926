-- kept: which record this is; the same number lies in a file outside, so that a lost database is missed
CREATE TABLE installation (
    one BIGINT NOT NULL PRIMARY KEY, -- 1: there is one row
    id BIGINT NOT NULL,              -- random; goes along with backup and restore
    made_at BIGINT NOT NULL          -- milliseconds UTC
);

-- working: what the server writes to learn whether it can
CREATE TABLE pulse (
    one BIGINT NOT NULL PRIMARY KEY, -- 1: there is one row
    beats BIGINT NOT NULL,
    filler TEXT                      -- long after a refusal: one small row proves little
);

-- derived: the last nightly look at the whole record
CREATE TABLE selfcheck (
    unit TEXT NOT NULL PRIMARY KEY,  -- at the top
    at BIGINT NOT NULL,              -- milliseconds UTC
    units BIGINT NOT NULL,           -- looked at
    events BIGINT NOT NULL,          -- whose hashes were made again
    differences BIGINT NOT NULL,     -- 0: all of it fits
    found TEXT,                      -- the first of them
    took_ms BIGINT NOT NULL
);
