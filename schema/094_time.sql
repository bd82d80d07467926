-- derived: what the record says of the clock itself, in the unit at the top
CREATE TABLE time_state (
    unit TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,      -- of the event that says so
    at BIGINT NOT NULL,       -- since when
    state TEXT NOT NULL,      -- trusted, held or waiting
    cause TEXT NOT NULL,      -- jumped, behind, …, confirmed
    wall BIGINT NOT NULL      -- what the machine's clock said then
);

-- working: the time last trusted, noted now and then, so that the next start has something to go by
CREATE TABLE time_mark (
    unit TEXT NOT NULL PRIMARY KEY, -- the unit at the top
    at BIGINT NOT NULL              -- milliseconds UTC
);
