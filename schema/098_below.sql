-- derived: units below this one as their chains stood when last looked at: none goes unmissed with its chain
CREATE TABLE unit_below (
    unit TEXT NOT NULL,
    below TEXT NOT NULL,      -- code of the unit below
    seq BIGINT NOT NULL,      -- of its last event then
    hash BLOB NOT NULL,       -- of that event
    seen_at BIGINT NOT NULL,  -- milliseconds UTC
    PRIMARY KEY (unit, below)
);
