//! What an integrator's backend asks.

pub mod links;
pub mod providers;
mod request;
pub mod sessions;
pub mod verification_keys;
