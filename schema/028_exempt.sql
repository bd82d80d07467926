-- derived: incidents that need not be reported, by a rule or by the leader
CREATE TABLE exempt (
    unit TEXT NOT NULL,
    matter TEXT NOT NULL,   -- id
    matter_seq BIGINT NOT NULL, -- of it
    rule TEXT,              -- id of its row; null: the leader decided
    rule_zh TEXT,           -- what it says, as it was then
    rule_en TEXT,
    at BIGINT NOT NULL,
    drawn BIGINT NOT NULL,  -- 1: put before the level above to look at
    over_at BIGINT,         -- when more was known; null: still so
    PRIMARY KEY (unit, matter)
);
CREATE INDEX exempt_at ON exempt (unit, at);

-- derived: what the level above found of one that was drawn
CREATE TABLE exempt_look (
    unit TEXT NOT NULL,     -- who looked
    matter TEXT NOT NULL,   -- id, of a unit below
    verdict TEXT NOT NULL,  -- 'seen', 'should_report'
    words TEXT,
    at BIGINT NOT NULL,
    by TEXT NOT NULL,       -- account
    PRIMARY KEY (unit, matter)
);
CREATE INDEX exempt_look_matter ON exempt_look (matter);
