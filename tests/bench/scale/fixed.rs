//! A page that polls at a fixed interval, as many do: `setInterval`, and one request each time.

use crate::{life::Life, tally::Tally};

/// Sends the claim, then a request every `every_ms` until one of them returns the outcome. A hidden tab keeps polling, because browsers
/// at first slow timers down to one a second, which is no slower than this. Without a connection, the request fails at once.
pub fn run(life: &Life, starts_ms: u64, every_ms: u64, tally: &mut Tally) {
    tally.request(starts_ms);
    let claimed_at = life.round_trip;
    let mut at = claimed_at;
    loop {
        at += every_ms;
        if life.gives_up_at.is_some_and(|gone_at| gone_at <= at) {
            return;
        }
        if !life.online(at) {
            continue;
        }
        tally.request(starts_ms + at);
        let (served_at, heard_at) = (at + life.round_trip / 2, at + life.round_trip);
        if life.online(heard_at) && served_at >= claimed_at + life.verdict_at {
            return tally.heard(life, claimed_at + life.verdict_at, heard_at);
        }
    }
}
