-- derived: computers of the room, each with one session that is nobody's
CREATE TABLE terminal (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,             -- '值班台左'
    added_at BIGINT NOT NULL,
    enrolled_at BIGINT,             -- null: its code was not entered yet
    locked_until BIGINT,            -- null: never locked; past: no longer
    revoked_at BIGINT,              -- null: in use
    PRIMARY KEY (unit, id)
);

-- kept: the digest of a terminal's token, which never enters the journal
CREATE TABLE terminal_secret (
    unit TEXT NOT NULL,
    terminal TEXT NOT NULL,
    digest TEXT NOT NULL,           -- SHA-256 in hex
    set_at BIGINT NOT NULL,
    PRIMARY KEY (unit, terminal)
);
CREATE UNIQUE INDEX terminal_secret_digest ON terminal_secret (digest);

-- working: pairing codes that were shown and not entered yet
CREATE TABLE terminal_code (
    unit TEXT NOT NULL,
    terminal TEXT NOT NULL,
    digest TEXT NOT NULL,           -- SHA-256 in hex
    expires_at BIGINT NOT NULL,
    added_by TEXT NOT NULL,         -- account; disabled, the code is worth nothing
    PRIMARY KEY (unit, terminal)
);

-- working: who has just shown at a terminal who they are
CREATE TABLE proof (
    unit TEXT NOT NULL,
    terminal TEXT NOT NULL,
    person TEXT NOT NULL,
    method TEXT NOT NULL,           -- 'pin' or 'passkey'
    until BIGINT NOT NULL,          -- no longer asked again until then
    PRIMARY KEY (unit, terminal, person)
);

-- derived: what people show besides a password: PIN, passkeys, one-time codes
CREATE TABLE credential (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,             -- 'pin', 'passkey', 'totp'
    name TEXT NOT NULL,             -- what its owner calls it; '' when there is only one of its kind
    added_at BIGINT NOT NULL,
    locked_until BIGINT,            -- null: never locked; past: no longer
    removed_at BIGINT,              -- null: in use
    removed_by TEXT,                -- account
    reason TEXT,                    -- personal; null: removed by its owner, or in use
    PRIMARY KEY (unit, id)
);
CREATE INDEX credential_person ON credential (unit, person);

-- kept: the secret side of a credential, which never enters the journal
CREATE TABLE credential_secret (
    unit TEXT NOT NULL,
    credential TEXT NOT NULL,
    secret TEXT NOT NULL,           -- PIN: Argon2id hash; passkey: public key; one-time codes: base 32
    handle TEXT NOT NULL,           -- of a passkey: its own id in base64url; else ''
    site TEXT NOT NULL,             -- of a passkey: the host name it belongs to; else ''
    algorithm BIGINT NOT NULL,      -- of a passkey: COSE; else 0
    counter BIGINT NOT NULL,        -- of a passkey: uses; of one-time codes: the last step taken
    set_at BIGINT NOT NULL,
    PRIMARY KEY (unit, credential)
);

-- working: what was asked and is answered once, within two minutes
CREATE TABLE credential_challenge (
    unit TEXT NOT NULL,
    challenge TEXT NOT NULL,        -- base64url; of one-time codes: the secret that waits for its first code
    purpose TEXT NOT NULL,          -- 'register', 'prove', 'totp'
    subject TEXT NOT NULL,          -- whose answer it waits for: a person, or a terminal
    expires_at BIGINT NOT NULL,
    used_at BIGINT,                 -- null: not yet
    PRIMARY KEY (unit, challenge)
);
