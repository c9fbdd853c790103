//! What all handlers share.

use crate::{arrivals::Arrivals, connect::Connect, signature::Signatures};

/// See the fields.
pub struct App {
    /// The Connect service.
    pub connect: Connect,
    /// Who checks webhooks.
    pub signatures: Signatures,
    /// Which have arrived.
    pub arrivals: Arrivals,
}

impl App {
    /// Nothing has arrived yet.
    pub fn new(connect: Connect) -> Self {
        Self {
            connect,
            signatures: Signatures::default(),
            arrivals: Arrivals::default(),
        }
    }
}
