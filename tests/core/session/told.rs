//! What the host gets: the members of each event, ending and error, with the names of the public contract.

use std::cell::RefCell;

use passage_web::{
    session::Ending,
    told::{ClosedBy, ConnectionError, ErrorCode, Event, HostObject, Outcome},
    wire::Status,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The host's object, as JSON.
#[derive(Default)]
struct Told(RefCell<Map<String, Value>>);

impl HostObject for Told {
    fn set<T: Serialize + ?Sized>(&self, name: &str, value: &T) {
        let value = serde_json::to_value(value).unwrap_or_default();
        self.0.borrow_mut().insert(name.into(), value);
    }

    fn nest(&self, name: &str, inner: &Self) {
        let inner = inner.0.borrow().clone();
        self.0.borrow_mut().insert(name.into(), inner.into());
    }
}

fn told(object: Told) -> Value {
    object.0.into_inner().into()
}

#[test]
fn an_event_has_its_type_and_what_belongs_to_it() {
    let events = [
        (Event::Opened {}, json!({ "type": "opened" })),
        (
            Event::Claimed {
                link_id: "link_1".into(),
            },
            json!({ "type": "claimed", "linkId": "link_1" }),
        ),
        (Event::FrameReady {}, json!({ "type": "frameReady" })),
        (
            Event::Progress {
                step: "signing_in".into(),
            },
            json!({ "type": "progress", "step": "signing_in" }),
        ),
        (Event::HandedOver {}, json!({ "type": "handedOver" })),
        (Event::TakenBack {}, json!({ "type": "takenBack" })),
        (
            Event::Status {
                status: Status::Active,
            },
            json!({ "type": "status", "status": "active" }),
        ),
        (Event::Offline {}, json!({ "type": "offline" })),
        (Event::Online {}, json!({ "type": "online" })),
        (
            Event::Retrying {
                attempt: 2,
                delay_ms: 750,
            },
            json!({ "type": "retrying", "attempt": 2, "delayMs": 750 }),
        ),
        (
            Event::Redirecting {
                return_url: "https://shop.example/".into(),
            },
            json!({ "type": "redirecting", "returnUrl": "https://shop.example/" }),
        ),
        (
            Event::Ended {
                outcome: Outcome::Closed,
            },
            json!({ "type": "ended", "outcome": "closed" }),
        ),
    ];
    for (event, expected) in events {
        assert_eq!(told(event.to_object()), expected);
    }
}

#[test]
fn a_completion_names_the_link_and_where_to_go_next() {
    let stays = Ending::Complete {
        link_id: "link_1".into(),
        return_url: None,
    };
    assert_eq!(
        told(stays.to_object()),
        json!({ "outcome": "complete", "linkId": "link_1" })
    );
    let leaves = Ending::Complete {
        link_id: "link_1".into(),
        return_url: Some("https://shop.example/".into()),
    };
    assert_eq!(
        told(leaves.to_object()),
        json!({ "outcome": "complete", "linkId": "link_1", "returnUrl": "https://shop.example/" })
    );
}

#[test]
fn a_closing_names_who_closed_it() {
    for by in ClosedBy::ALL {
        assert_eq!(
            told(Ending::Closed(*by).to_object()),
            json!({ "outcome": "closed", "by": by.name() })
        );
        assert_eq!(ClosedBy::from_name(by.name()), Some(*by));
    }
    assert_eq!(ClosedBy::from_name("nobody"), None);
}

#[test]
fn an_error_has_a_text_a_code_and_whether_to_try_again() {
    let mut error = ConnectionError::new(ErrorCode::LinkInUse).with_text("In use.");
    let mut expected = json!({ "error": "In use.", "userMessage": "elsewhere", "code": "LINK_IN_USE", "retryable": true });
    assert_eq!(told(error.to_object()), expected);
    error.link_id = Some("link_1".into());
    expected["linkId"] = "link_1".into();
    error.request_id = Some("req_1".into());
    expected["requestId"] = "req_1".into();
    assert_eq!(
        told(Ending::Error(error).to_object()),
        json!({ "outcome": "error", "error": expected })
    );
}

#[test]
fn a_code_that_only_the_service_knows_sends_the_person_to_support() {
    let error = ConnectionError::from_service("A_CODE_OF_TOMORROW", None);
    assert_eq!(told(error.to_object())["userMessage"], "broken");
}

#[test]
fn the_person_is_told_to_try_again_only_where_that_can_help() {
    for code in ErrorCode::ALL {
        let helps = matches!(
            code.user_text(),
            "again" | "elsewhere" | "unreachable" | "calledOff"
        );
        assert_eq!(helps, code.retryable(), "{}", code.name());
    }
}
