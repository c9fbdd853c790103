-- Which device holds the session: 0 is the one that claimed it, otherwise the place of the hand-over by which a phone got it.
ALTER TABLE link_sessions ADD COLUMN holder INTEGER NOT NULL DEFAULT 0;
-- How often it changed hands. Not counted in `version`: whoever works on the session goes on.
ALTER TABLE link_sessions ADD COLUMN changed_hands INTEGER NOT NULL DEFAULT 0;

CREATE TABLE handovers (
    session_id TEXT    NOT NULL REFERENCES link_sessions (id),
    -- Counted from 1 within the session.
    place      INTEGER NOT NULL,
    -- Of the one-time code in the address that the QR code shows.
    code_hash  BLOB    NOT NULL UNIQUE,
    -- Until when the code may be redeemed; earlier if another one took its place.
    expires_at INTEGER NOT NULL,
    -- Of the client token of the phone that redeemed it, and null until then.
    token_hash BLOB,
    PRIMARY KEY (session_id, place)
);
