-- Which process works on what. SQLite has one; Postgres any number, and the work of one that stops beating is taken up by
-- the others.
CREATE TABLE replicas (
    id          TEXT    PRIMARY KEY,
    -- By the database's own clock, which all replicas share, in epoch milliseconds.
    alive_until INTEGER NOT NULL
);

CREATE VIEW machine_clock AS SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS ms;

-- The replica whose automation has the session in hand, and the one that is trying the delivery.
ALTER TABLE link_sessions ADD COLUMN worker TEXT;
ALTER TABLE webhook_deliveries ADD COLUMN worker TEXT;

CREATE INDEX sessions_at_work ON link_sessions (worker) WHERE stage = 'working';
CREATE INDEX deliveries_under_way ON webhook_deliveries (owner, host) WHERE worker IS NOT NULL;
