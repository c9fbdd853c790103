//! When a webhook that was not taken is tried again.

use clap::ValueEnum;

/// How long the service goes on trying.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Retries {
    /// Three tries within seconds.
    #[default]
    Short,
    /// Nine tries, the last one 23.6 hours after the first if none took any time.
    Long,
}

impl Retries {
    /// How long after the end of the try before each try of a round is made, in milliseconds.
    pub fn gaps_ms(self) -> &'static [i64] {
        const SECOND: i64 = 1_000;
        const MINUTE: i64 = 60 * SECOND;
        const HOUR: i64 = 60 * MINUTE;
        const ALL: [i64; 9] = [
            0,
            SECOND,
            5 * SECOND,
            MINUTE,
            5 * MINUTE,
            30 * MINUTE,
            2 * HOUR,
            6 * HOUR,
            15 * HOUR,
        ];
        match self {
            Self::Short => &ALL[..3],
            Self::Long => &ALL,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_round_ends_within_a_day() {
        let all: i64 = Retries::Long.gaps_ms().iter().sum();
        assert_eq!(all, 84_966_000);
        assert_eq!(Retries::Short.gaps_ms(), [0, 1_000, 5_000]);
    }
}
