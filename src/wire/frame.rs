//! The frame's messages.

use super::{Fields, text};

/// The longest `step` of a `progress` message that is accepted, in bytes.
const MAX_STEP: usize = 64;

/// A message from the frame to the page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FrameMessage {
    /// The frame is listening and asks for `init`.
    Ready,
    /// The person pressed the frame's close button, or Escape inside the frame.
    Close,
    /// The automation reached a step.
    Progress {
        /// The step's name.
        step: String,
    },
    /// A hint that the link's status changed.
    Changed,
    /// The answer to `ping`.
    Pong,
    /// Whether something typed or running would be lost if the modal closed now.
    AtStake(bool),
    /// Whether a phone goes on with the session from now on, or this device again.
    HandedOver(bool),
}

/// Parses the data of a `message` event whose source and origin were already checked.
#[must_use]
pub fn read_frame_message(data: &impl Fields) -> Option<FrameMessage> {
    // The protocol's version.
    (data.number("passage")? == 1.0).then_some(())?;
    Some(match data.text("type")?.as_str() {
        "ready" => FrameMessage::Ready,
        "close" => FrameMessage::Close,
        "progress" => FrameMessage::Progress {
            step: text(data, "step", MAX_STEP)?,
        },
        "changed" => FrameMessage::Changed,
        "pong" => FrameMessage::Pong,
        // `what` is `typed` or `work`, and left out if nothing is.
        "atStake" => FrameMessage::AtStake(data.text("what").is_some()),
        "handedOver" => FrameMessage::HandedOver(true),
        "takenBack" => FrameMessage::HandedOver(false),
        _ => return None,
    })
}
