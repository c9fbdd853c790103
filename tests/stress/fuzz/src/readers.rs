//! The engine's readers of answers and of frame messages.

use passage_web::{
    return_url,
    told::{ConnectionError, ErrorCode},
    wire::{
        Answer, FrameMessage, Head, ServiceError, read_claimed, read_error, read_frame_message,
        read_status,
    },
};
use serde_json::{Value, json};
use url::Url;

use crate::json::Json;

/// The longest exact integer of a JSON number, 2^53.
const EXACT: u64 = 9_007_199_254_740_992;

/// The body of `POST /link/claim`.
pub fn claim_answer(bytes: &[u8]) {
    let Some(body) = Json::read(bytes) else {
        return;
    };
    let claimed = read_claimed(&body);
    assert_eq!(claimed, read_claimed(&body), "read twice, it is the same");
    let ok = Head {
        status: 200,
        ..Head::default()
    };
    let answer = Answer::new(ok, Some(&body), read_claimed);
    assert_eq!(matches!(answer, Answer::Ok { .. }), claimed.is_some());
    let Some(claimed) = claimed else { return };
    assert!(is_name(&claimed.link_id) && is_name(&claimed.session_id));
    assert!((1..=8_192).contains(&claimed.client_token.reveal().len()));
    assert_eq!(format!("{:?}", claimed.client_token), "<secret>");
    assert!(claimed.expires_at_ms.is_none_or(|at| at < EXACT));
    // What a browser cannot parse it does not load; what it can must be of the web.
    if let Ok(url) = Url::parse(&claimed.frame_url) {
        assert!(matches!(url.scheme(), "http" | "https"), "{url}");
        assert!(url.origin().is_tuple(), "{url} has no origin to talk to");
    }
}

/// The body of `GET /link/status`.
pub fn status_answer(bytes: &[u8]) {
    let Some(body) = Json::read(bytes) else {
        return;
    };
    let status = read_status(&body);
    assert_eq!(status, read_status(&body), "read twice, it is the same");
    let Some(status) = status else { return };
    assert!(is_name(&status.link_id));
    assert!(status.session_id.as_deref().is_none_or(is_name));
    assert!(status.expires_at_ms.is_none_or(|at| at < EXACT));
    assert_eq!(status.error, read_error(&body));
    let named = body.0["status"].as_str();
    assert!(
        status
            .status
            .is_none_or(|known| Some(known.name()) == named)
    );
    if let Some(url) = status.return_url {
        let _ = return_url::target(&url);
    }
}

/// The body of a refusal, in either form.
pub fn error_answer(bytes: &[u8]) {
    let Some(body) = Json::read(bytes) else {
        return;
    };
    let error = read_error(&body);
    assert_eq!(error, read_error(&body), "read twice, it is the same");
    assert!(error.code.as_deref().is_none_or(is_name));
    if let Some(message) = &error.message {
        assert!((1..=300).contains(&message.chars().count()), "{message:?}");
        assert!(!message.trim().is_empty() && !message.chars().any(char::is_control));
    }
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
}

/// What the frame sends to the page.
pub fn frame_message(bytes: &[u8]) {
    let Some(data) = Json::read(bytes) else {
        return;
    };
    let message = read_frame_message(&data);
    assert_eq!(
        message,
        read_frame_message(&data),
        "read twice, it is the same"
    );
    let Some(message) = message else { return };
    assert_eq!(data.0["passage"].as_f64(), Some(1.0));
    // What was understood says the same when it is said plainly.
    let plain = |kind: &str| json!({ "passage": 1, "type": kind });
    let said: Value = match &message {
        FrameMessage::Ready => plain("ready"),
        FrameMessage::Close => plain("close"),
        FrameMessage::Changed => plain("changed"),
        FrameMessage::Pong => plain("pong"),
        FrameMessage::Progress { step } => {
            assert!((1..=64).contains(&step.len()), "{step:?}");
            json!({ "passage": 1, "type": "progress", "step": step })
        }
    };
    assert_eq!(read_frame_message(&Json(said)), Some(message));
}

fn is_name(text: &str) -> bool {
    (1..=128).contains(&text.len())
}
