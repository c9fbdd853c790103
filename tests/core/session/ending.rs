//! The one ending.

use crate::script::*;
use passage_web::{
    secret::Secret,
    session::{CodeSource, Ending, Input, View},
    told::{ClosedBy, ConnectionError, ErrorCode},
    wire::{FrameMessage, LinkStatus, ServiceError, Status},
};

#[test]
fn the_session_is_complete_when_the_status_says_so() {
    let mut it = Script::on_schedule();
    it.pass(1_000);
    assert_eq!(
        it.status(Status::Complete),
        [
            "· status Complete",
            "close modal",
            "· ended complete",
            "END complete link_1"
        ]
    );
}

#[test]
fn the_session_fails_with_the_code_of_the_status() {
    for (code, retryable) in [
        ("AUTOMATION_ERROR", true),
        ("CLIENT_TIMEOUT", true),
        ("CONNECTION_FAILED", true),
        ("UNKNOWN_PROVIDER", false),
        ("RESULT_VALIDATION_ERROR", false),
        ("SOMETHING_NEW", false),
    ] {
        let mut it = Script::claimed();
        let error = ServiceError {
            code: Some(code.into()),
            message: Some("Because.".into()),
        };
        it.status_answer(ok(LinkStatus {
            error,
            ..link(Status::Failed)
        }));
        assert_eq!(
            (it.code(), it.error().retryable, it.error().error.as_str()),
            (code, retryable, "Because.")
        );
        assert_eq!(it.error().link_id.as_deref(), Some("link_1"));
    }
}

#[test]
fn a_failure_without_a_code_ends_as_connection_failed() {
    let mut it = Script::claimed();
    it.status(Status::Failed);
    assert_eq!(it.code(), "CONNECTION_FAILED");
}

#[test]
fn an_error_text_that_repeats_the_token_is_not_passed_on() {
    let mut it = Script::claimed();
    let error = ServiceError {
        code: Some("AUTOMATION_ERROR".into()),
        message: Some("bad ct_secret".into()),
    };
    it.status_answer(ok(LinkStatus {
        error,
        ..link(Status::Failed)
    }));
    assert!(!it.error().error.contains("ct_secret"));
}

#[test]
fn a_failure_in_front_of_a_live_frame_is_shown_for_a_second() {
    let mut it = Script::watching();
    let body = link(Status::Failed);
    let lines = it.status_answer(ok(body));
    assert_eq!(lines, ["· status Failed"]);
    assert_eq!(it.view, Some(View::Failed));
    assert!(
        it.frame(FrameMessage::Changed).is_empty(),
        "nothing is asked any more"
    );
    assert!(it.tell(Input::Resumed).is_empty());
    it.pass(999);
    assert!(it.ending.is_none());
    it.pass(1);
    assert_eq!(it.code(), "CONNECTION_FAILED");
}

#[test]
fn dismissing_a_shown_failure_still_ends_with_the_error() {
    for close in [
        Input::Close(ClosedBy::Host),
        Input::Frame(FrameMessage::Close),
    ] {
        let mut it = Script::watching();
        it.status(Status::Failed);
        assert_eq!(it.tell(close).last().unwrap(), "END CONNECTION_FAILED");
    }
}

#[test]
fn closing_ends_the_session_at_any_time() {
    let mut opening = Script::fixed();
    opening.tell(Input::Open);
    assert_eq!(
        opening.tell(Input::Close(ClosedBy::Host)),
        [
            "cancel",
            "POST cancel what is resumed",
            "close modal",
            "· ended closed",
            "END closed by host"
        ]
    );

    let mut asking = Script::function();
    asking.tell(Input::Open);
    assert_eq!(
        asking.tell(Input::Close(ClosedBy::Host)),
        ["close modal", "· ended closed", "END closed by host"]
    );

    let mut between = Script::on_schedule();
    assert_eq!(
        between.tell(Input::Close(ClosedBy::Host)),
        [
            "POST cancel ses_1",
            "close modal",
            "· ended closed",
            "END closed by host"
        ]
    );

    let mut waiting = Script::claimed();
    assert_eq!(
        waiting.tell(Input::Close(ClosedBy::Host)),
        [
            "cancel",
            "POST cancel ses_1",
            "close modal",
            "· ended closed",
            "END closed by host"
        ]
    );

    let mut unopened = Script::fixed();
    assert_eq!(
        unopened.tell(Input::Close(ClosedBy::Host)),
        ["· ended closed", "END closed by host"]
    );
}

