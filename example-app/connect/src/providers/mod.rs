//! The simulated providers: what they offer, whom they let in, what they deliver.

pub mod catalog;
pub mod credentials;
pub mod resources;
