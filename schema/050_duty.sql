-- derived: the duty log of a unit, one line with its minute; nothing in it is changed, only followed
CREATE TABLE log (
    unit TEXT NOT NULL,
    seq BIGINT NOT NULL,        -- of the event that wrote it
    id TEXT NOT NULL,           -- unit-seq
    at BIGINT NOT NULL,         -- when it was written
    said_at BIGINT NOT NULL,    -- when it is said to have been; that of writing when nothing is said
    claimed BIGINT NOT NULL,    -- 1: said_at was claimed by the writer
    type TEXT NOT NULL,         -- call_in, call_out, visit, weather, instruction, check, other
    text TEXT,                  -- personal; null once purged
    handling TEXT,              -- personal; what was done about it
    matter TEXT,                -- id of a matter it belongs to
    corrects TEXT,              -- id of the entry it puts right
    corrected_by TEXT,          -- id of the entry that puts it right
    caller_unit TEXT,           -- personal
    caller_name TEXT,           -- personal
    caller_post TEXT,           -- personal
    caller_phone TEXT,          -- personal
    result TEXT,                -- personal; what came of it
    closed_at BIGINT,           -- when it was over; null: not said
    from_paper TEXT,            -- serial of the paper form it was copied from, '-' for plain paper
    author TEXT NOT NULL,       -- account
    off_watch BIGINT NOT NULL,  -- 1: written by someone who was not on watch
    purged BIGINT NOT NULL,     -- 1: its texts have been destroyed
    clock_mark TEXT,            -- held or unvouched: the doubt the clock was in when it was written
    PRIMARY KEY (unit, seq)
);
CREATE INDEX log_said ON log (unit, said_at, seq);

-- derived: photos and files of log entries
CREATE TABLE log_attachment (
    unit TEXT NOT NULL,
    seq BIGINT NOT NULL,        -- of the entry
    place BIGINT NOT NULL,      -- order
    hash TEXT NOT NULL,         -- of the content
    PRIMARY KEY (unit, seq, place)
);
