-- derived: calls of this unit on those below to file their rosters
CREATE TABLE filing_call (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    from_day TEXT NOT NULL,     -- 'YYYY-MM-DD'
    to_day TEXT NOT NULL,       -- included
    under TEXT NOT NULL,        -- unit below which all are called
    due_at BIGINT NOT NULL,
    called_at BIGINT NOT NULL,
    called_by TEXT NOT NULL,    -- account
    rang BIGINT NOT NULL,       -- 1: the minute has passed and was told
    PRIMARY KEY (unit, id)
);

-- derived: whom a call went to
CREATE TABLE filing_called (
    unit TEXT NOT NULL,         -- that calls
    call TEXT NOT NULL,
    receiver TEXT NOT NULL,     -- code
    PRIMARY KEY (unit, call, receiver)
);

-- derived: rosters that units below have filed here; a roster filed again takes the place of the first
CREATE TABLE filing (
    unit TEXT NOT NULL,         -- that received it
    from_unit TEXT NOT NULL,
    roster TEXT NOT NULL,       -- its id there
    title TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    dispatch TEXT NOT NULL,     -- id here; its payload is the roster
    PRIMARY KEY (unit, from_unit, roster)
);

-- derived: what superiors have asked this unit to file
CREATE TABLE filing_ask (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    caller TEXT NOT NULL,       -- unit
    call TEXT NOT NULL,         -- its id there
    dispatch TEXT NOT NULL,     -- by which it came, here
    title TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    filed_at BIGINT,            -- when rosters sent covered all its days
    lapsed_at BIGINT,           -- when its days had passed and it was never met
    PRIMARY KEY (unit, id)
);
