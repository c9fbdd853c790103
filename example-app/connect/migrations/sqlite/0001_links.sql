-- Secrets stay out of the file: claim codes, client tokens and API keys are kept as hashes only.
CREATE TABLE links (
    seq                INTEGER PRIMARY KEY AUTOINCREMENT,
    id                 TEXT    NOT NULL UNIQUE,
    claim_hash         BLOB    NOT NULL UNIQUE,
    -- Which API key made the link; one integrator never reads another's.
    owner              TEXT    NOT NULL,
    integration_id     TEXT    NOT NULL,
    -- JSON array of {resource, action}.
    operations         TEXT    NOT NULL,
    -- JSON array aligned with operations. Wiped as soon as nobody can need it any more: it may hold card numbers.
    arguments          TEXT,
    webhook_url        TEXT,
    return_url         TEXT,
    external_user_id   TEXT,
    debug              INTEGER NOT NULL,
    status             TEXT    NOT NULL CHECK (status IN ('pending', 'active', 'complete', 'failed', 'expired')),
    error_code         TEXT,
    error_message      TEXT,
    result             TEXT,
    current_session_id TEXT,
    -- Grows with each change that `GET /link/status` can show; it is the ETag.
    version            INTEGER NOT NULL,
    expires_at         INTEGER NOT NULL,
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    CHECK ((status = 'complete') = (result IS NOT NULL))
);

CREATE INDEX links_by_owner ON links (owner, seq);
-- Arguments are there exactly as long as time still has something to do to the link.
CREATE INDEX links_by_expiry ON links (expires_at) WHERE arguments IS NOT NULL;

-- One row a claim, kept for ever.
CREATE TABLE link_sessions (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    id              TEXT    NOT NULL UNIQUE,
    link_id         TEXT    NOT NULL REFERENCES links (id),
    idempotency_key TEXT    NOT NULL,
    token_hash      BLOB    NOT NULL,
    stage           TEXT    NOT NULL CHECK (stage IN ('login', 'code', 'working', 'complete', 'failed', 'expired')),
    -- What the automation is doing, while stage is 'working'.
    step            TEXT,
    -- What the provider said at sign-in; null until then, and a restart before that asks the person again.
    verdict         TEXT,
    wrong_codes     INTEGER NOT NULL DEFAULT 0,
    error_code      TEXT,
    error_message   TEXT,
    version         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    ended_at        INTEGER,
    UNIQUE (link_id, idempotency_key)
);

-- The database itself refuses a second open session of a link, whatever the code does.
CREATE UNIQUE INDEX one_open_session ON link_sessions (link_id) WHERE ended_at IS NULL;
