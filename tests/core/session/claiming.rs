//! From the click to the claimed link.

use crate::script::*;
use passage_web::{
    secret::Secret,
    session::{CodeSource, Input, View},
    wire::{Answer, Claimed, LinkStatus, ServiceError, Status},
};

#[test]
fn the_claim_is_sent_while_the_modal_opens() {
    let mut it = Script::fixed();
    assert_eq!(
        it.tell(Input::Open),
        ["· opened", "POST claim #1", "open modal"]
    );
    assert_eq!(it.view, Some(View::Opening));
    assert_eq!(
        it.claim_ok(),
        [
            "· claimed link_1",
            "load https://clip.example/ses_1",
            "GET status"
        ]
    );
    assert_eq!(it.view, Some(View::Loading));
}

#[test]
fn a_second_open_changes_nothing() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    assert!(it.tell(Input::Open).is_empty());
}

#[test]
fn a_function_is_called_for_the_code_while_the_modal_opens() {
    let mut it = Script::function();
    assert_eq!(
        it.tell(Input::Open),
        ["· opened", "ask for the claim code #1", "open modal"]
    );
    let code = Some(Secret::new(CODE.into()));
    assert_eq!(
        it.tell(Input::CodeGiven { ask: 1, code }),
        ["POST claim #1"]
    );
}

#[test]
fn a_function_that_fails_ends_the_session() {
    let mut it = Script::function();
    it.tell(Input::Open);
    let lines = it.tell(Input::CodeGiven { ask: 1, code: None });
    assert_eq!(
        lines,
        ["close modal", "· ended error", "END INTERNAL_ERROR"]
    );
    assert!(it.error().retryable);
    assert!(it.error().error.contains("claimCode"));
}

#[test]
fn a_function_is_called_once_the_browser_is_online() {
    let mut it = Script::new(CodeSource::Function, |setup| setup.online = false);
    assert_eq!(
        it.tell(Input::Open),
        ["· opened", "· offline", "open modal"]
    );
    it.pass(500);
    assert_eq!(
        it.tell(Input::Online(true)),
        ["· online", "ask for the claim code #1"]
    );
}

/// Some browsers always report themselves offline, and a function may succeed there all the same.
#[test]
fn a_function_that_fails_offline_is_called_again_for_the_same_code() {
    let mut it = Script::new(CodeSource::Function, |setup| setup.online = false);
    it.tell(Input::Open);
    assert_eq!(it.pass(1_000), ["1000: ask for the claim code #1"]);
    assert!(it.tell(Input::CodeGiven { ask: 1, code: None }).is_empty());
    assert_eq!(it.view, Some(View::Offline));
    assert_eq!(it.pass(15_000), ["16000: ask for the claim code #1"]);
    let code = Some(Secret::new(CODE.into()));
    assert_eq!(
        it.tell(Input::CodeGiven { ask: 1, code }),
        ["POST claim #1"]
    );
}

#[test]
fn a_function_that_fails_because_the_connection_was_lost_is_called_again() {
    let mut it = Script::function();
    it.tell(Input::Open);
    it.tell(Input::Online(false));
    assert!(it.tell(Input::CodeGiven { ask: 1, code: None }).is_empty());
    assert!(it.pass(600_000).is_empty());
    assert_eq!(
        it.tell(Input::Online(true)),
        ["· online", "ask for the claim code #1"]
    );
    it.tell(Input::CodeGiven { ask: 1, code: None });
    assert_eq!(it.code(), "INTERNAL_ERROR");
}

/// It is online, but there is no connection: the function got its code before.
#[test]
fn a_code_that_cannot_be_claimed_ends_as_a_network_error_when_the_budget_is_over() {
    let mut it = Script::new(CodeSource::Function, |setup| setup.online = false);
    it.tell(Input::Open);
    it.tell(Input::Online(true));
    it.tell(Input::CodeGiven {
        ask: 1,
        code: Some(Secret::new(CODE.into())),
    });
    while it.ending.is_none() {
        it.claim_answer(Answer::NoConnection);
        if it.ending.is_none() {
            it.until_request();
        }
    }
    assert_eq!(it.code(), "NETWORK_ERROR");
}

