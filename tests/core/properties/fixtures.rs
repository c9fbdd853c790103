//! What the SDK reads from the fixtures. The service's tests use the same ones.

use passage_web::wire::{ServiceError, Status, read_claimed, read_error, read_status};
use simulated_page::json::Json;

const LINK: &str = "link_3f9a1c5e7b2d4860a1c3e5f708192a3b";
const SESSION: &str = "ses_0b1d3f5a7c9e2468ace013579bdf2468";

macro_rules! fixture {
    ($name:literal) => {
        Json(
            serde_json::from_str(include_str!(concat!("../../fixtures/", $name, ".json")))
                .expect($name),
        )
    };
}

fn error(code: Option<&str>, message: &str) -> ServiceError {
    ServiceError {
        code: code.map(Into::into),
        message: Some(message.into()),
    }
}

#[test]
fn a_claim() {
    let claimed = read_claimed(&fixture!("claim_200")).unwrap();
    assert_eq!(claimed.link_id, LINK);
    assert_eq!(claimed.session_id, SESSION);
    assert_eq!(
        claimed.client_token.reveal(),
        "ct_91b3d5f7082a4c6e91b3d5f7082a4c6e"
    );
    assert_eq!(
        claimed.frame_url,
        format!("http://127.0.0.1:8787/clip/{SESSION}")
    );
    assert_eq!(claimed.expires_at_ms, Some(1_763_712_000_000));
}

#[test]
fn a_status_of_every_kind() {
    for (body, status, session, why) in [
        (
            fixture!("status_pending"),
            Status::Pending,
            None,
            ServiceError::default(),
        ),
        (
            fixture!("status_active"),
            Status::Active,
            Some(SESSION),
            ServiceError::default(),
        ),
        (
            fixture!("status_complete"),
            Status::Complete,
            Some(SESSION),
            ServiceError::default(),
        ),
        (
            fixture!("status_failed"),
            Status::Failed,
            Some(SESSION),
            error(
                Some("AUTOMATION_ERROR"),
                "The provider did not accept these credentials.",
            ),
        ),
        (
            fixture!("status_expired"),
            Status::Expired,
            Some(SESSION),
            error(
                Some("LINK_EXPIRED"),
                "The link expired before the connection was complete. Done: nothing. Not done: mobileBillingStatement read.",
            ),
        ),
    ] {
        let read = read_status(&body).unwrap();
        assert_eq!(read.link_id, LINK);
        assert_eq!(read.status, Some(status));
        assert_eq!(read.session_id.as_deref(), session);
        assert_eq!(read.error, why);
        assert_eq!(
            read.return_url.unwrap(),
            format!("https://app.example.com/done?plan=family&linkId={LINK}#billing")
        );
        assert_eq!(read.expires_at_ms, Some(1_763_712_000_000));
    }
}

#[test]
fn an_error_of_every_form() {
    for (body, expected) in [
        (
            fixture!("error_flat"),
            error(
                Some("LINK_IN_USE"),
                "Another claim of this link is in progress.",
            ),
        ),
        (fixture!("error_flat_no_code"), error(None, "Conflict")),
        (
            fixture!("error_nested"),
            error(Some("INVALID_ONE_TIME_CODE"), "That code is not right."),
        ),
        (
            fixture!("error_validation"),
            error(Some("VALIDATION_FAILED"), "Validation failed"),
        ),
    ] {
        assert_eq!(read_error(&body), expected);
    }
}

/// A fixture of another kind must not be read as a claim or a status.
#[test]
fn no_other_body_passes_for_a_claim_or_a_status() {
    for body in [
        fixture!("claim_request"),
        fixture!("create_link_201"),
        fixture!("create_link_request"),
        fixture!("create_link_request_flat"),
        fixture!("error_flat"),
        fixture!("frame_state_200"),
        fixture!("get_link_200"),
    ] {
        assert!(read_claimed(&body).is_none(), "{body:?}");
    }
    for body in [
        fixture!("error_flat"),
        fixture!("error_nested"),
        fixture!("frame_state_200"),
        fixture!("get_link_200"),
    ] {
        assert!(read_status(&body).is_none(), "{body:?}");
    }
}
