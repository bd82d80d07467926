-- derived: swaps and stand-ins: asked, decided by a leader, confirmed when the word came by telephone
CREATE TABLE shift_change (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    seq BIGINT NOT NULL,        -- of the event that made it
    kind TEXT NOT NULL,         -- 'swap', 'substitute'
    state TEXT NOT NULL,        -- 'asked', 'approved', 'refused', 'withdrawn', 'denied'
    shift TEXT NOT NULL,
    was TEXT,                   -- person who stood it until then; null: nobody
    person TEXT NOT NULL,       -- who stands it instead
    other_shift TEXT,           -- of a swap: the one that `was` takes
    reason TEXT,                -- personal
    asked_at BIGINT NOT NULL,
    asked_by TEXT NOT NULL,     -- account
    decided_at BIGINT,
    mode TEXT,                  -- 'desk', 'oral'
    leader TEXT,                -- person who decided
    words TEXT,                 -- personal; the words by telephone, or why it was refused
    said_at BIGINT,             -- oral: when they were said
    confirm_due_at BIGINT,      -- oral: by when the leader confirms
    confirmed_at BIGINT,
    late BIGINT NOT NULL,       -- 1: was not confirmed in time
    PRIMARY KEY (unit, id)
);
CREATE INDEX shift_change_shift ON shift_change (unit, shift);
