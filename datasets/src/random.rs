//! A small generator of random numbers whose stream never changes.

/// xoshiro256++, seeded through SplitMix64.
///
/// Written out here because a data set is named by its seed: a new version of a crate must not change the
/// numbers behind it. Integer arithmetic only, except for comparing with a probability.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    state: [u64; 4],
}

impl Random {
    /// The generator of one stream: equal (seed, stream) pairs give equal numbers, different ones unrelated ones.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut x = seed ^ stream.wrapping_mul(0xd134_2543_de82_ef95).rotate_left(29);
        let state = std::array::from_fn(|_| {
            x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = x;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        });
        Random { state }
    }

    fn next(&mut self) -> u64 {
        let s = &mut self.state;
        let out = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        out
    }

    /// A number in `0..n`; 0 when `n` is 0.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        (((self.next() >> 32) * u64::from(n)) >> 32) as u32
    }

    /// A number in `low..=high`.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    /// True with probability `p`.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        ((self.next() >> 11) as f64) < p * (1u64 << 53) as f64
    }

    /// A number in `least..=most` by a power law: more than `x` with probability `least / x`.
    pub(crate) fn heavy_tailed(&mut self, least: u32, most: u32) -> u32 {
        let u = (self.next() >> 32) + 1;
        let n = (u64::from(least) << 32) / u;
        n.min(u64::from(most)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_stream_of_a_seed_is_fixed() {
        let mut random = Random::new(42, 7);
        let first: Vec<u32> = (0..4).map(|_| random.below(1_000_000)).collect();
        let mut again = Random::new(42, 7);
        assert_eq!(first, (0..4).map(|_| again.below(1_000_000)).collect::<Vec<_>>());
        let mut other = Random::new(42, 8);
        assert_ne!(first, (0..4).map(|_| other.below(1_000_000)).collect::<Vec<_>>());
    }

    #[test]
    fn the_power_law_keeps_its_bounds_and_its_tail() {
        let mut random = Random::new(1, 1);
        let drawn: Vec<u32> = (0..10_000).map(|_| random.heavy_tailed(2, 100)).collect();
        assert!(drawn.iter().all(|n| (2..=100).contains(n)));
        let beyond_twenty = drawn.iter().filter(|n| **n >= 20).count();
        assert!((850..1150).contains(&beyond_twenty), "one in ten expected, {beyond_twenty} of 10000 found");
    }
}
