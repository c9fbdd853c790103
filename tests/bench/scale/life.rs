//! What happens around a session: the distributions on which the figures are based.

use fastrand::Rng;

/// A period in milliseconds from the click, without its last millisecond.
#[derive(Clone, Copy)]
pub struct Span {
    pub from: u64,
    pub to: u64,
}

impl Span {
    pub fn holds(self, at: u64) -> bool {
        (self.from..self.to).contains(&at)
    }
}

/// What one person, their tab and their network do, in milliseconds from the click. It is drawn from the session's number alone, so
/// that every way of polling meets the same people.
pub struct Life {
    pub seed: u64,
    /// When the service knows the verdict.
    pub verdict_at: u64,
    /// When somebody closes the modal instead of waiting for it.
    pub gives_up_at: Option<u64>,
    /// The tab is hidden: another tab, or the app with the one-time code.
    pub hidden: Option<Span>,
    /// No connection.
    pub offline: Option<Span>,
    /// A request there and back.
    pub round_trip: u64,
}

/// The distributions, for the report.
pub const STATED: &[&str] = &[
    "from the claim to the verdict: log-normal, median 45 s, sigma 0.7 (one in twenty takes longer than 142 s)",
    "one person in ten closes the modal before that, at any moment of it",
    "four in ten hide the tab once, at any moment, for a log-normal time of median 15 s, sigma 0.8",
    "one in twenty loses the connection once, at any moment, for 2 to 20 s",
    "a request takes 40 to 240 ms there and back, the same for all of one session",
    "the link turns active 300 ms after the claim; the frame sends no hints",
];

impl Life {
    pub fn of(number: u64) -> Self {
        let mut rng = Rng::with_seed(number);
        let verdict_at = log_normal(&mut rng, 45_000.0, 0.7);
        let gives_up_at = chance(&mut rng, 10).then(|| rng.u64(0..verdict_at));
        let hidden = chance(&mut rng, 40).then(|| {
            let from = rng.u64(0..verdict_at);
            Span {
                from,
                to: from + log_normal(&mut rng, 15_000.0, 0.8),
            }
        });
        let offline = chance(&mut rng, 5).then(|| {
            let from = rng.u64(0..verdict_at);
            Span {
                from,
                to: from + rng.u64(2_000..20_000),
            }
        });
        Self {
            seed: number,
            verdict_at,
            gives_up_at,
            hidden,
            offline,
            round_trip: rng.u64(40..240),
        }
    }

    pub fn online(&self, at: u64) -> bool {
        !self.offline.is_some_and(|span| span.holds(at))
    }

    pub fn visible(&self, at: u64) -> bool {
        !self.hidden.is_some_and(|span| span.holds(at))
    }
}

fn chance(rng: &mut Rng, percent: u64) -> bool {
    rng.u64(0..100) < percent
}

/// Milliseconds; at least one.
fn log_normal(rng: &mut Rng, median_ms: f64, sigma: f64) -> u64 {
    // Box and Muller's way from two even numbers to a normal one.
    let (even, turn) = (1.0 - rng.f64(), rng.f64());
    let normal = (-2.0 * even.ln()).sqrt() * (std::f64::consts::TAU * turn).cos();
    (median_ms * (sigma * normal).exp()).max(1.0) as u64
}
