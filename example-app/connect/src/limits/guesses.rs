//! Who tries claim codes that are none: 128 bits cannot be guessed, but nobody shall try at full speed.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use crate::error::{Error, RetryAfter};

const MINUTE_MS: i64 = 60_000;

/// More addresses than this are not remembered at once; those whose minute is over go first.
const MOST_ADDRESSES: usize = 10_000;

/// Unknown claim codes, counted by address and minute.
pub struct Guesses {
    limit: u32,
    addresses: Mutex<HashMap<IpAddr, Minute>>,
}

struct Minute {
    began_ms: i64,
    wrong: u32,
}

impl Guesses {
    /// `limit` in a minute; 0 is none.
    pub fn new(limit: u32) -> Self {
        Self {
            limit,
            addresses: Mutex::default(),
        }
    }

    /// Refuses an address that has used up its minute, whether its code is right this time or not.
    pub fn check(&self, address: Option<IpAddr>, now_ms: i64) -> Result<(), Error> {
        let Some(address) = address.filter(|_| self.limit > 0) else {
            return Ok(());
        };
        let addresses = self
            .addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match addresses.get(&address) {
            Some(minute) if minute.wrong >= self.limit && !minute.is_over(now_ms) => {
                let left_ms = minute.began_ms + MINUTE_MS - now_ms;
                let seconds = u64::try_from(left_ms.div_euclid(1_000) + 1).unwrap_or(1);
                Err(Error::RateLimited(RetryAfter::Seconds(seconds)))
            }
            _ => Ok(()),
        }
    }

    /// The code was none.
    pub fn wrong(&self, address: Option<IpAddr>, now_ms: i64) {
        let Some(address) = address.filter(|_| self.limit > 0) else {
            return;
        };
        let mut addresses = self
            .addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if addresses.len() >= MOST_ADDRESSES {
            addresses.retain(|_, minute| !minute.is_over(now_ms));
        }
        if addresses.len() >= MOST_ADDRESSES && !addresses.contains_key(&address) {
            return;
        }
        let minute = addresses.entry(address).or_insert(Minute {
            began_ms: now_ms,
            wrong: 0,
        });
        if minute.is_over(now_ms) {
            *minute = Minute {
                began_ms: now_ms,
                wrong: 0,
            };
        }
        minute.wrong = minute.wrong.saturating_add(1);
    }
}

impl Minute {
    fn is_over(&self, now_ms: i64) -> bool {
        now_ms - self.began_ms >= MINUTE_MS
    }
}
