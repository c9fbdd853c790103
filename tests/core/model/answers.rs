//! The answers that the service may give.

use crate::inputs::Scope;
use passage_web::wire::{Answer, Claimed, LinkStatus, Status};
use simulated_page::answers::{EMPTY, ok, ok_tagged, refused, refused_for};

/// The possible answers to a claim.
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

/// The possible answers to a status request.
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
        answers.extend([
            ok(EMPTY.status_of(Some(Status::Active), Some("ses_2"))),
            ok(EMPTY.status_of(Some(Status::Pending), None)),
            ok(EMPTY.status_of(None, Some(EMPTY.session_id))),
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
        let active = || EMPTY.status(Status::Active);
        answers.extend([
            ok_tagged(active(), Some(""), false),
            ok_tagged(active(), Some(""), true),
            ok_tagged(active(), Some("e2"), true),
        ]);
        if had_etag {
            answers.extend([false, true].map(|waited| Answer::NotModified { waited }));
        }
    }
    answers
}

pub fn claim_ok(expires_at_ms: Option<u64>) -> Answer<Claimed> {
    ok(EMPTY.claimed(expires_at_ms))
}

pub fn status(status: Status) -> Answer<LinkStatus> {
    ok(EMPTY.status(status))
}
