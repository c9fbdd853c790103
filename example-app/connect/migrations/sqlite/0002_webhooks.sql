-- The newest key signs. Retired ones keep their public half for ever, so that old signatures can still be checked.
CREATE TABLE webhook_keys (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT    NOT NULL UNIQUE,
    -- PEM, SPKI.
    public_key  TEXT    NOT NULL,
    -- The scalar; wiped when the key is retired.
    private_key BLOB,
    created_at  INTEGER NOT NULL
);

CREATE UNIQUE INDEX one_signing_key ON webhook_keys ((1)) WHERE private_key IS NOT NULL;

-- The outbox: a row is written in the transaction that ends the link, so neither can be there without the other.
CREATE TABLE webhook_deliveries (
    seq            INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The header `webhook-id`, the same over all tries and resends.
    id             TEXT    NOT NULL UNIQUE,
    link_id        TEXT    NOT NULL REFERENCES links (id),
    session_id     TEXT    NOT NULL REFERENCES link_sessions (id),
    event          TEXT    NOT NULL,
    url            TEXT    NOT NULL,
    -- The very bytes that are sent and signed.
    body           TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    -- A round is three tries; each resend starts another.
    round_began_at INTEGER NOT NULL,
    round_tries    INTEGER NOT NULL,
    next_try_at    INTEGER,
    created_at     INTEGER NOT NULL,
    CHECK ((state = 'waiting') = (next_try_at IS NOT NULL)),
    -- A session ends once, and so its end is told once.
    UNIQUE (session_id)
);

CREATE INDEX deliveries_due ON webhook_deliveries (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX deliveries_by_link ON webhook_deliveries (link_id, seq);

-- Written after a try ended: one that a kill cut off was none, and is made again.
CREATE TABLE webhook_attempts (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery_id TEXT    NOT NULL REFERENCES webhook_deliveries (id),
    began_at    INTEGER NOT NULL,
    took_ms     INTEGER NOT NULL,
    -- What the integrator's server answered, or else why there was no answer.
    status      INTEGER,
    error       TEXT,
    CHECK ((status IS NULL) != (error IS NULL))
);

CREATE INDEX attempts_by_delivery ON webhook_attempts (delivery_id, seq);
