-- derived: rest days taken in return for duty (补休)
CREATE TABLE rest_day (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    day TEXT NOT NULL,          -- 'YYYY-MM-DD'
    tenths BIGINT NOT NULL,     -- of a day: 10 a whole one, 5 half of one
    note TEXT,                  -- personal
    written_at BIGINT NOT NULL,
    written_by TEXT NOT NULL,   -- account
    PRIMARY KEY (unit, id)
);
CREATE INDEX rest_day_of ON rest_day (unit, person, day);
