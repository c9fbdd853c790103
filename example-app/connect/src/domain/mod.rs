//! What happens to links, whoever asks for it.

pub mod automation;
pub mod expiry;
pub mod life;
pub mod outbox;
pub mod relay;
pub mod replica;
pub mod scrub;
pub mod shown;
pub mod snapshots;
pub mod steps;
pub mod tries;
