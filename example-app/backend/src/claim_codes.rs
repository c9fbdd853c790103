//! Remembers in memory the claim codes of the latest links, so that a page that was reloaded can go on. A real application
//! writes them into its database, beside the visitor they belong to, until the link has ended.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// How many are kept; older ones are forgotten.
const KEPT: usize = 1_000;

/// The latest claim codes, each with its link's id.
#[derive(Default)]
pub struct ClaimCodes(Mutex<VecDeque<(String, String)>>);

impl ClaimCodes {
    /// Remembers the claim code of a new link.
    pub fn keep(&self, link_id: &str, claim_code: &str) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((link_id.to_owned(), claim_code.to_owned()));
        if kept.len() > KEPT {
            kept.pop_front();
        }
    }

    /// The claim code of a link.
    pub fn of(&self, link_id: &str) -> Option<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|(id, _)| id == link_id);
        found.map(|(_, claim_code)| claim_code.clone())
    }
}
