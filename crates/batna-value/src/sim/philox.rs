//! Philox4x32-10: a random number is a function of a key and a counter.
//!
//! Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
//! It passes TestU01's BigCrush from seven rounds on; ten leave a margin. Chosen over a
//! generator with a state because any path of any stream can be drawn on its own, in any
//! order, on any thread; chosen over 64-bit counter hashes because its 32-bit products are
//! one instruction in AVX2 and AVX-512, where a 64-bit product is none or three.

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const LOW: u64 = 0xFFFF_FFFF;
pub const ROUNDS: usize = 10;

/// One stream.
#[derive(Debug, Clone, Copy)]
pub struct Philox {
    key: [u32; 2],
    multipliers: [u32; 2],
}

impl Philox {
    pub fn new(key: u64) -> Self {
        Philox {
            key: [key as u32, (key >> 32) as u32],
            // Hidden from the optimiser: knowing them, it merges the last product with the
            // shifts that follow into a 64-bit product, which costs a tenth of the speed.
            multipliers: std::hint::black_box(MULTIPLIERS),
        }
    }

    /// The four 32-bit words at a counter, each in the low half of a `u64` (so that a vector
    /// lane holds one path and products need no shuffling).
    #[inline(always)]
    pub fn words(&self, counter: [u64; 4]) -> [u64; 4] {
        let [mut c0, mut c1, mut c2, mut c3] = counter;
        let [mut k0, mut k1] = self.key;
        let [m0, m1] = self.multipliers.map(u64::from);
        for _ in 0..ROUNDS {
            let p0 = (c0 & LOW) * m0;
            let p1 = (c2 & LOW) * m1;
            c0 = (p1 >> 32) ^ c1 ^ u64::from(k0);
            c2 = (p0 >> 32) ^ c3 ^ u64::from(k1);
            c1 = p1 & LOW;
            c3 = p0 & LOW;
            k0 = k0.wrapping_add(WEYL[0]);
            k1 = k1.wrapping_add(WEYL[1]);
        }
        [c0, c1, c2, c3]
    }
}

/// A key for one stream of one seed: a chain of SplitMix64 finalisers (Steele, Lea, Flood
/// 2014) over seed, kind and company, so that streams share nothing but the seed.
pub(crate) fn stream_key(seed: u64, kind: u64, company: u64) -> u64 {
    let seeded = mix(seed.wrapping_add(0x9E37_79B9_7F4A_7C15));
    mix(mix(seeded ^ kind.wrapping_mul(0xBF58_476D_1CE4_E5B9)) ^ company)
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// FNV-1a over the bytes of a company's key: stable across runs, machines and releases.
pub(crate) fn company_hash(key: &str) -> u64 {
    key.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers of Random123's `kat_vectors` for philox4x32-10.
    #[test]
    fn known_answers() {
        let cases: [([u64; 4], u64, [u64; 4]); 3] = [
            (
                [0; 4],
                0,
                [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8],
            ),
            (
                [LOW; 4],
                u64::MAX,
                [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd],
            ),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                0x299f_31d0_a409_3822,
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, expected) in cases {
            assert_eq!(Philox::new(key).words(counter), expected);
        }
    }

    #[test]
    fn streams_differ() {
        let mut keys: Vec<u64> = (0..8)
            .flat_map(|kind| ["acme", "globex", ""].map(|c| stream_key(7, kind, company_hash(c))))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 24);
    }
}
