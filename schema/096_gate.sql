-- working: wrong sign-ins by name and place; names that are no account's are counted alike
CREATE TABLE sign_in_guess (
    unit TEXT NOT NULL,       -- of the name; '?' where there is no such unit
    login TEXT NOT NULL,      -- name@UNIT
    source TEXT NOT NULL,     -- personal; name of the address; '': not told apart; '*': all together
    failures BIGINT NOT NULL, -- since the last right one, or in the hour
    first_at BIGINT NOT NULL, -- of these failures
    last_at BIGINT NOT NULL,
    locked_until BIGINT,      -- null: never locked; past: no longer
    PRIMARY KEY (unit, login, source)
);

-- working: from where people signed in lately, so that locks against strangers do not hit them
CREATE TABLE known_source (
    unit TEXT NOT NULL,
    account TEXT NOT NULL,    -- '': everybody of the unit, at an enrolled terminal
    source TEXT NOT NULL,     -- personal; name of the address
    last_at BIGINT NOT NULL,  -- last right sign-in
    PRIMARY KEY (unit, account, source)
);

-- derived: locks that wrong passwords brought at sign-in
CREATE TABLE account_lock (
    unit TEXT NOT NULL,
    seq BIGINT NOT NULL,      -- of the event
    account TEXT NOT NULL,
    strangers BIGINT NOT NULL, -- 1: all places but the known ones; 0: one place
    source TEXT,              -- personal; that place; null: all, not told apart, or destroyed
    locked_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    ended_at BIGINT,          -- null: by itself; else when an administrator ended it
    PRIMARY KEY (unit, seq)
);
CREATE INDEX account_lock_account ON account_lock (unit, account);
