//! The frame inside the modal.

use crate::script::*;
use passage_web::{
    session::{Input, View},
    wire::{FrameMessage, Status},
};
use simulated_page::answers::code_given;

#[test]
fn a_ready_frame_is_greeted_and_shown() {
    let mut it = Script::claimed();
    assert_eq!(
        it.frame(FrameMessage::Ready),
        ["· frameReady", "init ses_1"]
    );
    assert_eq!(it.view, Some(View::Live));
}

#[test]
fn a_frame_that_reloads_itself_is_greeted_again() {
    let mut it = Script::claimed();
    it.frame(FrameMessage::Ready);
    assert_eq!(it.frame(FrameMessage::Ready), ["init ses_1"]);
}

#[test]
fn a_frame_that_is_not_ready_in_10_s_has_failed() {
    let mut it = Script::loading();
    assert!(it.pass(9_999).is_empty());
    assert_eq!(
        it.pass(1),
        [
            "10000: cancel",
            "10000: close modal",
            "10000: · ended error",
            "10000: END FRAME_LOAD_FAILED"
        ]
    );
    assert!(it.error().retryable);
}

#[test]
fn a_slow_frame_is_shown_as_slow() {
    let mut it = Script::loading();
    it.pass(5_000);
    assert_eq!(it.view, Some(View::Slow));
    it.frame(FrameMessage::Ready);
    assert_eq!(it.view, Some(View::Live));
}

#[test]
fn a_blocked_frame_is_named_at_once() {
    let mut it = Script::claimed();
    it.tell(Input::FrameBlocked { text: "frame-src" });
    assert_eq!(
        (it.code(), it.error().error.as_str()),
        ("FRAME_LOAD_FAILED", "frame-src")
    );
}

#[test]
fn a_blocked_frame_that_is_reported_after_ready_is_ignored() {
    let mut it = Script::claimed();
    it.frame(FrameMessage::Ready);
    assert!(
        it.tell(Input::FrameBlocked { text: "frame-src" })
            .is_empty()
    );
}

#[test]
fn a_frame_that_was_loading_while_offline_is_loaded_again() {
    let mut it = Script::loading();
    it.pass(3_000);
    it.tell(Input::Online(false));
    assert!(it.pass(60_000).is_empty());
    let lines = it.tell(Input::Online(true));
    assert_eq!(
        lines,
        [
            "· online",
            "load https://clip.example/ses_1",
            "GET status if not e1 wait 25 s"
        ]
    );
    it.pass(9_999);
    assert!(it.ending.is_none());
    it.pass(1);
    assert_eq!(it.code(), "FRAME_LOAD_FAILED");
}

#[test]
fn a_frame_that_was_loading_while_the_service_was_away_is_loaded_again() {
    let mut it = Script::loading();
    it.pass(3_000);
    it.no_connection();
    it.pass(20_000);
    assert!(it.ending.is_none(), "no frame can load meanwhile");
    it.until_request();
    let lines = it.status_waited(Status::Active, "e1");
    assert_eq!(lines[0], "load https://clip.example/ses_1");
    it.pass(9_999);
    assert!(it.ending.is_none());
    it.pass(1);
    assert_eq!(it.code(), "FRAME_LOAD_FAILED");
}

#[test]
fn a_link_that_expires_while_its_frame_has_no_service_is_replaced_with_a_frame() {
    let mut it = Script::function();
    it.tell(Input::Open);
    it.tell(code_given(1, Some(CODE)));
    it.claim_ok();
    it.no_connection();
    it.until_request();
    it.status_refused(410, None);
    it.tell(code_given(2, Some(CODE)));
    let lines = it.claim_ok();
    assert_eq!(lines[1], "load https://clip.example/ses_1");
    it.pass(9_999);
    assert!(it.ending.is_none(), "the new frame has all of its time");
}

