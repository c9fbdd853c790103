-- Every stage and step of the sessions of a link that was created with `debug`. By triggers, so that no change is forgotten.
CREATE TABLE session_steps (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT    NOT NULL REFERENCES link_sessions (id),
    stage      TEXT    NOT NULL,
    step       TEXT,
    at         INTEGER NOT NULL
);

CREATE INDEX steps_by_session ON session_steps (session_id, seq);

CREATE TRIGGER session_began AFTER INSERT ON link_sessions
WHEN (SELECT debug FROM links WHERE id = NEW.link_id)
BEGIN
    INSERT INTO session_steps (session_id, stage, step, at) VALUES (NEW.id, NEW.stage, NEW.step, NEW.updated_at);
END;

CREATE TRIGGER session_moved AFTER UPDATE OF stage, step ON link_sessions
WHEN (NEW.stage, NEW.step) IS NOT (OLD.stage, OLD.step) AND (SELECT debug FROM links WHERE id = NEW.link_id)
BEGIN
    INSERT INTO session_steps (session_id, stage, step, at) VALUES (NEW.id, NEW.stage, NEW.step, NEW.updated_at);
END;

-- For `GET /v1/links?externalUserId=`.
CREATE INDEX links_by_user ON links (owner, external_user_id, seq) WHERE external_user_id IS NOT NULL;
