//! Which requests are retried, how often, and which are not.

use crate::script::*;
use passage_web::{
    session::{Input, View},
    wire::{Answer, Claimed, FrameMessage, Status},
};

fn retryable() -> Vec<Answer<Claimed>> {
    let mut answers = vec![Answer::NoConnection, Answer::Unreadable];
    answers.extend([408, 425, 429, 500, 502, 503, 599].map(|status| refused(status, Some("X"))));
    answers
}

#[test]
fn a_claim_that_gets_no_good_answer_is_sent_again_as_the_same_claim() {
    for answer in retryable() {
        let mut it = Script::fixed();
        it.tell(Input::Open);
        assert_eq!(
            it.claim_answer(answer.clone()),
            ["· retrying 1"],
            "{answer:?}"
        );
        assert!(it.pass(500)[0].ends_with("POST claim #1"));
        it.claim_ok();
        assert!(it.ending.is_none());
    }
}

#[test]
fn a_claim_is_tried_six_times() {
    for (answer, code) in [
        (Answer::NoConnection, "NETWORK_ERROR"),
        (refused(503, None), "SERVICE_UNAVAILABLE"),
    ] {
        let mut it = Script::fixed();
        it.tell(Input::Open);
        for _ in 1..6 {
            it.claim_answer(answer.clone());
            it.until_request();
            assert!(it.ending.is_none());
        }
        it.claim_answer(answer);
        assert_eq!((it.code(), it.error().retryable), (code, true));
    }
}

#[test]
fn a_claim_is_tried_for_45_s() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    let lines = it.pass(45_000);
    assert!(lines.last().unwrap().ends_with("END NETWORK_ERROR"));
    assert!(it.now <= 45_000);
    assert!(lines.iter().filter(|line| line.contains("POST")).count() >= 3);
}

#[test]
fn no_claim_is_sent_by_a_timer_that_fires_after_the_budget() {
    for conflict in [false, true] {
        let mut it = Script::fixed();
        it.tell(Input::Open);
        let code = if conflict {
            it.claim_refused(409, None);
            it.status_answer(refused_for(503, 44_500));
            "LINK_IN_USE"
        } else {
            it.claim_answer(refused_for(503, 44_500));
            "SERVICE_UNAVAILABLE"
        };
        it.pass(44_000);
        let lines = it.sleep(1_000);
        assert!(
            lines
                .iter()
                .all(|line| !line.contains("POST") && !line.contains("GET")),
            "{lines:?}"
        );
        assert_eq!(it.code(), code);
    }
}

#[test]
fn a_flapping_connection_does_not_extend_the_claim_budget() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    it.claim_answer(refused_for(503, 44_500));
    it.pass(44_500);
    it.tell(Input::Online(false));
    it.tell(Input::Online(true));
    let lines = it.pass(500);
    assert_eq!(lines.last().unwrap(), "45000: END SERVICE_UNAVAILABLE");
}

#[test]
fn claiming_for_the_third_time_is_shown_as_slow_since_nothing_was_connected() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    it.claim_answer(Answer::NoConnection);
    it.until_request();
    assert_eq!(it.view, Some(View::Opening));
    it.claim_answer(Answer::NoConnection);
    assert_eq!(it.view, Some(View::Slow));
    it.until_request();
    it.claim_refused(409, None);
    assert_eq!(it.view, Some(View::Slow));
}

#[test]
fn lost_polls_before_the_frame_is_ready_are_shown_as_slow() {
    let mut it = Script::claimed();
    it.no_connection();
    it.until_request();
    assert_eq!(it.view, Some(View::Loading));
    it.no_connection();
    assert_eq!(it.view, Some(View::Slow));
    it.frame(FrameMessage::Ready);
    assert_eq!(it.view, Some(View::Reconnecting));
}

#[test]
fn a_retry_that_would_come_after_the_budget_is_not_planned() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    it.claim_answer(refused_for(429, 45_000));
    assert_eq!(it.code(), "SERVICE_UNAVAILABLE");
}

#[test]
fn retry_after_is_a_floor_for_the_claim() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    it.claim_answer(refused_for(429, 20_000));
    assert!(it.pass(19_999).is_empty());
    assert_eq!(it.pass(1), ["20000: POST claim #1"]);
}

#[test]
fn a_flapping_connection_does_not_shorten_retry_after() {
    for asked_after_ms in [0, 2_000] {
        let mut it = Script::fixed();
        it.tell(Input::Open);
        it.pass(asked_after_ms);
        it.claim_answer(refused_for(429, 20_000));
        it.pass(1_000);
        it.tell(Input::Online(false));
        it.tell(Input::Online(true));
        assert!(it.pass(18_999).is_empty());
        let due_ms = asked_after_ms + 20_000;
        assert_eq!(it.pass(1), [format!("{due_ms}: POST claim #1")]);
    }
}

#[test]
fn offline_time_does_not_count_for_the_claim() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    it.pass(5_000);
    assert_eq!(it.tell(Input::Online(false)), ["· offline", "cancel"]);
    assert_eq!(it.view, Some(View::Offline));
    it.pass(3_600_000);
    assert_eq!(it.tell(Input::Online(true)), ["· online", "POST claim #1"]);
    it.pass(9_999);
    it.claim_ok();
    assert!(it.ending.is_none());
}