#[test]
fn a_ready_frame_stays_when_the_service_is_back() {
    let mut it = Script::watching();
    it.no_connection();
    it.until_request();
    let lines = it.status_waited(Status::Active, "e1");
    assert!(!lines.iter().any(|line| line.starts_with("load ")));
}

#[test]
fn the_close_button_of_the_frame_closes() {
    let mut it = Script::claimed();
    it.frame(FrameMessage::Ready);
    assert_eq!(
        it.frame(FrameMessage::Close),
        [
            "cancel",
            "POST cancel ses_1",
            "close modal",
            "· ended closed",
            "END closed by person"
        ]
    );
}

#[test]
fn each_step_of_progress_causes_one_event() {
    let mut it = Script::claimed();
    let step = |name: &str| FrameMessage::Progress { step: name.into() };
    assert_eq!(it.frame(step("signing_in")), ["· progress signing_in"]);
    assert!(it.frame(step("signing_in")).is_empty());
    assert_eq!(it.frame(step("finishing")), ["· progress finishing"]);
}

#[test]
fn progress_that_repeats_a_secret_is_not_passed_on() {
    let mut it = Script::claimed();
    for secret in [CODE, "ct_secret"] {
        let step = format!("sent_{secret}");
        assert!(it.frame(FrameMessage::Progress { step }).is_empty());
    }
}

#[test]
fn a_flood_of_progress_is_limited() {
    let mut it = Script::claimed();
    let passed: usize = (0..10_000)
        .map(|n| {
            it.frame(FrameMessage::Progress {
                step: n.to_string(),
            })
            .len()
        })
        .sum();
    assert_eq!(passed, 100);
}

#[test]
fn a_visible_frame_is_pinged_every_5_s() {
    let mut it = Script::watching();
    assert_eq!(it.pass(10_000), ["5000: ping", "10000: ping"]);
    it.tell(Input::Visible(false));
    assert!(it.pass(10_000).is_empty());
    it.tell(Input::Visible(true));
    assert_eq!(it.pass(5_000), ["25000: ping"]);
}

#[test]
fn after_three_unanswered_pings_the_frame_is_shown_as_unresponsive_and_the_session_goes_on() {
    let mut it = Script::watching();
    it.pass(5_000);
    it.frame(FrameMessage::Pong);
    it.pass(19_999);
    assert_eq!(it.view, Some(View::Live));
    it.pass(1);
    assert_eq!(it.view, Some(View::Unresponsive));
    it.frame(FrameMessage::Pong);
    assert_eq!(it.view, Some(View::Live));
    assert!(it.ending.is_none());
}

#[test]
fn a_frame_that_never_answered_a_ping_is_not_blamed() {
    let mut it = Script::watching();
    it.pass(24_000);
    assert_eq!(it.view, Some(View::Live));
}

#[test]
fn the_modal_is_told_whether_closing_would_lose_something() {
    let mut it = Script::watching();
    for at_stake in [true, false] {
        let lines = it.frame(FrameMessage::AtStake(at_stake));
        assert_eq!(lines, [format!("at stake: {at_stake}")]);
    }
}

#[test]
fn a_hand_over_and_its_end_are_told_once_each() {
    let mut it = Script::watching();
    let mut tell = |over| it.frame(FrameMessage::HandedOver(over));
    // What was not handed over cannot come back.
    assert!(tell(false).is_empty());
    assert_eq!(tell(true), ["· handedOver"]);
    // A frame that was loaded again says it once more.
    assert!(tell(true).is_empty());
    assert_eq!(tell(false), ["· takenBack"]);
    for _ in 0..49 {
        tell(true);
        tell(false);
    }
    assert!(tell(true).is_empty(), "a frame cannot tell it without end");
}

#[test]
fn messages_before_the_claim_are_ignored() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    for message in [
        FrameMessage::Ready,
        FrameMessage::Close,
        FrameMessage::Changed,
        FrameMessage::Pong,
        FrameMessage::AtStake(true),
        FrameMessage::HandedOver(true),
    ] {
        assert!(it.frame(message).is_empty());
    }
}
