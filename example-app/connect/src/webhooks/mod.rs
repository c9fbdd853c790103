//! How a webhook is made and sent: its signature, where it may go, and who waits for whom.

pub mod address;
pub mod keys;
pub mod lanes;
pub mod post;
