-- The same tables as those of SQLite, where each is explained. Whole numbers are BIGINT, flags too: 0 and 1.
CREATE TABLE links (
    seq                BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id                 TEXT   NOT NULL UNIQUE,
    claim_hash         BYTEA  NOT NULL UNIQUE,
    owner              TEXT   NOT NULL,
    integration_id     TEXT   NOT NULL,
    operations         TEXT   NOT NULL,
    arguments          TEXT,
    webhook_url        TEXT,
    webhook_events     TEXT   NOT NULL,
    return_url         TEXT,
    external_user_id   TEXT,
    debug              BIGINT NOT NULL,
    status             TEXT   NOT NULL CHECK (status IN ('pending', 'active', 'complete', 'failed', 'expired')),
    error_code         TEXT,
    error_message      TEXT,
    result             TEXT,
    current_session_id TEXT,
    version            BIGINT NOT NULL,
    expires_at         BIGINT NOT NULL,
    created_at         BIGINT NOT NULL,
    updated_at         BIGINT NOT NULL,
    deleted_at         BIGINT,
    CHECK ((status = 'complete') = (result IS NOT NULL))
);

CREATE INDEX links_by_owner ON links (owner, seq);
CREATE INDEX links_by_expiry ON links (expires_at) WHERE arguments IS NOT NULL;
CREATE INDEX links_by_user ON links (owner, external_user_id, seq) WHERE external_user_id IS NOT NULL;

CREATE TABLE link_sessions (
    seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              TEXT   NOT NULL UNIQUE,
    link_id         TEXT   NOT NULL REFERENCES links (id),
    idempotency_key TEXT   NOT NULL,
    token_hash      BYTEA  NOT NULL,
    stage           TEXT   NOT NULL CHECK (stage IN ('login', 'code', 'working', 'complete', 'failed', 'expired')),
    step            TEXT,
    verdict         TEXT,
    wrong_codes     BIGINT NOT NULL DEFAULT 0,
    wrong_passwords BIGINT NOT NULL DEFAULT 0,
    shows_failure   BIGINT NOT NULL DEFAULT 0,
    operations_done BIGINT NOT NULL DEFAULT 0,
    error_code      TEXT,
    error_message   TEXT,
    version         BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    ended_at        BIGINT,
    worker          TEXT,
    holder         BIGINT NOT NULL DEFAULT 0,
    changed_hands   BIGINT NOT NULL DEFAULT 0,
    UNIQUE (link_id, idempotency_key)
);

CREATE UNIQUE INDEX one_open_session ON link_sessions (link_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_at_work ON link_sessions (worker) WHERE stage = 'working';

CREATE INDEX failures_shown ON link_sessions (updated_at) WHERE stage = 'failed' AND ended_at IS NULL;

CREATE TABLE operation_outcomes (
    session_id TEXT   NOT NULL REFERENCES link_sessions (id),
    place      BIGINT NOT NULL,
    sealed     TEXT,
    done_at    BIGINT NOT NULL,
    PRIMARY KEY (session_id, place)
);

CREATE TABLE account_writes (
    seq        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id TEXT   NOT NULL,
    place      BIGINT NOT NULL,
    written_at BIGINT NOT NULL
);

CREATE TABLE handovers (
    session_id TEXT   NOT NULL REFERENCES link_sessions (id),
    place      BIGINT NOT NULL,
    code_hash  BYTEA  NOT NULL UNIQUE,
    expires_at BIGINT NOT NULL,
    token_hash BYTEA,
    PRIMARY KEY (session_id, place)
);

CREATE TABLE session_steps (
    seq        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id TEXT   NOT NULL REFERENCES link_sessions (id),
    stage      TEXT   NOT NULL,
    step       TEXT,
    at         BIGINT NOT NULL
);

CREATE INDEX steps_by_session ON session_steps (session_id, seq);

CREATE FUNCTION note_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT debug FROM links WHERE id = NEW.link_id) <> 0 THEN
        INSERT INTO session_steps (session_id, stage, step, at) VALUES (NEW.id, NEW.stage, NEW.step, NEW.updated_at);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER session_began AFTER INSERT ON link_sessions FOR EACH ROW EXECUTE FUNCTION note_step();
