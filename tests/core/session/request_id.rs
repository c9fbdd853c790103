//! An error names the request whose answer decided it.

use crate::script::*;
use passage_web::{
    session::{Input, View},
    wire::{Answer, FrameMessage, ServiceError, Status, read_request_id},
};

fn claiming() -> Script {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    it
}

#[test]
fn a_refused_claim_names_its_request() {
    for (status, code) in [
        (404, None),
        (410, None),
        (409, Some("LINK_IN_USE")),
        (418, None),
    ] {
        let mut it = claiming();
        it.request_id = Some("req_1");
        it.claim_refused(status, code);
        assert_eq!(it.error().request_id.as_deref(), Some("req_1"), "{status}");
    }
}

#[test]
fn a_failed_link_names_the_request_that_said_so() {
    let mut it = Script::watching();
    it.request_id = Some("req_9");
    it.status(Status::Failed);
    assert_eq!(it.view, Some(View::Failed));
    it.pass(1_000);
    assert_eq!(it.error().request_id.as_deref(), Some("req_9"));
}

#[test]
fn a_budget_that_is_spent_names_the_last_refusal() {
    let mut it = claiming();
    for id in ["req_1", "req_2", "req_3", "req_4", "req_5", "req_6"] {
        it.request_id = Some(id);
        it.claim_refused(503, None);
        if it.ending.is_none() {
            it.until_request();
        }
    }
    assert_eq!(it.code(), "SERVICE_UNAVAILABLE");
    assert_eq!(it.error().request_id.as_deref(), Some("req_6"));
}

#[test]
fn without_an_answer_there_is_no_request_to_name() {
    let mut it = claiming();
    it.request_id = Some("req_1");
    it.claim_refused(503, None);
    it.request_id = None;
    while it.ending.is_none() {
        it.until_request();
        if it.ending.is_none() {
            it.claim_answer(Answer::NoConnection);
        }
    }
    assert_eq!(
        (it.code(), &it.error().request_id),
        ("NETWORK_ERROR", &None)
    );

    let mut it = claiming();
    it.request_id = Some("req_1");
    it.claim_refused(503, None);
    it.pass(60_000);
    assert_eq!(
        (it.code(), &it.error().request_id),
        ("NETWORK_ERROR", &None)
    );
}

#[test]
fn what_no_answer_decided_names_none() {
    let mut it = claiming();
    it.request_id = Some("req_1");
    it.claim_ok();
    it.status_waited(Status::Active, "e1");
    it.pass(10_000);
    assert_eq!(
        (it.code(), &it.error().request_id),
        ("FRAME_LOAD_FAILED", &None)
    );
}

#[test]
fn a_refusal_whose_reason_is_never_learnt_names_the_claim() {
    let mut it = claiming();
    it.request_id = Some("req_1");
    it.claim_refused(409, None);
    it.request_id = Some("req_2");
    it.status_refused(503, None);
    it.request_id = None;
    it.until_request();
    while it.ending.is_none() {
        it.no_connection();
        if it.ending.is_none() {
            it.until_request();
        }
    }
    assert_eq!(it.code(), "LINK_IN_USE");
    assert_eq!(it.error().request_id.as_deref(), Some("req_1"));
}

#[test]
fn an_id_that_repeats_a_secret_is_not_passed_on() {
    for secret in [CODE, "ct_secret"] {
        let mut it = Script::claimed();
        it.frame(FrameMessage::Ready);
        it.request_id = Some(secret);
        let error = ServiceError::default();
        it.status_answer(ok(passage_web::wire::LinkStatus {
            error,
            ..link(Status::Failed)
        }));
        it.pass(1_000);
        assert_eq!(it.error().request_id, None);
    }
}

#[test]
fn an_identifier_is_short_and_plain() {
    for good in ["req_1", "1-67891233-abcdef012345", "c2hvcnQ=", "a/b:c.d+e"] {
        assert_eq!(read_request_id(good.into()).as_deref(), Some(good));
    }
    let long = "r".repeat(65);
    for bad in [
        "",
        " ",
        "two words",
        "<b>",
        "req\n",
        "réq",
        "\u{202e}",
        &long,
    ] {
        assert_eq!(read_request_id(bad.into()), None, "{bad:?}");
    }
}
