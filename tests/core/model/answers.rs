//! What the service may say.

use crate::inputs::Scope;
use passage_web::{
    secret::Secret,
    session::Input,
    wire::{Answer, Claimed, LinkStatus, ServiceError, Status},
};

// The session copies these texts and compares them, no more: empty ones need no memory, and millions of copies are made.
pub const CODE: &str = "";
pub const LINK: &str = "";
const SESSION: &str = "";
const TOKEN: &str = "";
const FRAME_URL: &str = "";
const ETAG: &str = "";

/// What the service may say to a claim.
pub fn claim_answers(scope: &Scope) -> Vec<Answer<Claimed>> {
    let mut answers = vec![
        claim_ok(scope.expiry.then_some(3)),
        refused(404, None),
        refused(409, None),
        refused(409, Some("LINK_IN_USE")),
        refused(410, None),
    ];
    if scope.failures {
        answers.extend([
            Answer::NoConnection,
            refused_for(503, None),
            refused_for(429, Some(2)),
        ]);
    }
    answers
}

/// What the service may say to a status request.
pub fn status_answers(scope: &Scope, had_etag: bool) -> Vec<Answer<LinkStatus>> {
    let mut answers = [
        Status::Active,
        Status::Complete,
        Status::Failed,
        Status::Expired,
    ]
    .map(status)
    .to_vec();
    answers.push(refused(401, None));
    if scope.foreign {
        let of = |status, session_id: Option<&str>| ok(body(status, session_id), None, false);
        answers.extend([
            of(Some(Status::Active), Some("ses_2")),
            of(Some(Status::Pending), None),
            of(None, Some(SESSION)),
        ]);
    }
    if scope.failures {
        answers.extend([
            Answer::NoConnection,
            refused_for(503, None),
            refused_for(429, Some(2)),
        ]);
    }
    if scope.holds {
        let active = || body(Some(Status::Active), Some(SESSION));
        answers.extend([
            ok(active(), Some(ETAG), false),
            ok(active(), Some(ETAG), true),
            ok(active(), Some("e2"), true),
        ]);
        if had_etag {
            answers.extend([false, true].map(|waited| Answer::NotModified { waited }));
        }
    }
    answers
}

pub fn code_given(ask: u32, code: Option<&str>) -> Input {
    let code = code.map(|code| Secret::new(code.into()));
    Input::CodeGiven { ask, code }
}

pub fn claim_answered(request: u32, answer: Answer<Claimed>) -> Input {
    Input::ClaimAnswered {
        request,
        answer,
        wall_ms: 0,
        resumed: false,
    }
}

pub fn status_answered(request: u32, answer: Answer<LinkStatus>) -> Input {
    Input::StatusAnswered { request, answer }
}

pub fn claim_ok(expires_at_ms: Option<u64>) -> Answer<Claimed> {
    let claimed = Claimed {
        link_id: LINK.into(),
        session_id: SESSION.into(),
        client_token: Secret::new(TOKEN.into()),
        frame_url: FRAME_URL.into(),
        expires_at_ms,
    };
    ok(claimed, None, false)
}

pub fn status(status: Status) -> Answer<LinkStatus> {
    ok(body(Some(status), Some(SESSION)), None, false)
}

pub fn body(status: Option<Status>, session_id: Option<&str>) -> LinkStatus {
    LinkStatus {
        link_id: LINK.into(),
        session_id: session_id.map(Into::into),
        status,
        error: ServiceError::default(),
        return_url: None,
        expires_at_ms: None,
    }
}

pub fn ok<T>(body: T, etag: Option<&str>, waited: bool) -> Answer<T> {
    Answer::Ok {
        body,
        etag: etag.map(Into::into),
        waited,
    }
}

pub fn refused_for<T>(status: u16, retry_after_ms: Option<u64>) -> Answer<T> {
    Answer::Refused {
        status,
        error: ServiceError::default(),
        retry_after_ms,
    }
}

pub fn refused<T>(status: u16, code: Option<&str>) -> Answer<T> {
    let error = ServiceError {
        code: code.map(Into::into),
        message: None,
    };
    Answer::Refused {
        status,
        error,
        retry_after_ms: None,
    }
}
