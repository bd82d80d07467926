-- derived: the yearly notices of days off that were entered here; they take the place of the built-in year
CREATE TABLE calendar_notice (
    unit TEXT NOT NULL,             -- the one at the top
    year BIGINT NOT NULL,
    file TEXT NOT NULL,             -- as catalog/calendar/cn-YEAR.json
    seq BIGINT NOT NULL,            -- of the event
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (unit, year)
);
