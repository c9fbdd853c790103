-- A wrong password leads back to the login, as long as there are tries left.
ALTER TABLE link_sessions ADD COLUMN wrong_passwords INTEGER NOT NULL DEFAULT 0;
-- Whether the frame shows a failure and says when it was read. Until then the session is 'failed' without `ended_at`, and its
-- link is still active.
ALTER TABLE link_sessions ADD COLUMN shows_failure INTEGER NOT NULL DEFAULT 0;

CREATE INDEX failures_shown ON link_sessions (updated_at) WHERE stage = 'failed' AND ended_at IS NULL;
