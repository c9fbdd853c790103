//! Jitter.

/// A small random number generator (SplitMix64), for the jitter of delays. Repeatable for tests, so never for secrets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Random(u64);

impl Random {
    /// Starts from `seed`; any value will do.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 to `limit`, both included.
    pub fn up_to(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        match limit.checked_add(1) {
            Some(n) => z % n,
            None => z,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn it_is_split_mix_64() {
        let mut random = Random::new(1_234_567);
        let first = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973];
        assert_eq!(first.map(|_| random.up_to(u64::MAX)), first);
    }
}
