//! Parses everything that comes from outside: the service's answers and headers, addresses, and the frame's messages.
//!
//! Nothing here trusts its input. What does not fit is `None`, never a panic; the session decides what that means.

mod frame;
pub mod retry_after;
pub mod return_url;
mod service;

pub use frame::{FrameMessage, read_frame_message};
pub use service::{
    Answer, Claimed, Head, LinkStatus, ServiceError, Status, applies_wait, read_claimed,
    read_error, read_request_id, read_status,
};

/// A read-only view of an object from outside: a parsed body, or the data of a `message` event.
///
/// A missing field and one of another type are both `None`.
pub trait Fields: Sized {
    /// The field as a string.
    fn text(&self, name: &str) -> Option<String>;
    /// The field as a number.
    fn number(&self, name: &str) -> Option<f64>;
    /// The field as an object.
    fn object(&self, name: &str) -> Option<Self>;
}

/// The field as a string, unless it is empty or longer than `max` bytes.
fn text(body: &impl Fields, name: &str, max: usize) -> Option<String> {
    body.text(name)
        .filter(|text| !text.is_empty() && text.len() <= max)
}
