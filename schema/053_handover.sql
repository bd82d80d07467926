-- derived: handovers of the officers' watch, those going on and those sealed
CREATE TABLE handover (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    seq BIGINT NOT NULL,        -- of the event that began it
    state TEXT NOT NULL,        -- 'open', 'sealed', 'cancelled'
    began_at BIGINT NOT NULL,
    began_by TEXT NOT NULL,     -- account
    from_at BIGINT NOT NULL,    -- since when the outgoing had been on watch
    relief_at BIGINT,           -- when the roster has them relieved; null: no roster says
    taken_at BIGINT,            -- signed by both sides: the next watch answers from then on
    whole BIGINT NOT NULL,      -- 1: everybody who should sign has signed
    countersign_due_at BIGINT,  -- by when the leader countersigns
    countersigned_at BIGINT,
    countersigned_by TEXT,      -- person
    cancelled_at BIGINT,
    reason TEXT,                -- personal; why it was cancelled
    sign_due_at BIGINT NOT NULL, -- by when those who change sign
    sign_rang BIGINT NOT NULL,  -- alarms that rang for missing signatures: 1 the leader's, 2 the head's
    countersign_rang BIGINT NOT NULL, -- for the leader's own
    leaders_due_at BIGINT,      -- by when the leaders who change sign; null: none changes
    leaders_whole BIGINT NOT NULL, -- 1: they have
    leaders_rang BIGINT NOT NULL, -- alarms that rang for them
    named BIGINT NOT NULL,      -- 1: who takes over was chosen by hand, whatever the roster says
    PRIMARY KEY (unit, id)
);
CREATE INDEX handover_taken ON handover (unit, taken_at);

-- derived: who hands over and who takes over, and whether they have signed
CREATE TABLE handover_person (
    unit TEXT NOT NULL,
    handover TEXT NOT NULL,
    person TEXT NOT NULL,
    side TEXT NOT NULL,         -- 'out' or 'in'
    signed_at BIGINT,           -- null: not yet
    signed_by TEXT,             -- account
    PRIMARY KEY (unit, handover, person)
);

-- derived: what was handed over, as it stood then; its words are read where they live
CREATE TABLE handover_item (
    unit TEXT NOT NULL,
    handover TEXT NOT NULL,
    item TEXT NOT NULL,         -- WHAT:ID
    place BIGINT NOT NULL,      -- order
    what TEXT NOT NULL,         -- 'matter', 'dispatch', 'notice', 'point', 'flag', 'left', 'log'
    kind TEXT,                  -- of a matter, type of a dispatch
    state TEXT,                 -- it was in
    level BIGINT,
    due_at BIGINT,
    late BIGINT NOT NULL,       -- 1: it was late
    quiet BIGINT NOT NULL,      -- 1: handed over with the quiet rest as one list
    decided TEXT NOT NULL,      -- 'open', 'accepted', 'refused', 'settled' (over before anyone decided)
    word TEXT,                  -- personal; why it was refused
    decided_at BIGINT,
    decided_by TEXT,            -- account
    PRIMARY KEY (unit, handover, item)
);

-- derived: what was added to a handover afterwards; what is sealed stays as it is
CREATE TABLE handover_note (
    unit TEXT NOT NULL,
    seq BIGINT NOT NULL,        -- of the event
    handover TEXT NOT NULL,
    item TEXT,                  -- it is about; null: the whole
    text TEXT,                  -- personal
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (unit, seq)
);

-- derived: which events say something of an item: it goes with the thing that the item is
CREATE TABLE handover_word (
    unit TEXT NOT NULL,
    seq BIGINT NOT NULL,        -- of the event
    item TEXT NOT NULL,         -- WHAT:ID
    PRIMARY KEY (unit, seq)
);
CREATE INDEX handover_word_item ON handover_word (unit, item);

-- derived: what comes up in every handover until it is cleared: points to watch, refused items
CREATE TABLE carried (
    unit TEXT NOT NULL,
    item TEXT NOT NULL,         -- WHAT:ID
    since BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    handover TEXT,              -- in which it was refused; null: a point written down
    text TEXT,                  -- personal; the point, or the word of refusal
    cleared_at BIGINT,          -- null: still comes up
    cleared_by TEXT,            -- account
    cleared_word TEXT,          -- personal; why it need not come up any more
    PRIMARY KEY (unit, item)
);

-- derived: when each officer on watch should be relieved, where the unit keeps duty by posts
CREATE TABLE relief (
    unit TEXT NOT NULL,
    watch TEXT NOT NULL,        -- id
    person TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    ring_at BIGINT NOT NULL,    -- when it first rings that nobody came
    expected_at BIGINT NOT NULL, -- when that was said last
    overdue_at BIGINT,          -- when it first rang that nobody had come; null: it never did
    ended_at BIGINT,            -- the watch ended; null: still on it
    PRIMARY KEY (unit, watch)
);

-- derived: watches that ended with nobody left at the post
CREATE TABLE unrelieved (
    unit TEXT NOT NULL,
    watch TEXT NOT NULL,        -- id
    person TEXT NOT NULL,
    at BIGINT NOT NULL,
    manned_at BIGINT,           -- when the next officer came; null: nobody yet
    PRIMARY KEY (unit, watch)
);
