-- derived: posts that keep duty, and those that once did: by which pattern, and who may stand it
CREATE TABLE duty_post (
    unit TEXT NOT NULL,
    post TEXT NOT NULL,             -- id of the post: of unit/post, or a usual one of roles.json
    name TEXT NOT NULL,             -- what it is called: '主班'
    role TEXT NOT NULL,             -- 'officer' or 'leader': the watch it stands
    pattern TEXT NOT NULL,          -- name in catalog/duty/patterns.json
    engagements TEXT NOT NULL,      -- who may stand it: 'staff,contract,seconded'
    place BIGINT NOT NULL,          -- order on the wall: 1 first
    kept BIGINT NOT NULL,           -- 1: keeps duty now; 0: its old shifts remain
    since BIGINT NOT NULL,          -- keeps duty since then
    PRIMARY KEY (unit, post)
);

-- derived: rosters, those withdrawn and replaced too
CREATE TABLE roster (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,            -- '2026年国庆节'; '' when it has none
    from_day TEXT NOT NULL,         -- first day, 'YYYY-MM-DD'
    to_day TEXT NOT NULL,           -- last day, included
    from_at BIGINT NOT NULL,        -- when its first shift begins
    until_at BIGINT NOT NULL,       -- when its last shift ends
    state TEXT NOT NULL,            -- 'draft', 'published', 'withdrawn', 'discarded'
    drafted_at BIGINT NOT NULL,
    drafted_by TEXT NOT NULL,       -- account
    published_at BIGINT,
    published_by TEXT,              -- account
    filed_at BIGINT,                -- when it was filed to the unit above; null: not filed
    version BIGINT NOT NULL,        -- counts every change
    PRIMARY KEY (unit, id)
);
CREATE INDEX roster_from ON roster (unit, from_at);

-- derived: shifts: one person at one post from a minute to a minute
CREATE TABLE shift (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,               -- ROSTER.n
    roster TEXT NOT NULL,
    post TEXT NOT NULL,
    name TEXT NOT NULL,             -- of the shift in its pattern: 'night'
    day TEXT NOT NULL,              -- it begins on, 'YYYY-MM-DD'
    day_kind TEXT NOT NULL,         -- 'workday', 'rest', 'holiday'
    begins_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,        -- not included
    person TEXT,                    -- who stands it; null: nobody yet
    rostered TEXT,                  -- whose turn it was by rotation; a swap leaves it
    how TEXT NOT NULL,              -- 'generated', 'assigned', 'swapped', 'substitute', 'imported'
    live BIGINT NOT NULL,           -- 1: of a published roster; of two that say the same, one
    PRIMARY KEY (unit, id)
);
CREATE INDEX shift_live ON shift (unit, live, begins_at);
CREATE INDEX shift_person ON shift (unit, person, begins_at);

-- derived: units of which somebody said whether they must keep duty
CREATE TABLE duty_keeping (
    unit TEXT NOT NULL PRIMARY KEY,
    keeps TEXT NOT NULL,            -- 'yes', 'no', 'by_phone'
    reason TEXT,
    said_at BIGINT NOT NULL,
    said_by TEXT NOT NULL           -- account
);

-- derived: minutes of posts that the published rosters leave open or fill twice, as last found
CREATE TABLE coverage_gap (
    unit TEXT NOT NULL,
    post TEXT NOT NULL,             -- '' where the unit has none
    from_at BIGINT NOT NULL,
    until_at BIGINT,                -- not included; null: nothing is published after it
    kind TEXT NOT NULL,             -- 'uncovered', 'vacant', 'on_leave', 'person_left', 'doubled', 'unrostered', 'no_post', 'no_phone'
    shift TEXT,                     -- id of the shift concerned; null: there is none
    warned BIGINT NOT NULL,         -- how many warnings have been given
    PRIMARY KEY (unit, post, from_at, kind)
);
