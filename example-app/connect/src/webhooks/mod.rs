//! How a webhook is signed and sent, where it may go, and how many are sent at once.

pub mod address;
pub mod keys;
pub mod post;
pub mod retries;
