-- working: the time held last, while the clock is in doubt: a start goes on from it, with the doubt
CREATE TABLE time_held (
    unit TEXT NOT NULL PRIMARY KEY, -- the unit at the top
    at BIGINT NOT NULL,             -- milliseconds UTC, noted now and then
    of_start BIGINT NOT NULL        -- 1: the doubt is one of a start, and what is due waits
);
