-- Made by `passage-connect keys add`. Several keys may be of one integrator, so that one can be replaced by another.
CREATE TABLE api_keys (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT    NOT NULL UNIQUE,
    -- As in links: which integrator's.
    owner      TEXT    NOT NULL,
    -- A key is 256 random bits, of which nothing else is kept.
    key_hash   BLOB    NOT NULL UNIQUE,
    live       INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
);
