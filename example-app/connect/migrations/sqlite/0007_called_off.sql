-- `DELETE /v1/links/{id}`. A deleted link's arguments are gone; of a complete one the result is the JSON `null`.
ALTER TABLE links ADD COLUMN deleted_at INTEGER;

-- A link may end without ever having had a session, and a webhook whose link was deleted is withdrawn: its body, which
-- holds the result, is empty. SQLite changes no column, so both tables are made anew.
CREATE TABLE new_deliveries (
    seq            INTEGER PRIMARY KEY AUTOINCREMENT,
    id             TEXT    NOT NULL UNIQUE,
    link_id        TEXT    NOT NULL REFERENCES links (id),
    -- Null for a link that was never claimed.
    session_id     TEXT    REFERENCES link_sessions (id),
    event          TEXT    NOT NULL,
    url            TEXT    NOT NULL,
    body           TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'withdrawn')),
    round_began_at INTEGER NOT NULL,
    round_tries    INTEGER NOT NULL,
    next_try_at    INTEGER,
    created_at     INTEGER NOT NULL,
    owner          TEXT    NOT NULL DEFAULT '',
    host           TEXT    NOT NULL DEFAULT '',
    CHECK ((state = 'waiting') = (next_try_at IS NOT NULL)),
    CHECK ((state = 'withdrawn') = (body = '')),
    UNIQUE (session_id)
);
INSERT INTO new_deliveries (seq, id, link_id, session_id, event, url, body, state, round_began_at, round_tries, next_try_at,
                            created_at, owner, host)
    SELECT seq, id, link_id, session_id, event, url, body, state, round_began_at, round_tries, next_try_at,
           created_at, owner, host
    FROM webhook_deliveries;

CREATE TABLE old_attempts AS SELECT * FROM webhook_attempts;
DROP TABLE webhook_attempts;
DROP TABLE webhook_deliveries;
ALTER TABLE new_deliveries RENAME TO webhook_deliveries;

CREATE INDEX deliveries_due ON webhook_deliveries (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX deliveries_by_link ON webhook_deliveries (link_id, seq);
-- A link that was never claimed ends once as well.
CREATE UNIQUE INDEX one_end_without_session ON webhook_deliveries (link_id) WHERE session_id IS NULL;

CREATE TABLE webhook_attempts (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery_id TEXT    NOT NULL REFERENCES webhook_deliveries (id),
    began_at    INTEGER NOT NULL,
    took_ms     INTEGER NOT NULL,
    status      INTEGER,
    error       TEXT,
    CHECK ((status IS NULL) != (error IS NULL))
);
INSERT INTO webhook_attempts (seq, delivery_id, began_at, took_ms, status, error)
    SELECT seq, delivery_id, began_at, took_ms, status, error FROM old_attempts;
DROP TABLE old_attempts;
CREATE INDEX attempts_by_delivery ON webhook_attempts (delivery_id, seq);
