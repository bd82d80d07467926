-- kept: what was purged and must yet leave the files of the database, or when it had left them
CREATE TABLE erasure (
    unit TEXT NOT NULL,
    seq BIGINT NOT NULL,      -- of the event that purged it
    asked_at BIGINT NOT NULL, -- milliseconds UTC
    done_at BIGINT,           -- null: copies may still lie in free parts of the files
    PRIMARY KEY (unit, seq)
);
