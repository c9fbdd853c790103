//! The state that all handlers share.

use crate::{arrivals::Arrivals, claim_codes::ClaimCodes, connect::Connect, signature::Signatures};

/// The state that all handlers share.
pub struct App {
    /// Calls the Connect service.
    pub connect: Connect,
    /// Verifies webhooks.
    pub signatures: Signatures,
    /// The webhooks that have arrived.
    pub arrivals: Arrivals,
    /// The claim codes of the latest links.
    pub claim_codes: ClaimCodes,
}

impl App {
    /// The state at the start, without webhooks.
    pub fn new(connect: Connect) -> Self {
        Self {
            connect,
            signatures: Signatures::default(),
            arrivals: Arrivals::default(),
            claim_codes: ClaimCodes::default(),
        }
    }
}
