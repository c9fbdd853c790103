//! What a status means: to which session it belongs, and whether it ends the session.

use crate::script::*;
use passage_web::{
    session::View,
    wire::{Answer, LinkStatus, Status},
};

#[test]
fn a_status_of_another_link_is_not_an_answer() {
    let mut it = Script::claimed();
    let body = LinkStatus {
        link_id: "link_2".into(),
        ..link(Status::Complete)
    };
    assert_eq!(it.status_answer(ok(body)), ["· retrying 1"]);
    assert!(it.ending.is_none());
}

#[test]
fn an_unknown_status_or_one_that_goes_back_does_not_end_the_session() {
    let mut it = Script::on_schedule();
    it.pass(1_000);
    it.status_answer(ok(LinkStatus {
        status: None,
        ..link(Status::Active)
    }));
    it.pass(1_000);
    assert_eq!(it.status(Status::Pending), ["· status Pending"]);
    it.pass(1_000);
    assert_eq!(
        it.status(Status::Complete).last().unwrap(),
        "END complete link_1"
    );
}

#[test]
fn a_failure_of_another_session_does_not_end_this_one() {
    let mut it = Script::on_schedule();
    let foreign = |status| {
        ok(LinkStatus {
            session_id: Some("ses_0".into()),
            ..link(status)
        })
    };
    it.pass(1_000);
    assert!(it.status_answer(foreign(Status::Failed)).is_empty());
    it.pass(1_000);
    it.status(Status::Active);
    it.pass(1_000);
    let since = it.now;
    while it.ending.is_none() {
        assert_eq!(it.view, Some(View::Live));
        assert!(it.status_answer(foreign(Status::Active)).is_empty());
        it.until_request();
    }
    assert_eq!(
        (it.code(), it.now - since),
        ("LINK_IN_USE", 15_000 + 1_000),
        "it stayed: somebody else has claimed the link"
    );
}

#[test]
fn another_session_must_be_named_again_after_a_failed_request() {
    let mut it = Script::on_schedule();
    let since = it.now;
    it.until_request();
    it.status_answer(ok(LinkStatus {
        session_id: Some("ses_0".into()),
        ..link(Status::Active)
    }));
    while it.now - since < 20_000 {
        it.until_request();
        it.status_answer(Answer::NoConnection);
    }
    assert_ne!(it.view, Some(View::Failed));
    it.until_request();
    it.status(Status::Active);
    assert_eq!(it.view, Some(View::Live));
}

#[test]
fn a_completion_by_another_session_counts() {
    let mut it = Script::on_schedule();
    it.pass(1_000);
    it.status_answer(ok(LinkStatus {
        session_id: Some("ses_0".into()),
        ..link(Status::Complete)
    }));
    assert!(matches!(
        it.ending,
        Some(passage_web::session::Ending::Complete { .. })
    ));
}
