//! The engine's readers of answers and of frame messages.

use simulated_page::{json::Json, readers};

/// The body of `POST /link/claim`.
pub fn claim_answer(bytes: &[u8]) {
    if let Some(body) = Json::read(bytes) {
        readers::claim(&body);
    }
}

/// The body of `GET /link/status`.
pub fn status_answer(bytes: &[u8]) {
    if let Some(body) = Json::read(bytes) {
        readers::status(&body);
    }
}

/// The body of a refusal, in either form.
pub fn error_answer(bytes: &[u8]) {
    if let Some(body) = Json::read(bytes) {
        readers::error(&body);
    }
}

/// What the frame sends to the page.
pub fn frame_message(bytes: &[u8]) {
    if let Some(body) = Json::read(bytes) {
        readers::frame_message(&body);
    }
}
