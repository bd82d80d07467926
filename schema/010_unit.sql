-- derived: units: duty rooms, bureaus, streets, communities; the tree is `parent`
CREATE TABLE unit (
    unit TEXT NOT NULL PRIMARY KEY, -- its own code
    name TEXT NOT NULL,             -- in full
    short_name TEXT NOT NULL,       -- for narrow columns; '' when it has none
    initials TEXT NOT NULL,         -- pinyin initials of name, lower case
    division TEXT NOT NULL,         -- division code in short form; '' for virtual units
    level TEXT NOT NULL,            -- 'province', 'city', 'county', 'township', 'village', 'bureau'
    parent TEXT,                    -- code; null at the top
    functions TEXT NOT NULL,        -- words with commas between: 'government_duty,emergency'
    duty_phone TEXT,                -- normalised; '' or null: unknown
    profile TEXT NOT NULL,          -- of rules; '' for the national one
    valid_from BIGINT NOT NULL,     -- milliseconds UTC
    valid_to BIGINT                 -- null: still open
);
CREATE INDEX unit_parent ON unit (parent);

-- derived: what a unit calls its posts, where it does not take the names of roles.json
CREATE TABLE post (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,             -- '主班'
    role TEXT NOT NULL,             -- 'officer' or 'leader': the watch it stands
    PRIMARY KEY (unit, id)
);

-- derived: people of a unit
CREATE TABLE person (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,                      -- personal
    initials TEXT,                  -- personal; pinyin initials of name
    phone TEXT,                     -- personal; normalised; '' or null: unknown
    post TEXT,                      -- personal; what they do there
    engagement TEXT NOT NULL,       -- 'staff', 'contract', 'seconded', 'guard', 'volunteer'
    registered_at BIGINT NOT NULL,
    left_at BIGINT,                 -- null: still there
    PRIMARY KEY (unit, id)
);

-- derived: which roles a person holds now
CREATE TABLE role_grant (
    unit TEXT NOT NULL,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    since BIGINT NOT NULL,
    granted_by TEXT NOT NULL,       -- account id, or 'system'
    PRIMARY KEY (unit, person, role)
);
CREATE INDEX role_grant_role ON role_grant (unit, role);

-- derived: what people sign in with
CREATE TABLE account (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    login TEXT NOT NULL,            -- 'name@UNIT'
    person TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    disabled_at BIGINT,             -- null: in use
    locked_until BIGINT,            -- null: not locked; past: no longer locked
    password_at BIGINT NOT NULL,    -- when the password was last set
    password_by TEXT NOT NULL,      -- who set it: an account id, or 'system'
    PRIMARY KEY (unit, id)
);
CREATE UNIQUE INDEX account_login ON account (login);
CREATE INDEX account_person ON account (unit, person);

-- kept: password hashes, which never enter the journal
CREATE TABLE account_secret (
    unit TEXT NOT NULL,
    account TEXT NOT NULL,
    hash TEXT NOT NULL,             -- Argon2id, PHC string
    set_at BIGINT NOT NULL,
    PRIMARY KEY (unit, account)
);

-- working: who is signed in
CREATE TABLE session (
    digest TEXT NOT NULL PRIMARY KEY, -- of the token, in hex
    id TEXT NOT NULL,               -- of the event session.began
    unit TEXT NOT NULL,
    account TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,        -- when it was last used, to an eighth of the next
    idle_ms BIGINT NOT NULL,        -- so long it may lie unused; 0: as long as it lasts
    address TEXT,                   -- personal; where it was begun from
    agent TEXT,                     -- what program began it
    method TEXT NOT NULL            -- how it was begun: 'password', 'totp' (password and one-time code)
);
CREATE INDEX session_account ON session (unit, account);
CREATE INDEX session_expires ON session (expires_at);

-- working: wrong guesses at a secret since the last right one or the last lock
CREATE TABLE secret_failure (
    unit TEXT NOT NULL,
    subject TEXT NOT NULL,    -- what it opens: id of an account, a credential or a terminal
    failures BIGINT NOT NULL,
    first_at BIGINT NOT NULL, -- of these failures
    PRIMARY KEY (unit, subject)
);

-- derived: watches, those that ended too
CREATE TABLE watch (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    role TEXT NOT NULL,             -- 'officer' or 'leader'
    post TEXT,                      -- name of the post stood
    phone TEXT,                     -- personal; where they are reached; null: their own phone
    terminal TEXT,                  -- id of the terminal they came at; null: none
    method TEXT,                    -- how they showed who they are: 'pin', 'passkey', 'totp', 'password';
                                    -- null: somebody else entered them, or nobody asked
    since BIGINT NOT NULL,
    ended_at BIGINT,                -- null: on watch now
    PRIMARY KEY (unit, id)
);
CREATE INDEX watch_since ON watch (unit, since);

-- derived: what a superior wants to know of a unit at a glance; the board reads this and the notes
CREATE TABLE standing (
    unit TEXT NOT NULL PRIMARY KEY,
    leader TEXT,                    -- personal; name of who leads now; null: nobody
    leader_phone TEXT,              -- personal
    leader_since BIGINT,
    officer TEXT,                   -- personal; name of who has been on watch longest
    officer_phone TEXT,             -- personal
    officer_since BIGINT,
    officers BIGINT NOT NULL,       -- how many are on watch as officers
    open_1 BIGINT NOT NULL,         -- open matters of level 1, the worst; kept by matter/
    open_2 BIGINT NOT NULL,         -- … of level 2
    open_3 BIGINT NOT NULL,         -- … of level 3
    open_4 BIGINT NOT NULL,         -- … of level 4
    open_unknown BIGINT NOT NULL,   -- … without a level
    late_clocks BIGINT NOT NULL,    -- clocks running late now; kept by matter/
    last_at BIGINT                  -- of the last event worth a look
);

-- derived: what modules note of a unit for the board, each under a name it declares; no row: nothing to say
CREATE TABLE standing_note (
    unit TEXT NOT NULL,
    name TEXT NOT NULL,             -- 'flags', 'gaps', …
    count BIGINT,                   -- how many
    at BIGINT,                      -- when, or until when
    word TEXT,                      -- a code: 'silent'
    text TEXT,                      -- personal; names
    amiss_at BIGINT,                -- worth a look from then on; 0: already; null: all is well
    PRIMARY KEY (unit, name)
);
