//! What happens to links, whoever asks for it.

pub mod ask;
pub mod automation;
pub mod cancel;
pub mod claims;
pub mod done;
pub mod expiry;
pub mod handover;
pub mod life;
pub mod operations;
pub mod outbox;
pub mod relay;
pub mod replica;
pub mod scrub;
pub mod shown;
pub mod snapshots;
pub mod steps;
pub mod tries;
