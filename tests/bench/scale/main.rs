//! Compares a million sessions of the real session core with a page that polls every one or two seconds.
//!
//! Time, service and network are simulated in this folder (`life.rs` defines what they do); only the session core is the real one.
//! `cargo xtask bench scale` runs this, and the report and its plot are written beside this folder.

// A benchmark may panic at an impossible answer.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod fixed;
mod life;
mod ours;
mod plot;
mod report;
mod tally;

use std::path::Path;
use std::{env, fs, thread};

use life::Life;
use tally::Tally;

/// The sessions start evenly over this many seconds.
const ARRIVE_WITHIN_S: u64 = 3_600;

/// How the page learns of the link's end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The session core, with a service that holds a request until the link changes.
    LongPoll,
    /// The session core, with a service that answers at once.
    Schedule,
    /// A request at a fixed interval in milliseconds, whatever happens.
    Fixed(u64),
}

const WAYS: [(&str, Way); 4] = [
    ("this SDK, the service holds requests", Way::LongPoll),
    ("this SDK, on its schedule", Way::Schedule),
    ("every second", Way::Fixed(1_000)),
    ("every 2 seconds", Way::Fixed(2_000)),
];

fn main() {
    let sessions = env::args().nth(1).and_then(|count| count.parse().ok());
    let sessions = sessions.unwrap_or(1_000_000_u64);
    let tallies = WAYS.map(|(name, way)| (name, simulate(sessions, way)));
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let report = report::markdown(sessions, &tallies);
    fs::write(folder.join("SCALE.md"), &report).expect("tests/bench can be written");
    fs::write(folder.join("scale.svg"), plot::svg(&tallies)).expect("tests/bench can be written");
    println!("{report}");
}

/// Runs the same sessions with every way of polling, on all cores of the machine.
fn simulate(sessions: u64, way: Way) -> Tally {
    let cores = thread::available_parallelism().map_or(1, |count| count.get() as u64);
    thread::scope(|scope| {
        let parts: Vec<_> = (0..cores)
            .map(|core| {
                scope.spawn(move || {
                    let mut tally = Tally::default();
                    for number in (core..sessions).step_by(cores as usize) {
                        let starts_ms = number * ARRIVE_WITHIN_S * 1_000 / sessions;
                        let life = Life::of(number);
                        tally.sessions += 1;
                        match way {
                            Way::LongPoll => ours::run(&life, starts_ms, true, &mut tally),
                            Way::Schedule => ours::run(&life, starts_ms, false, &mut tally),
                            Way::Fixed(every_ms) => {
                                fixed::run(&life, starts_ms, every_ms, &mut tally);
                            }
                        }
                    }
                    tally
                })
            })
            .collect();
        let mut all = Tally::default();
        for part in parts {
            all.add(part.join().expect("no session panics"));
        }
        all.finish();
        all
    })
}
