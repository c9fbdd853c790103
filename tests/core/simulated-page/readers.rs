//! Judges the engine's readers: everything that they read from a body is within the limits, and the same when it is read again.

use passage_web::{
    return_url,
    told::{ConnectionError, ErrorCode},
    wire::{
        Answer, Claimed, FrameMessage, Head, LinkStatus, ServiceError, read_claimed, read_error,
        read_frame_message, read_status,
    },
};
use serde_json::{Value, json};
use url::Url;

use crate::json::Json;

/// The first integer that a JSON number does not hold exactly, 2^53.
pub const EXACT: u64 = 9_007_199_254_740_992;

/// The body of `POST /link/claim`.
pub fn claim(body: &Json) -> Option<Claimed> {
    let claimed = read_claimed(body);
    assert_eq!(claimed, read_claimed(body), "read twice, it is the same");
    let head = Head {
        status: 200,
        ..Head::default()
    };
    let answer = Answer::new(head, Some(body), read_claimed);
    assert_eq!(matches!(answer, Answer::Ok { .. }), claimed.is_some());
    let claimed = claimed?;
    assert!(is_name(&claimed.link_id) && is_name(&claimed.session_id));
    assert!((1..=8_192).contains(&claimed.client_token.reveal().len()));
    assert_eq!(format!("{:?}", claimed.client_token), "<secret>");
    assert!(claimed.frame_url.len() <= 8_192);
    assert!(
        claimed.frame_url.starts_with("http"),
        "{}",
        claimed.frame_url
    );
    assert!(claimed.expires_at_ms.is_none_or(|at| at < EXACT));
    // A browser does not load an address that it cannot parse; one that it can must be a web address.
    if let Ok(url) = Url::parse(&claimed.frame_url) {
        assert!(matches!(url.scheme(), "http" | "https"), "{url}");
        assert!(url.origin().is_tuple(), "{url} has no origin to talk to");
    }
    Some(claimed)
}

/// The body of `GET /link/status`.
pub fn status(body: &Json) -> Option<LinkStatus> {
    let status = read_status(body);
    assert_eq!(status, read_status(body), "read twice, it is the same");
    let status = status?;
    assert!(is_name(&status.link_id));
    assert!(status.session_id.as_deref().is_none_or(is_name));
    assert!(status.expires_at_ms.is_none_or(|at| at < EXACT));
    assert_eq!(status.error, error(body));
    let named = body.0["status"].as_str();
    assert!(
        status
            .status
            .is_none_or(|known| Some(known.name()) == named)
    );
    if let Some(url) = &status.return_url {
        let _ = return_url::target(url);
    }
    Some(status)
}

/// The body of a refusal, in either form.
pub fn error(body: &Json) -> ServiceError {
    let error = read_error(body);
    assert_eq!(error, read_error(body), "read twice, it is the same");
    assert!(error.code.as_deref().is_none_or(is_name));
    assert!(error.message.as_deref().is_none_or(is_plain));
    // What was read from one form reads the same from both.
    let ServiceError { code, message } = &error;
    for form in [
        json!({ "error": message, "code": code }),
        json!({ "error": { "code": code, "message": message } }),
    ] {
        assert_eq!(read_error(&Json(form)), error);
    }
    if let Some(code) = code {
        let told = ConnectionError::from_service(code, message.as_deref());
        assert_eq!(&told.code, code);
        assert!(!told.error.is_empty());
        let known = ErrorCode::from_name(code);
        assert_eq!(told.retryable, known.is_some_and(ErrorCode::retryable));
    }
    error
}

/// What the frame sends to the page.
pub fn frame_message(data: &Json) -> Option<FrameMessage> {
    let message = read_frame_message(data);
    let again = read_frame_message(data);
    assert_eq!(message, again, "read twice, it is the same");
    let message = message?;
    assert_eq!(data.0["passage"].as_f64(), Some(1.0));
    // A message that was understood must be read the same when it is written again with the known fields only.
    let plain = |kind: &str| json!({ "passage": 1, "type": kind });
    let said: Value = match &message {
        FrameMessage::Ready => plain("ready"),
        FrameMessage::Close => plain("close"),
        FrameMessage::Changed => plain("changed"),
        FrameMessage::Pong => plain("pong"),
        FrameMessage::AtStake(true) => json!({ "passage": 1, "type": "atStake", "what": "typed" }),
        FrameMessage::AtStake(false) => plain("atStake"),
        FrameMessage::HandedOver(true) => plain("handedOver"),
        FrameMessage::HandedOver(false) => plain("takenBack"),
        FrameMessage::Progress { step } => {
            assert!((1..=64).contains(&step.len()), "{step:?}");
            json!({ "passage": 1, "type": "progress", "step": step })
        }
    };
    assert_eq!(read_frame_message(&Json(said)).as_ref(), Some(&message));
    Some(message)
}

fn is_name(text: &str) -> bool {
    (1..=128).contains(&text.len())
}

fn is_plain(text: &str) -> bool {
    text.chars().count() <= 300 && !text.trim().is_empty() && !text.chars().any(char::is_control)
}
