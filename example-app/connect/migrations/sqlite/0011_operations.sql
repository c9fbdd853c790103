-- Each operation is a step of its own, recorded with its outcome before the next one begins.
ALTER TABLE link_sessions ADD COLUMN operations_done INTEGER NOT NULL DEFAULT 0;

CREATE TABLE operation_outcomes (
    session_id TEXT    NOT NULL REFERENCES link_sessions (id),
    -- Its place among the operations of the link, from 0.
    place      INTEGER NOT NULL,
    -- Encrypted JSON; wiped when the session ends.
    sealed     TEXT,
    done_at    INTEGER NOT NULL,
    PRIMARY KEY (session_id, place)
);

-- The simulated providers' own book: what was written to an account. A real provider keeps it.
CREATE TABLE account_writes (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT    NOT NULL,
    place      INTEGER NOT NULL,
    written_at INTEGER NOT NULL
);
