-- derived: cards of a unit in their newest version: what the officer needs at hand
CREATE TABLE card (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    card_kind TEXT NOT NULL,        -- 'area', 'risk_point', 'key_place', 'contact', 'procedure', 'rule'
    title TEXT NOT NULL,
    body TEXT NOT NULL,             -- Markdown
    contacts TEXT,                  -- personal; JSON [{"name", "post", "phone"}] in the order to call
    triggers TEXT NOT NULL,         -- kinds of incidents with commas around each: ',fire,'; '' for none
    keywords TEXT NOT NULL,         -- other names it is found by
    search TEXT NOT NULL,           -- title, keywords and the pinyin initials of each, lower case
    starter TEXT,                   -- name in catalog/duty/cards.json it was copied from
    version BIGINT NOT NULL,        -- 1, 2, 3, …
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,       -- account
    live BIGINT NOT NULL,           -- 0: taken away
    PRIMARY KEY (unit, id)
);

-- derived: every version of a card
CREATE TABLE card_version (
    unit TEXT NOT NULL,
    card TEXT NOT NULL,
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    contacts TEXT,                  -- personal
    note TEXT,                      -- personal; what was changed and why
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,       -- account
    PRIMARY KEY (unit, card, version)
);

-- derived: who has read which version of a rule
CREATE TABLE card_read (
    unit TEXT NOT NULL,
    card TEXT NOT NULL,
    person TEXT NOT NULL,
    version BIGINT NOT NULL,        -- the newest they acknowledged
    read_at BIGINT NOT NULL,
    PRIMARY KEY (unit, card, person)
);

-- derived: questions drawn from cards
CREATE TABLE question (
    unit TEXT NOT NULL,
    id TEXT NOT NULL,
    card TEXT NOT NULL,
    text TEXT NOT NULL,
    options TEXT NOT NULL,          -- JSON list of texts
    answer BIGINT NOT NULL,         -- which of them is right: 0 the first
    live BIGINT NOT NULL,           -- 0: taken away
    PRIMARY KEY (unit, id)
);

-- derived: answers to questions, written by whoever asks them (presence: challenge.answered)
CREATE TABLE question_result (
    unit TEXT NOT NULL,
    question TEXT NOT NULL,
    person TEXT NOT NULL,
    asked_in TEXT NOT NULL,         -- id of the challenge, or of the practice
    correct BIGINT NOT NULL,        -- 1: the right answer
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (unit, question, asked_in, person)
);
CREATE INDEX question_result_person ON question_result (unit, person, answered_at);
