//! Rate limits for unknown claim codes and API keys. Nobody can guess 128 bits; the limit keeps attempts from using up the service.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use crate::{
    error::{Error, RetryAfter},
    store::{Store, postgres},
};

/// What is counted is counted for so many milliseconds.
pub const MINUTE_MS: i64 = 60_000;

/// How many addresses are remembered at once; those whose minute is over are dropped first.
const MOST_ADDRESSES: usize = 10_000;

/// Counts unknown codes or keys by address and minute.
pub struct Guesses {
    kind: &'static str,
    limit: u32,
    addresses: Mutex<HashMap<IpAddr, Minute>>,
}

struct Minute {
    began_ms: i64,
    wrong: u32,
}

impl Guesses {
    /// Of one `kind`, `limit` in a minute; 0 is none.
    pub fn new(kind: &'static str, limit: u32) -> Self {
        Self {
            kind,
            limit,
            addresses: Mutex::default(),
        }
    }

    /// Counts an unknown code. An address that has used up its minute is told to wait; a right code never gets here, so
    /// that nobody is shut out by the guesses of others behind the same address.
    pub async fn wrong(
        &self,
        store: &Store,
        address: Option<IpAddr>,
        now_ms: i64,
    ) -> Result<(), Error> {
        let Some(address) = address.filter(|_| self.limit > 0).map(network) else {
            return Ok(());
        };
        // What this replica counted comes first, so that nobody can make it write without end.
        self.count_here(address, now_ms)?;
        if store.shared().is_none() {
            return Ok(());
        }
        let address = address.to_string();
        let minute =
            postgres::guesses::count(store.reader(), self.kind, &address, now_ms, MINUTE_MS)
                .await?;
        if minute.wrong > i64::from(self.limit) {
            return Err(wait(minute.began_ms, now_ms));
        }
        Ok(())
    }

    fn count_here(&self, address: IpAddr, now_ms: i64) -> Result<(), Error> {
        let mut addresses = self
            .addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if addresses.len() >= MOST_ADDRESSES {
            addresses.retain(|_, minute| !minute.is_over(now_ms));
        }
        if addresses.len() >= MOST_ADDRESSES && !addresses.contains_key(&address) {
            return Ok(());
        }
        let begin = || Minute {
            began_ms: now_ms,
            wrong: 0,
        };
        let minute = addresses.entry(address).or_insert_with(begin);
        if minute.is_over(now_ms) {
            *minute = begin();
        }
        if minute.wrong >= self.limit {
            return Err(wait(minute.began_ms, now_ms));
        }
        minute.wrong += 1;
        Ok(())
    }
}

fn wait(began_ms: i64, now_ms: i64) -> Error {
    let left_ms = began_ms + MINUTE_MS - now_ms;
    let seconds = u64::try_from(left_ms.div_euclid(1_000) + 1).unwrap_or(1);
    Error::RateLimited(RetryAfter::Seconds(seconds))
}

/// Whoever has one IPv6 address usually has the whole /64 it is in.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

impl Minute {
    fn is_over(&self, now_ms: i64) -> bool {
        now_ms - self.began_ms >= MINUTE_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_let(guesses: &Guesses, address: &str) -> bool {
        guesses
            .count_here(network(address.parse().unwrap()), 0)
            .is_ok()
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_are_counted_together() {
        let guesses = Guesses::new("codes", 2);
        assert!(is_let(&guesses, "2001:db8:1:1::1"));
        assert!(is_let(&guesses, "2001:db8:1:1:ffff::2"));
        assert!(!is_let(&guesses, "2001:db8:1:1::3"));
        assert!(is_let(&guesses, "2001:db8:1:2::1"));
    }

    #[test]
    fn an_ipv4_address_is_the_same_in_its_ipv6_clothes() {
        let guesses = Guesses::new("codes", 1);
        assert!(is_let(&guesses, "192.0.2.1"));
        assert!(!is_let(&guesses, "::ffff:192.0.2.1"));
        assert!(is_let(&guesses, "192.0.2.2"));
    }

    #[test]
    fn the_next_minute_begins_anew() {
        let guesses = Guesses::new("codes", 1);
        let address = "192.0.2.1".parse().unwrap();
        assert!(guesses.count_here(address, 0).is_ok());
        assert!(guesses.count_here(address, 59_999).is_err());
        assert!(guesses.count_here(address, 60_000).is_ok());
    }
}
