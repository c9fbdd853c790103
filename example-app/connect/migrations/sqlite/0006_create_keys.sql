-- The Idempotency-Key of `POST /v1/links`, for a day: the same key and body give the same link.
CREATE TABLE create_keys (
    owner       TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    body_hash   BLOB    NOT NULL,
    link_id     TEXT    NOT NULL REFERENCES links (id),
    -- The claim code, encrypted: a repeated answer has to say it again.
    sealed_code TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (owner, key)
);

CREATE INDEX create_keys_by_age ON create_keys (created_at);