CREATE TRIGGER session_moved AFTER UPDATE OF stage, step ON link_sessions FOR EACH ROW
WHEN ((NEW.stage, NEW.step) IS DISTINCT FROM (OLD.stage, OLD.step)) EXECUTE FUNCTION note_step();

CREATE TABLE webhook_keys (
    seq         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id          TEXT   NOT NULL UNIQUE,
    public_key  TEXT   NOT NULL,
    private_key BYTEA,
    created_at  BIGINT NOT NULL
);

CREATE UNIQUE INDEX one_signing_key ON webhook_keys ((1)) WHERE private_key IS NOT NULL;

CREATE TABLE webhook_deliveries (
    seq            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id             TEXT   NOT NULL UNIQUE,
    link_id        TEXT   NOT NULL REFERENCES links (id),
    session_id     TEXT   REFERENCES link_sessions (id),
    event          TEXT   NOT NULL,
    owner          TEXT   NOT NULL,
    host           TEXT   NOT NULL,
    url            TEXT   NOT NULL,
    body           TEXT   NOT NULL,
    state          TEXT   NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'withdrawn')),
    round_began_at BIGINT NOT NULL,
    round_tries    BIGINT NOT NULL,
    next_try_at    BIGINT,
    created_at     BIGINT NOT NULL,
    worker         TEXT,
    CHECK ((state = 'waiting') = (next_try_at IS NOT NULL)),
    CHECK ((state = 'withdrawn') = (body = '')),
    UNIQUE (session_id)
);

CREATE INDEX deliveries_due ON webhook_deliveries (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX deliveries_by_link ON webhook_deliveries (link_id, seq);
CREATE UNIQUE INDEX one_end_without_session ON webhook_deliveries (link_id) WHERE session_id IS NULL;
CREATE INDEX deliveries_under_way ON webhook_deliveries (owner, host) WHERE worker IS NOT NULL;

CREATE TABLE webhook_attempts (
    seq         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    delivery_id TEXT   NOT NULL REFERENCES webhook_deliveries (id),
    began_at    BIGINT NOT NULL,
    took_ms     BIGINT NOT NULL,
    status      BIGINT,
    error       TEXT,
    CHECK ((status IS NULL) != (error IS NULL))
);

CREATE INDEX attempts_by_delivery ON webhook_attempts (delivery_id, seq);

CREATE TABLE heartbeat (
    id      BIGINT PRIMARY KEY CHECK (id = 1),
    beat_at BIGINT NOT NULL
);
INSERT INTO heartbeat (id, beat_at) VALUES (1, 0);

CREATE TABLE api_keys (
    seq        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id         TEXT   NOT NULL UNIQUE,
    owner      TEXT   NOT NULL,
    key_hash   BYTEA  NOT NULL UNIQUE,
    live       BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE integrators (
    owner     TEXT PRIMARY KEY,
    name      TEXT,
    logo_type TEXT,
    logo      TEXT,
    CHECK ((logo IS NULL) = (logo_type IS NULL))
);

CREATE TABLE create_keys (
    owner       TEXT   NOT NULL,
    key         TEXT   NOT NULL,
    body_hash   BYTEA  NOT NULL,
    link_id     TEXT   NOT NULL REFERENCES links (id),
    sealed_code TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (owner, key)
);

CREATE INDEX create_keys_by_age ON create_keys (created_at);

CREATE TABLE replicas (
    id          TEXT   PRIMARY KEY,
    alive_until BIGINT NOT NULL
);

CREATE VIEW machine_clock AS SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms;

-- What replicas remember of callers for each other. One process on SQLite keeps it in memory; so it need not outlive a crash
-- here either.
CREATE UNLOGGED TABLE frames (
    session_id    TEXT   PRIMARY KEY,
    -- Until when its frame counts as there, in epoch milliseconds.
    present_until BIGINT NOT NULL
) WITH (fillfactor = 50);

CREATE UNLOGGED TABLE guesses (
    -- What is guessed, and from where.
    kind     TEXT   NOT NULL,
    address  TEXT   NOT NULL,
    began_ms BIGINT NOT NULL,
    wrong    BIGINT NOT NULL,
    PRIMARY KEY (kind, address)
);
