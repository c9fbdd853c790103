//! The frame's messages.

use super::{Fields, text};

/// The longest `step` of a `progress` message that is accepted, in bytes.
const MAX_STEP: usize = 64;

/// What the frame says to the page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FrameMessage {
    /// The frame listens and wants `init`.
    Ready,
    /// Its close button, or Escape inside it.
    Close,
    /// The automation reached a step.
    Progress {
        /// The step's name.
        step: String,
    },
    /// A hint that the status changed.
    Changed,
    /// The answer to `ping`.
    Pong,
}

/// Reads the data of a `message` event whose source and origin were already checked.
#[must_use]
pub fn read_frame_message(data: &impl Fields) -> Option<FrameMessage> {
    // The protocol's version, so that a later one can tell itself apart.
    (data.number("passage")? == 1.0).then_some(())?;
    Some(match data.text("type")?.as_str() {
        "ready" => FrameMessage::Ready,
        "close" => FrameMessage::Close,
        "progress" => FrameMessage::Progress {
            step: text(data, "step", MAX_STEP)?,
        },
        "changed" => FrameMessage::Changed,
        "pong" => FrameMessage::Pong,
        _ => return None,
    })
}
