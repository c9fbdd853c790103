//! The state that all handlers share.

use crate::{arrivals::Arrivals, connect::Connect, signature::Signatures};

/// The state that all handlers share.
pub struct App {
    /// Calls the Connect service.
    pub connect: Connect,
    /// Verifies webhooks.
    pub signatures: Signatures,
    /// The webhooks that have arrived.
    pub arrivals: Arrivals,
}

impl App {
    /// The state at the start, without webhooks.
    pub fn new(connect: Connect) -> Self {
        Self {
            connect,
            signatures: Signatures::default(),
            arrivals: Arrivals::default(),
        }
    }
}