/// Whether it is at work, and so is called off, or waits for the person, is for the service to decide.
#[test]
fn closing_a_claimed_session_by_whatever_way_tells_the_service() {
    let signing_in = FrameMessage::Progress {
        step: "signing_in".into(),
    };
    for (close, by) in [
        (Input::Close(ClosedBy::Host), "host"),
        (Input::Frame(FrameMessage::Close), "person"),
    ] {
        for before in [vec![], vec![signing_in.clone()]] {
            let mut it = Script::watching();
            for message in before {
                it.frame(message);
            }
            let lines = it.tell(close.clone());
            assert_eq!(lines[1], "POST cancel ses_1", "{lines:?}");
            assert_eq!(*lines.last().unwrap(), format!("END closed by {by}"));
        }
    }
}

#[test]
fn the_ending_names_who_closed_the_session() {
    for by in ClosedBy::ALL {
        let mut it = Script::watching();
        let lines = it.tell(Input::Close(*by));
        assert_eq!(
            *lines.last().unwrap(),
            format!("END closed by {}", by.name())
        );
    }
}

#[test]
fn a_session_that_ends_by_itself_is_not_called_off() {
    for ending in [Status::Complete, Status::Failed, Status::Expired] {
        let mut it = Script::watching();
        let mut lines = it.status(ending);
        lines.extend(it.tell(Input::Close(ClosedBy::Host)));
        assert!(it.ending.is_some());
        assert!(!lines.iter().any(|line| line.contains("POST")), "{lines:?}");
    }
}

#[test]
fn a_session_that_others_called_off_can_be_opened_again() {
    let mut it = Script::claimed();
    let error = ServiceError {
        code: Some("CANCELED".into()),
        message: None,
    };
    it.status_answer(ok(LinkStatus {
        error,
        ..link(Status::Failed)
    }));
    assert_eq!((it.code(), it.error().retryable), ("CANCELED", true));
}

#[test]
fn after_the_ending_nothing_happens_any_more() {
    let mut it = Script::on_schedule();
    it.pass(1_000);
    let request = it.request();
    it.tell(Input::Close(ClosedBy::Host));
    assert_eq!(it.next_wake(), None);
    let answer = ok(link(Status::Complete));
    for input in [
        Input::StatusAnswered {
            request,
            answer,
            request_id: None,
        },
        Input::Wake,
        Input::Close(ClosedBy::Host),
        Input::Open,
        Input::Resumed,
        Input::Visible(false),
        Input::Online(false),
        Input::Frame(FrameMessage::Ready),
    ] {
        assert!(it.tell(input).is_empty());
    }
}

#[test]
fn a_failure_outside_of_the_session_ends_it_with_that_error() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    it.tell(Input::Broken(
        ConnectionError::new(ErrorCode::InternalError).with_text("no body"),
    ));
    assert_eq!(
        (it.code(), it.error().error.as_str()),
        ("INTERNAL_ERROR", "no body")
    );
}

fn completed_with(return_url: &str, redirect: bool) -> (Vec<String>, Option<String>) {
    let code = CodeSource::Fixed(Secret::new(CODE.into()));
    let mut it = Script::new(code, |setup| setup.redirect = redirect);
    it.tell(Input::Open);
    it.claim_ok();
    let body = LinkStatus {
        return_url: Some(return_url.into()),
        ..link(Status::Complete)
    };
    let lines = it.status_answer(ok(body));
    match it.ending {
        Some(Ending::Complete { return_url, .. }) => (lines, return_url),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_return_url_is_announced_and_handed_over() {
    let (lines, return_url) = completed_with("https://shop.example/done", true);
    assert!(lines.contains(&"· redirecting https://shop.example/done".into()));
    assert_eq!(return_url.as_deref(), Some("https://shop.example/done"));
    assert_eq!(lines.last().unwrap(), "END complete link_1");
}

#[test]
fn with_redirect_false_the_page_stays() {
    let (lines, return_url) = completed_with("https://shop.example/done", false);
    assert_eq!(return_url, None);
    assert!(!lines.iter().any(|line| line.contains("redirecting")));
}

#[test]
fn a_return_url_that_repeats_a_secret_is_not_followed() {
    for secret in [CODE, "ct_secret"] {
        let (lines, return_url) =
            completed_with(&format!("https://shop.example/?c={secret}"), true);
        assert_eq!(return_url, None);
        assert!(lines.iter().all(|line| !line.contains(secret)), "{lines:?}");
    }
}

#[test]
fn a_dangerous_return_url_is_refused_and_the_session_is_still_complete() {
    for url in [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "/done",
        "http://shop.example",
    ] {
        let (lines, return_url) = completed_with(url, true);
        assert_eq!(return_url, None);
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with("warn:") && !line.contains(url))
        );
        assert_eq!(lines.last().unwrap(), "END complete link_1");
    }
}
