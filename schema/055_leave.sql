-- derived: leaves of people: asked for, approved, refused, withdrawn, over
CREATE TABLE leave (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    leave_kind TEXT NOT NULL,       -- of catalog/duty/leave.json: 'trip', 'holiday', 'sick', …
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,       -- not included; once back: when they came back
    place TEXT,                     -- personal
    reason TEXT,                    -- personal
    transport TEXT,                 -- personal
    acting TEXT,                    -- person who leads meanwhile; null: nobody was named
    acting_phone TEXT,              -- personal; null: their own
    state TEXT NOT NULL,            -- 'asked', 'approved', 'refused', 'withdrawn', 'returned'
    principal BIGINT NOT NULL,      -- 1: held a role of principals when it was asked for
    late BIGINT NOT NULL,           -- 1: not asked for in time
    clash TEXT NOT NULL,            -- ids of leaves with which nobody is left to lead; '' for none
    explanation TEXT,               -- personal; why all the same
    phoned_at BIGINT,               -- when it was told by telephone before it was written
    phoned_to TEXT,                 -- personal
    asked_at BIGINT NOT NULL,
    asked_by TEXT NOT NULL,         -- account
    answered_at BIGINT,
    answered_by TEXT,               -- account
    words TEXT,                     -- personal; last words of who answered, withdrew or came back
    above TEXT,                     -- personal; who of the level above agreed
    above_at BIGINT,                -- when they did, as whoever put it down says; null: agreed here
    above_paper TEXT,               -- personal; by what paper or call
    above_by TEXT,                  -- account that put it down; another one accepts it
    unconfirmed BIGINT NOT NULL,    -- 1: changed since it was approved, not by who approves
    begun BIGINT NOT NULL,          -- 1: away, or should be
    overdue_at BIGINT,              -- when it was first found that they had not come back
    returned_at BIGINT,             -- as claimed
    filed_at BIGINT,                -- when it was last told to the level above
    dispatch TEXT,                  -- by which dispatch
    version BIGINT NOT NULL,        -- seq of the last event about it
    PRIMARY KEY (unit, id)
);
CREATE INDEX leave_until ON leave (unit, until_at);

-- derived: how often a unit tests whether its principals can be reached
CREATE TABLE reach_plan (
    unit TEXT NOT NULL PRIMARY KEY,
    every_days BIGINT NOT NULL,     -- 0: only by hand
    from_minute BIGINT NOT NULL,    -- of the day, Beijing time: not before
    to_minute BIGINT NOT NULL,      -- … and not after
    next_at BIGINT                  -- from when on the next test may come; its day and minute are drawn then, and stand in no table but wake
);

-- derived: tests whether the principals can be reached
CREATE TABLE reach_test (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    started_by TEXT NOT NULL,       -- account, or 'system'
    until_at BIGINT NOT NULL,       -- answers after it are late
    open BIGINT NOT NULL,           -- 1: its window has not passed
    PRIMARY KEY (unit, id)
);

-- derived: each person asked by a test, and the answer
CREATE TABLE reach_answer (
    unit TEXT NOT NULL,
    test TEXT NOT NULL,
    person TEXT NOT NULL,
    away BIGINT NOT NULL,           -- 1: on approved leave when asked
    phone TEXT,                     -- personal; the number on file when asked
    answered_at BIGINT,             -- null: not yet
    how TEXT,                       -- 'page': by one tap; 'phone': somebody rang them up
    late BIGINT NOT NULL,
    noted_by TEXT,                  -- account that noted it
    words TEXT,                     -- personal
    PRIMARY KEY (unit, test, person)
);

-- derived: when a person's number was last proved to work, or not to
CREATE TABLE reach_number (
    unit TEXT NOT NULL,
    person TEXT NOT NULL,
    phone TEXT,                     -- personal; the number that was tried
    verified_at BIGINT,             -- when it last worked
    failed_at BIGINT,               -- when it last did not
    PRIMARY KEY (unit, person)
);

-- derived: what a duty room has to be reached by, in its own order
CREATE TABLE equipment (
    unit TEXT NOT NULL,
    item TEXT NOT NULL,             -- short name, kept over changes
    place BIGINT NOT NULL,          -- order: 1 first
    name TEXT NOT NULL,
    equipment_kind TEXT NOT NULL,   -- of catalog/duty/equipment.json: 'line', 'fax', 'radio', …
    number TEXT,
    checked_at BIGINT,
    works BIGINT,                   -- at the last check; null: never checked
    words TEXT,                     -- personal; of the last check
    matter TEXT,                    -- opened for its fault; null: works
    PRIMARY KEY (unit, item)
);

-- derived: by when a unit checks its equipment each day
CREATE TABLE equipment_plan (
    unit TEXT NOT NULL PRIMARY KEY,
    by_minute BIGINT NOT NULL,      -- of the day, Beijing time
    checked_at BIGINT,              -- last check of everything
    missed_at BIGINT                -- when a day last went by without one
);

-- derived: checks of the equipment
CREATE TABLE equipment_check (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    checked_at BIGINT NOT NULL,
    checked_by TEXT NOT NULL,       -- account
    items BIGINT NOT NULL,          -- how many were looked at
    faults BIGINT NOT NULL,
    whole BIGINT NOT NULL,          -- 1: everything on the list was looked at
    PRIMARY KEY (unit, id)
);

-- derived: what a check found of one thing
CREATE TABLE equipment_result (
    unit TEXT NOT NULL,
    check_id TEXT NOT NULL,
    item TEXT NOT NULL,
    name TEXT NOT NULL,             -- as it was called then
    works BIGINT NOT NULL,
    words TEXT,                     -- personal
    matter TEXT,
    PRIMARY KEY (unit, check_id, item)
);
