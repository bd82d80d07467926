-- derived: blank forms printed for the time when nothing else works; each sheet has its serial
CREATE TABLE paper (
    unit TEXT NOT NULL,
    serial TEXT NOT NULL,       -- UNIT-SEQ.n
    form TEXT NOT NULL,         -- 'log', 'incident', 'telegram', 'handover'
    issued_at BIGINT NOT NULL,
    issued_by TEXT NOT NULL,    -- account
    PRIMARY KEY (unit, serial)
);
