-- kept: the key that challenge times are drawn with; never shown, never in the journal
CREATE TABLE presence_key (
    id BIGINT NOT NULL PRIMARY KEY, -- 1: there is one
    key TEXT NOT NULL               -- 32 random bytes, hex
);

-- working: stretches of time during which a page of the unit was alive
CREATE TABLE beat (
    unit TEXT NOT NULL,
    account TEXT NOT NULL,          -- whose session the page has
    began_at BIGINT NOT NULL,       -- first beat of the stretch
    terminal TEXT,                  -- id of the enrolled terminal; null: none
    last_at BIGINT NOT NULL,        -- last beat
    input_at BIGINT,                -- last key or click the page told of; null: none yet
    PRIMARY KEY (unit, account, began_at)
);
CREATE INDEX beat_last ON beat (unit, last_at);

-- derived: hours of the night where a unit has its own
CREATE TABLE presence_rule (
    unit TEXT NOT NULL PRIMARY KEY,
    night_from BIGINT NOT NULL,     -- minute of the day
    night_until BIGINT NOT NULL     -- minute of the day
);

-- derived: when the room's state changed
CREATE TABLE presence_change (
    unit TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,             -- when it was noticed
    state TEXT,                     -- 'on_post', 'silent', 'absent'; null: nobody need be there
    since BIGINT NOT NULL,          -- since when it has been so
    PRIMARY KEY (unit, seq)
);

-- derived: mismatches between roster and facts; they stay, answered or not
CREATE TABLE flag (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,             -- 'absent', 'left_post', 'unauthorized_substitute', 'unrostered', 'leader_absent'
    what TEXT NOT NULL,             -- id of the shift; the role where there is no shift
    role TEXT NOT NULL,             -- 'officer' or 'leader'
    post TEXT,                      -- id of the post; null: no shift
    person TEXT,                    -- who should have been there
    other TEXT,                     -- who was there instead
    since BIGINT NOT NULL,          -- since when it was so
    raised_at BIGINT NOT NULL,
    ended_at BIGINT,                -- when it was so no longer; null: still
    evidence TEXT NOT NULL,         -- JSON list of facts with their times
    state TEXT NOT NULL,            -- 'open', 'explained', 'accepted', 'rejected', 'cleared'
    words TEXT,                     -- personal; the unit's answer
    explained_at BIGINT,
    explained_by TEXT,              -- account
    decision TEXT,                  -- personal; words on the answer
    decided_at BIGINT,
    decided_by TEXT,                -- account
    cleared_by TEXT,                -- id of the shift whose person was changed
    PRIMARY KEY (unit, id)
);
CREATE INDEX flag_what ON flag (unit, kind, what);

-- derived: questions whether somebody is there: at random times, and roll calls from above
CREATE TABLE challenge (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,             -- 'random' or 'roll_call'
    issued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,         -- answered until then
    night BIGINT NOT NULL,          -- 1: by night, without a question
    question TEXT,                  -- id of the question from the unit's cards; null: none
    dispatch TEXT,                  -- id of the dispatch that called the roll; null: none
    state TEXT NOT NULL,            -- 'waiting', 'answered', 'excused', 'missed'
    answered_at BIGINT,
    answered_by TEXT,               -- person
    terminal TEXT,                  -- where it was answered; null: no enrolled terminal
    choice BIGINT,                  -- which answer was given: 0 the first; null: no question
    correct BIGINT,                 -- 1: the right one; null: no question
    deed TEXT,                      -- excused: id of the act that showed somebody was there
    missed_at BIGINT,
    stage BIGINT NOT NULL,          -- how many were told of the miss
    returned_at BIGINT,             -- when somebody said afterwards that they are there
    returned_by TEXT,               -- person
    PRIMARY KEY (unit, id)
);
CREATE INDEX challenge_issued ON challenge (unit, issued_at);
CREATE INDEX challenge_dispatch ON challenge (unit, dispatch);

-- derived: roll calls of units below
CREATE TABLE roll_call (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    under TEXT NOT NULL,            -- the subtree that was called
    words TEXT,                     -- personal; what was said with it
    called_at BIGINT NOT NULL,
    called_by TEXT NOT NULL,        -- account
    due_at BIGINT NOT NULL,
    dispatch TEXT NOT NULL,         -- id of the dispatch that carries it
    PRIMARY KEY (unit, id)
);
CREATE INDEX roll_call_dispatch ON roll_call (unit, dispatch);

-- derived: the units called, and their answers
CREATE TABLE roll_call_unit (
    unit TEXT NOT NULL,
    roll_call TEXT NOT NULL,
    receiver TEXT NOT NULL,         -- code of the unit called
    answered_at BIGINT,             -- by its own clock; null: not yet
    name TEXT,                      -- personal; who answered
    PRIMARY KEY (unit, roll_call, receiver)
);

-- derived: the leader's rounds
CREATE TABLE round (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    person TEXT NOT NULL,
    looked_at TEXT NOT NULL,        -- names in catalog/duty/presence.json with commas between
    question TEXT,                  -- personal; what was asked
    answer TEXT,                    -- personal; what was answered
    words TEXT,                     -- personal; remark
    PRIMARY KEY (unit, id)
);
