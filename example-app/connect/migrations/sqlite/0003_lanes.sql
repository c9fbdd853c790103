-- Whose webhook it is and which server takes it: each of them has a few tries under way at once, so that one that hangs
-- delays nobody else. The port is part of the host.
ALTER TABLE webhook_deliveries ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE webhook_deliveries ADD COLUMN host TEXT NOT NULL DEFAULT '';
UPDATE webhook_deliveries SET owner = (SELECT owner FROM links WHERE links.id = link_id);

-- Written to by the health check, which otherwise could not tell a full disk from a good one.
CREATE TABLE heartbeat (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    beat_at INTEGER NOT NULL
);
INSERT INTO heartbeat (id, beat_at) VALUES (1, 0);
