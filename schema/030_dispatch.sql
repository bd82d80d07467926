-- derived: dispatches of a unit: drafted or sent by it, or received by it
CREATE TABLE dispatch (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    seq BIGINT NOT NULL,        -- of the event that made it: the order of the boxes
    box TEXT NOT NULL,          -- 'out' or 'in'
    matter TEXT,                -- id of the matter here that it belongs to; null: none
    type TEXT NOT NULL,         -- of catalog/rules/dispatch.json
    urgency TEXT NOT NULL,      -- of catalog/rules/dispatch.json
    state TEXT NOT NULL,        -- out: drafted sent answered closed discarded; in: delivered signed_for attached opened answered returned closed
    title TEXT,                 -- personal
    body TEXT,                  -- personal
    payload TEXT,               -- personal; JSON: kind, number and fields of the sender's matter
    origin_unit TEXT,           -- in: who sent it
    origin TEXT,                -- in: its id there
    origin_matter TEXT,         -- in: the sender's matter
    copy BIGINT NOT NULL,       -- in: 1 received for information only
    reply_to TEXT,              -- id of the dispatch here that it answers
    forward_of TEXT,            -- out: id of the dispatch here that it sends on
    opened BIGINT NOT NULL,     -- in: 1 the matter was opened from it, not found
    drafted_at BIGINT,          -- out
    drafted_by TEXT,            -- out: account
    revised_at BIGINT,          -- out: when the draft was last changed; null: never
    revised_by TEXT,            -- out: account
    signed_at BIGINT,           -- when the leader gave the word (oral: as claimed)
    signed_by TEXT,             -- personal; name of the leader
    signed_person TEXT,         -- out: person id of the leader
    sign_mode TEXT,             -- 'desk', 'oral' or 'none' where no sign-off is asked
    words TEXT,                 -- personal; oral: what was said
    confirm_due_at BIGINT,      -- oral: by when the leader confirms in the system
    confirmed_at BIGINT,        -- oral: when they did
    oral_state TEXT,            -- oral: 'open'; what became of it: 'confirmed', 'denied', 'stands', 'void'
    oral_at BIGINT,             -- when that was said
    oral_by TEXT,               -- personal; name of who said it
    oral_said TEXT,             -- personal; in which words
    sent_at BIGINT,
    delivered_at BIGINT,        -- in: when it came
    sign_due_at BIGINT,         -- in: by when it must be signed for; null: a copy
    signed_for_at BIGINT,       -- in
    signed_for_by TEXT,         -- personal; name
    answer_due_at BIGINT,       -- by when an answer is asked for; null: none
    answered_at BIGINT,
    returned_at BIGINT,         -- in
    reason TEXT,                -- personal; in: why it was returned
    attached_at BIGINT,         -- in
    forwarded_at BIGINT,        -- in: when it was last sent on
    phoned_at BIGINT,           -- in: when the sender was rung up to confirm it
    phoned_person TEXT,         -- personal; who was spoken to
    closed_at BIGINT,
    rang BIGINT NOT NULL,       -- alarms that rang for it
    version BIGINT NOT NULL,    -- seq of the last event about it
    PRIMARY KEY (unit, id)
);
CREATE INDEX dispatch_box ON dispatch (unit, box, seq);
CREATE UNIQUE INDEX dispatch_origin ON dispatch (unit, origin);
CREATE INDEX dispatch_matter ON dispatch (unit, matter);
CREATE INDEX dispatch_known ON dispatch (unit, origin_unit, origin_matter);

-- derived: to whom a dispatch went and how far it came there
CREATE TABLE dispatch_to (
    unit TEXT NOT NULL,         -- of the sender
    dispatch TEXT NOT NULL,     -- id
    receiver TEXT NOT NULL,     -- code
    copy BIGINT NOT NULL,       -- 1: for information only
    state TEXT NOT NULL,        -- 'drafted', 'sent', then the state it has there
    about TEXT,                 -- id of the receiver's own matter that it is about, where known
    remote TEXT,                -- its id there
    remote_seq BIGINT NOT NULL, -- of the receiver's event that the last receipt tells of
    delivered_at BIGINT,
    sign_due_at BIGINT,
    signed_for_at BIGINT,
    signed_for_by TEXT,         -- personal; name
    returned_at BIGINT,
    reason TEXT,                -- personal
    remote_matter TEXT,         -- id of the matter there that it belongs to
    attached_at BIGINT,
    opened BIGINT NOT NULL,     -- 1: that matter was opened from it
    forwarded_at BIGINT,
    answered_at BIGINT,
    phoned_at BIGINT,
    phoned_person TEXT,         -- personal
    purged_at BIGINT,           -- when its copy there was destroyed, after ours
    kept_at BIGINT,             -- or when it was answered that it belongs to a matter there, and stays
    PRIMARY KEY (unit, dispatch, receiver)
);

-- derived: what the postman has still to carry; gone when the sender knows that it came
CREATE TABLE outbox (
    unit TEXT NOT NULL,         -- where it lies
    dispatch TEXT NOT NULL,     -- id in that unit
    receiver TEXT NOT NULL,     -- code
    what TEXT NOT NULL,         -- 'dispatch', 'receipt', 'oral' or 'purge'
    seq BIGINT NOT NULL,        -- of the event that put it here
    PRIMARY KEY (unit, dispatch, receiver, what)
);
