-- derived: who must be told of a matter by when, and what became of it
CREATE TABLE obligation (
    unit TEXT NOT NULL,
    matter TEXT NOT NULL,       -- id
    matter_seq BIGINT NOT NULL, -- of it
    ordinal BIGINT NOT NULL,    -- 1, 2, … within the matter
    report TEXT NOT NULL,       -- 'initial', 'followup', 'supplement', …
    channel TEXT NOT NULL,      -- 'phone', 'written', 'any'
    office TEXT NOT NULL,       -- function at a government, by its division code
    receiver TEXT,              -- unit; null: none of the system
    receiver_name TEXT NOT NULL,
    label TEXT,                 -- JSON {"zh", "en"}
    rule TEXT,                  -- JSON: the strictest rule
    also TEXT,                  -- JSON: milder ones
    counted_from TEXT,
    fallback BIGINT NOT NULL,   -- 1: the time it should count from is not known
    start_at BIGINT NOT NULL,
    first_due_at BIGINT NOT NULL,
    warn_at BIGINT,
    due_at BIGINT NOT NULL,
    owner TEXT NOT NULL,        -- role that must act
    escalate TEXT,              -- JSON [{"at", "tell"}]
    why TEXT,                   -- why it began, moved or was waived
    told TEXT,                  -- JSON: figures that were told
    claimed BIGINT NOT NULL,    -- 1: typed too late with an earlier time, not confirmed
    lapses_at BIGINT,           -- when a claim that nobody confirmed counts no longer
    met_at BIGINT,
    met_by TEXT,                -- dispatch or account
    delivered_at BIGINT,
    late BIGINT NOT NULL,       -- 1: was or is past its due time
    state BIGINT NOT NULL,      -- 0 running, 1 late, 2 met, 3 late and met, 4 waived
    rang BIGINT NOT NULL,
    PRIMARY KEY (unit, matter, ordinal)
);
CREATE INDEX obligation_late ON obligation (unit, late, due_at);