#[test]
fn a_function_that_never_answers_ends_the_session_after_30_s() {
    let mut it = Script::function();
    it.tell(Input::Open);
    assert!(it.pass(29_999).is_empty());
    assert_eq!(it.pass(1).last().unwrap(), "30000: END INTERNAL_ERROR");
    assert!(it.error().error.contains("claimCode"));
}

#[test]
fn an_expired_code_of_a_function_is_replaced_once_in_the_same_modal() {
    let mut it = Script::function();
    it.tell(Input::Open);
    it.tell(Input::CodeGiven {
        ask: 1,
        code: Some(Secret::new(CODE.into())),
    });
    assert_eq!(it.claim_refused(410, None), ["ask for the claim code #2"]);
    // A late answer to the first call is not the new code.
    assert!(
        it.tell(Input::CodeGiven {
            ask: 1,
            code: Some(Secret::new(CODE.into()))
        })
        .is_empty()
    );
    let code = Some(Secret::new(format!("{CODE}_new")));
    assert_eq!(
        it.tell(Input::CodeGiven { ask: 2, code }),
        ["POST claim #2"]
    );
    assert_eq!(
        it.claim_refused(410, None),
        ["close modal", "· ended error", "END LINK_EXPIRED"]
    );
    assert!(!it.error().retryable);
}

#[test]
fn an_expired_code_in_a_string_ends_the_session() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    it.claim_refused(410, None);
    assert_eq!(it.code(), "LINK_EXPIRED");
}

#[test]
fn a_link_that_expires_while_the_frame_is_open_is_replaced_too() {
    let mut it = Script::function();
    it.tell(Input::Open);
    it.tell(Input::CodeGiven {
        ask: 1,
        code: Some(Secret::new(CODE.into())),
    });
    it.claim_ok();
    let lines = it.status(Status::Expired);
    assert_eq!(
        lines,
        [
            "· status Expired",
            "unload frame",
            "ask for the claim code #2"
        ]
    );
    assert_eq!(it.view, Some(View::Opening));
    it.tell(Input::CodeGiven {
        ask: 2,
        code: Some(Secret::new(CODE.into())),
    });
    assert_eq!(it.claim_ok()[1], "load https://clip.example/ses_1");
    it.status(Status::Complete);
    assert!(it.ending.is_some());
}

#[test]
fn an_unknown_claim_code_ends_the_session() {
    for status in [400, 401, 404] {
        let mut it = Script::fixed();
        it.tell(Input::Open);
        let lines = it.claim_refused(status, Some("SOMETHING"));
        assert_eq!(
            lines,
            ["close modal", "· ended error", "END INVALID_CLAIM_CODE"]
        );
        assert!(!it.error().retryable);
    }
}

#[test]
fn a_conflict_ends_with_the_code_of_the_service() {
    for (code, retryable) in [("LINK_ALREADY_COMPLETE", false), ("LINK_IN_USE", true)] {
        let mut it = Script::fixed();
        it.tell(Input::Open);
        it.claim_refused(409, Some(code));
        assert_eq!((it.code(), it.error().retryable), (code, retryable));
    }
}

#[test]
fn a_conflict_without_a_code_is_explained_by_the_status() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    assert_eq!(it.claim_refused(409, None), ["GET status"]);
    it.status(Status::Complete);
    assert_eq!(it.code(), "LINK_ALREADY_COMPLETE");

    for answer in [ok(link(Status::Active)), refused(404, None)] {
        let mut it = Script::fixed();
        it.tell(Input::Open);
        it.claim_refused(409, None);
        it.status_answer(answer);
        assert_eq!(it.code(), "LINK_IN_USE");
    }
}

#[test]
fn the_status_that_explains_a_conflict_is_requested_until_it_arrives() {
    let lost: [Answer<_>; 3] = [Answer::NoConnection, Answer::Unreadable, refused(503, None)];
    for answer in lost {
        let mut it = Script::fixed();
        it.tell(Input::Open);
        it.claim_refused(409, None);
        for _ in 0..2 {
            it.status_answer(answer.clone());
            it.until_request();
        }
        it.status(Status::Complete);
        assert_eq!(it.code(), "LINK_ALREADY_COMPLETE");
    }
}

