-- kept: every version of a kind or rule file that was used: a matter lives by what it opened under
CREATE TABLE catalog_version (
    digest TEXT NOT NULL PRIMARY KEY, -- SM3 of the canonical text, hex
    name TEXT NOT NULL,               -- 'kind:incident', 'rule:levels'
    text TEXT NOT NULL                -- the file as it was read
);

-- derived: what matter_fold makes of the events of each matter
CREATE TABLE matter (
    unit TEXT NOT NULL,
    seq BIGINT NOT NULL,        -- of the event that opened it; the id is unit-seq
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,       -- version of the kind it lives by
    number TEXT NOT NULL,       -- running number by unit, kind and year, as people say it
    state TEXT NOT NULL,
    version BIGINT NOT NULL,    -- events so far
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,           -- null: open
    changed_at BIGINT NOT NULL, -- of its last event
    opened_by TEXT NOT NULL,    -- account
    off_watch BIGINT NOT NULL,  -- 1: opened by someone who was not on watch
    purged BIGINT NOT NULL,     -- 1: its texts have been destroyed
    face TEXT NOT NULL,         -- JSON: names of the fields that are its title, place, level, figures
    fields TEXT NOT NULL,       -- JSON: plain values
    texts TEXT,                 -- personal; JSON: values that live in the vault; null once purged
    title TEXT,                 -- personal
    place TEXT,                 -- personal
    level BIGINT,               -- 1 worst … 4; null: none
    late BIGINT NOT NULL,       -- 1: a running clock is past its due time
    due_at BIGINT,              -- earliest due time of its running clocks
    due_clock TEXT,             -- name of that clock
    PRIMARY KEY (unit, seq)
);
CREATE INDEX matter_closed ON matter (unit, closed_at);

-- derived: the last running number of each kind and year
CREATE TABLE matter_number (
    unit TEXT NOT NULL,
    kind TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (unit, kind, year)
);

-- derived: the clocks of matters, those that have ended too
CREATE TABLE clock (
    unit TEXT NOT NULL,
    matter TEXT NOT NULL,       -- id
    seq BIGINT NOT NULL,        -- of the event that started it; the clock's id is matter.seq
    name TEXT NOT NULL,
    label TEXT,                 -- JSON {"zh", "en"}
    rule TEXT,                  -- JSON: which rule asks for it; null: the kind
    state BIGINT NOT NULL,      -- 0 running, 1 late, 2 met, 3 late and met, 4 stopped
    late BIGINT NOT NULL,       -- 1: was or is past its due time
    started_at BIGINT NOT NULL,
    warn_at BIGINT,             -- null: gives no warning
    due_at BIGINT NOT NULL,
    ended_at BIGINT,            -- null: still runs
    owner TEXT NOT NULL,        -- role that must act
    escalate TEXT NOT NULL,     -- JSON [{"at", "tell"}]
    rang BIGINT NOT NULL,       -- stages rung: 1 warn, 2 late, 3 … escalations
    PRIMARY KEY (unit, matter, seq)
);

-- derived: which matters and dispatches belong together
CREATE TABLE matter_link (
    unit TEXT NOT NULL,
    matter TEXT NOT NULL,       -- id
    other TEXT NOT NULL,        -- id of a matter or dispatch
    relation TEXT NOT NULL,     -- 'child', 'parent', 'related', …: what the other is to this one
    seq BIGINT NOT NULL,        -- of the event that linked them
    PRIMARY KEY (unit, matter, other, relation)
);

-- derived: what is searched of each matter: number, title, place and the searched texts
CREATE TABLE matter_search (
    unit TEXT NOT NULL,
    seq BIGINT NOT NULL,        -- of the matter
    text TEXT NOT NULL,         -- personal; a line for each, lower case, without white space
    PRIMARY KEY (unit, seq)
);

-- derived: alarms at the desk for a role
CREATE TABLE notice (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,           -- of the event that raised it, .n when it raised several
    matter TEXT,                -- id; null: about none
    matter_seq BIGINT NOT NULL, -- number in that id; 0: about none
    role TEXT NOT NULL,         -- who is told
    word TEXT NOT NULL,         -- what it says: 'clock.late', 'step', …
    label TEXT,                 -- JSON {"zh", "en"} of the clock or step it is about
    at BIGINT NOT NULL,
    mistimed BIGINT NOT NULL,   -- 1: it was raised at a time that proved to be wrong
    seen_at BIGINT,             -- null: not yet
    seen_by TEXT,               -- account
    PRIMARY KEY (unit, id)
);
CREATE INDEX notice_seen ON notice (unit, seen_at);
