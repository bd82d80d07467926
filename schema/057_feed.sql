-- derived: secret links by which a calendar program reads the duty of a unit or of one person
CREATE TABLE feed (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT,                    -- whose duty; null: the whole unit's
    digest TEXT NOT NULL,           -- SHA-256 of the token in the link; the token itself is kept nowhere
    opened_at BIGINT NOT NULL,
    opened_by TEXT NOT NULL,        -- account; disabled, its links end
    revoked_at BIGINT,              -- null: it answers while opened_by may see what it shows
    PRIMARY KEY (unit, id)
);
CREATE INDEX feed_digest ON feed (digest);

-- derived: how often the published shifts of a unit were changed, so that subscribers see it
CREATE TABLE roster_beat (
    unit TEXT NOT NULL,
    beats BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (unit)
);