#[test]
fn a_conflict_that_no_status_explains_in_time_counts_as_in_use() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    it.claim_refused(409, None);
    let lines = it.pass(45_000);
    assert!(lines.last().unwrap().ends_with("END LINK_IN_USE"));
    assert!(
        lines
            .iter()
            .filter(|line| line.contains("GET status"))
            .count()
            >= 3
    );
}

#[test]
fn only_a_409_keeps_the_code_of_the_service() {
    for (status, code, expected) in [
        (403, None, "UNEXPECTED_RESPONSE"),
        (422, None, "UNEXPECTED_RESPONSE"),
        (302, None, "UNEXPECTED_RESPONSE"),
        (403, Some("ACCOUNT_SUSPENDED"), "UNEXPECTED_RESPONSE"),
        (405, Some("INVALID_CLAIM_CODE"), "UNEXPECTED_RESPONSE"),
        (409, Some("ACCOUNT_SUSPENDED"), "ACCOUNT_SUSPENDED"),
    ] {
        let mut it = Script::fixed();
        it.tell(Input::Open);
        it.claim_refused(status, code);
        assert_eq!((it.code(), it.error().retryable), (expected, false));
    }
    let mut it = Script::fixed();
    it.tell(Input::Open);
    it.claim_answer(Answer::NotModified { waited: false });
    assert_eq!(it.code(), "UNEXPECTED_RESPONSE");
}

#[test]
fn the_services_error_text_is_passed_on_unless_it_repeats_a_secret() {
    let say = |code: &str, message: &str| {
        let mut it = Script::fixed();
        it.tell(Input::Open);
        let error = ServiceError {
            code: Some(code.into()),
            message: Some(message.into()),
        };
        it.claim_answer(Answer::Refused {
            status: 409,
            error,
            retry_after_ms: None,
        });
        it.error().clone()
    };
    assert_eq!(say("TEAPOT", "Short and stout.").error, "Short and stout.");
    let error = say("TEAPOT", "No such code: clm_secret");
    assert!(!error.error.contains(CODE) && error.code == "TEAPOT");
    assert_eq!(say("about clm_secret", "x").code, "UNEXPECTED_RESPONSE");
}

#[test]
fn a_resumed_session_that_had_failed_meanwhile_is_claimed_again() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    assert_eq!(
        it.claim_resumed(),
        [
            "· claimed link_1",
            "load https://clip.example/ses_1",
            "GET status"
        ]
    );
    let failed = LinkStatus {
        error: ServiceError {
            code: Some("AUTOMATION_ERROR".into()),
            message: None,
        },
        ..link(Status::Failed)
    };
    assert_eq!(
        it.status_answer(ok(failed.clone())),
        ["unload frame", "POST claim #2"],
        "nobody hears of the old failure"
    );
    it.claim_ok();
    it.status_answer(ok(failed));
    assert_eq!(it.code(), "AUTOMATION_ERROR", "that one is its own");
}

#[test]
fn a_resumed_session_that_goes_on_fails_like_any_other() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    it.claim_resumed();
    it.status(Status::Active);
    it.until_request();
    it.status(Status::Failed);
    assert_eq!(it.code(), "CONNECTION_FAILED");
}

#[test]
fn a_claim_whose_link_id_repeats_a_secret_is_unreadable() {
    for link_id in [format!("link_{CODE}"), "ct_secret".into()] {
        let mut it = Script::fixed();
        it.tell(Input::Open);
        let answer = ok(Claimed {
            link_id,
            ..claimed("ses_1")
        });
        assert_eq!(it.claim_answer(answer), ["· retrying 1"]);
    }
}

#[test]
fn the_error_names_the_link_once_it_is_known() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    it.claim_refused(404, None);
    assert_eq!(it.error().link_id, None);
    let mut it = Script::claimed();
    it.status_refused(404, None);
    assert_eq!(it.error().link_id.as_deref(), Some("link_1"));
}

#[test]
fn a_slow_claim_is_shown_as_slow() {
    let mut it = Script::fixed();
    it.tell(Input::Open);
    it.pass(4_999);
    assert_eq!(it.view, Some(View::Opening));
    it.pass(1);
    assert_eq!(it.view, Some(View::Slow));
    it.claim_ok();
    assert_eq!(
        it.view,
        Some(View::Loading),
        "the frame has its own patience"
    );
}