#[test]
fn the_second_lost_poll_in_a_row_is_shown_and_the_first_is_not() {
    let mut it = Script::on_schedule();
    it.pass(1_000);
    assert_eq!(it.no_connection(), ["· retrying 1"]);
    assert_eq!(it.view, Some(View::Live));
    it.pass(500);
    assert_eq!(it.no_connection(), ["· retrying 2"]);
    assert_eq!(it.view, Some(View::Reconnecting));
    it.pass(1_000);
    it.status(Status::Active);
    assert_eq!(it.view, Some(View::Live));
}

#[test]
fn polling_may_fail_for_120_s() {
    for (refused, code) in [(false, "NETWORK_ERROR"), (true, "SERVICE_UNAVAILABLE")] {
        let mut it = Script::on_schedule();
        it.pass(1_000);
        let start = it.now;
        while it.ending.is_none() && it.now - start < 200_000 {
            let lines = if refused {
                it.status_refused(502, None)
            } else {
                it.no_connection()
            };
            assert!(
                lines
                    .iter()
                    .all(|line| line.starts_with("· retrying") || it.ending.is_some())
            );
            while it.ending.is_none()
                && !it.pass(100).iter().any(|line| line.contains("GET status"))
            {}
        }
        // One more second, in which the person sees the failure.
        assert_eq!((it.code(), it.now - start), (code, 121_000));
    }
}

#[test]
fn a_good_answer_resets_the_failures() {
    let mut it = Script::on_schedule();
    for _ in 0..5 {
        it.pass(1_000);
        for _ in 0..4 {
            it.no_connection();
            it.pass(15_000);
        }
        it.status(Status::Active);
    }
    assert!(it.ending.is_none());
    it.pass(5_000);
    assert_eq!(it.no_connection(), ["· retrying 1"]);
}

#[test]
fn hidden_and_offline_time_does_not_count() {
    let mut it = Script::on_schedule();
    it.pass(1_000);
    it.no_connection();
    it.tell(Input::Visible(false));
    for _ in 0..20 {
        it.pass(15_000);
        it.no_connection();
    }
    assert!(it.ending.is_none(), "five minutes hidden");
    it.tell(Input::Visible(true));
    it.tell(Input::Online(false));
    it.pass(600_000);
    it.tell(Input::Online(true));
    assert!(it.ending.is_none(), "ten minutes offline");
    it.status(Status::Complete);
    assert!(it.ending.is_some());
}

#[test]
fn retry_after_holds_even_when_the_person_comes_back() {
    let mut it = Script::on_schedule();
    it.pass(1_000);
    it.status_answer(refused_for(429, 30_000));
    it.pass(5_000);
    assert!(it.tell(Input::Resumed).is_empty());
    assert!(it.frame(FrameMessage::Changed).is_empty());
    let lines = it.pass(25_000);
    assert_eq!(
        lines.iter().find(|line| line.contains("GET")).unwrap(),
        "31000: GET status"
    );
}

#[test]
fn retry_after_is_honoured_for_at_most_a_minute() {
    let mut it = Script::on_schedule();
    it.pass(1_000);
    it.status_answer(refused_for(503, u64::MAX));
    let lines = it.pass(60_000);
    assert_eq!(
        lines.iter().find(|line| line.contains("GET")).unwrap(),
        "61000: GET status"
    );
}

#[test]
fn while_requests_fail_the_service_is_not_asked_to_hold_them() {
    let mut it = Script::watching();
    it.pass(35_000);
    let lines = it.pass(500);
    assert!(
        lines
            .iter()
            .any(|line| line.ends_with("GET status if not e1")),
        "{lines:?}"
    );
    assert!(
        it.not_modified(false)[0].ends_with("wait 25 s"),
        "it is back"
    );
}

#[test]
fn refusals_that_a_retry_cannot_change_end_the_session() {
    for (status, code, expected) in [
        (400, None, "INVALID_CLAIM_CODE"),
        (401, None, "INVALID_CLAIM_CODE"),
        (404, Some("X"), "INVALID_CLAIM_CODE"),
        (410, None, "LINK_EXPIRED"),
        (403, None, "UNEXPECTED_RESPONSE"),
        (409, None, "UNEXPECTED_RESPONSE"),
        (409, Some("TEAPOT"), "UNEXPECTED_RESPONSE"),
        (409, Some("LINK_ALREADY_COMPLETE"), "LINK_ALREADY_COMPLETE"),
        (418, Some("TEAPOT"), "UNEXPECTED_RESPONSE"),
    ] {
        let mut it = Script::claimed();
        it.status_refused(status, code);
        assert_eq!(it.code(), expected);
        assert!(!it.error().retryable);
    }
}

#[test]
fn a_304_to_a_request_without_an_etag_is_a_failure() {
    let mut it = Script::claimed();
    assert_eq!(it.not_modified(true), ["· retrying 1"]);
}
