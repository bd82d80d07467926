-- derived: says that everything here is invented: banner on every page, loopback only
CREATE TABLE demo_mark (
    unit TEXT NOT NULL PRIMARY KEY, -- the unit at the top of the invented tree
    at BIGINT NOT NULL              -- when it was filled
);
