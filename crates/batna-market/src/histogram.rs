//! Counts of amounts in buckets half a percent wide, mergeable by plain addition.
//!
//! The unit of exchange between sources of observations: integers only, so that any
//! order of merging on any number of machines gives the same bytes. Each bucket keeps
//! the sum of its amounts beside their count; where a bucket holds one distinct amount
//! (as round salaries do) quantiles are exact, elsewhere within half a percent.

use std::cmp::Ordering;

use crate::varint::{push, take};

/// Buckets are powers of this; half a percent wide.
const STEP: f64 = 1.005;
/// The natural logarithm of that, by which a bucket's number is an amount's logarithm.
pub const LOG_STEP: f64 = 0.004_987_541_511_038_968;

/// How many amounts fell into a bucket and what they sum to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    pub count: u64,
    /// Whole currency units.
    pub sum: u64,
}

impl Bucket {
    fn add(&mut self, other: Bucket) {
        self.count = self.count.saturating_add(other.count);
        self.sum = self.sum.saturating_add(other.sum);
    }
}

/// Amounts of a cell, in whole currency units a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogHistogram {
    /// Ascending by number. Cells are many and small, and read in order: a list is several times
    /// as fast as a tree.
    buckets: Vec<(u16, Bucket)>,
}

/// Buckets that amounts of 64 bits fall into.
const BUCKETS: usize = 8_895;

/// The least amount of each bucket. By multiplication, which rounds alike everywhere; the
/// logarithm of one machine's library may put an amount at a border into another bucket
/// than the next machine's.
static LEAST: [u64; BUCKETS] = least();

const fn least() -> [u64; BUCKETS] {
    let mut least = [u64::MAX; BUCKETS];
    let mut border = 1.0f64;
    let mut index = 0;
    while index < BUCKETS && border < u64::MAX as f64 {
        let whole = border as u64;
        least[index] = if border > whole as f64 {
            whole + 1
        } else {
            whole
        };
        border *= STEP;
        index += 1;
    }
    least
}

/// The bucket of the least amount with the same highest bit and the seven bits after it.
static HINTS: [u16; 64 << 7] = hints();

const fn hints() -> [u16; 64 << 7] {
    let least = least();
    let mut hints = [0; 64 << 7];
    let mut bucket = 0;
    let mut prefix = 0;
    while prefix < hints.len() {
        let (high, rest) = (prefix >> 7, (prefix & 127) as u64 + 128);
        let amount = if high >= 7 {
            rest << (high - 7)
        } else {
            rest >> (7 - high)
        };
        while bucket + 1 < BUCKETS && least[bucket + 1] <= amount {
            bucket += 1;
        }
        hints[prefix] = bucket as u16;
        prefix += 1;
    }
    hints
}

/// The bucket of an amount of at least one unit.
pub fn bucket_of(amount: u64) -> u16 {
    let amount = amount.max(1);
    let high = 63 - amount.leading_zeros() as usize;
    let rest = if high >= 7 {
        amount >> (high - 7)
    } else {
        amount << (7 - high)
    };
    let prefix = (high << 7) | (rest & 127) as usize;
    let mut bucket = HINTS.get(prefix).copied().unwrap_or(0);
    // At most two: a prefix is four fifths of a percent wide.
    while LEAST
        .get(usize::from(bucket) + 1)
        .is_some_and(|&least| least <= amount)
    {
        bucket += 1;
    }
    bucket
}

impl LogHistogram {
    pub fn add(&mut self, amount: u64) {
        self.add_many(bucket_of(amount), 1, amount);
    }

    /// Adds a whole bucket, as an aggregate query hands it out.
    pub fn add_many(&mut self, bucket: u16, count: u64, sum: u64) {
        let added = Bucket { count, sum };
        // Amounts mostly come in order.
        let at = match self.buckets.last_mut() {
            Some((last, known)) if *last == bucket => return known.add(added),
            Some((last, _)) if *last > bucket => self
                .buckets
                .binary_search_by_key(&bucket, |(number, _)| *number),
            _ => Err(self.buckets.len()),
        };
        match at {
            Ok(at) => {
                if let Some((_, known)) = self.buckets.get_mut(at) {
                    known.add(added);
                }
            }
            Err(at) => self.buckets.insert(at, (bucket, added)),
        }
    }

    pub fn merge(&mut self, other: &LogHistogram) {
        if other.buckets.len() < 8 {
            for &(bucket, added) in &other.buckets {
                self.add_many(bucket, added.count, added.sum);
            }
            return;
        }
        let mut merged = Vec::with_capacity(self.buckets.len() + other.buckets.len());
        let (mut mine, mut theirs) = (
            self.buckets.iter().peekable(),
            other.buckets.iter().peekable(),
        );
        while let (Some(a), Some(b)) = (mine.peek(), theirs.peek()) {
            let order = a.0.cmp(&b.0);
            let mut next = if order.is_le() { **a } else { **b };
            if order == Ordering::Equal {
                next.1.add(b.1);
            }
            merged.push(next);
            if order.is_le() {
                mine.next();
            }
            if order.is_ge() {
                theirs.next();
            }
        }
        merged.extend(mine.chain(theirs));
        self.buckets = merged;
    }

    pub fn count(&self) -> u64 {
        self.buckets.iter().map(|(_, b)| b.count).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    /// How many buckets hold amounts.
    pub fn len(&self) -> usize {
        self.buckets.len()
    }

    /// The buckets and their numbers, ascending.
    pub fn buckets(&self) -> impl Iterator<Item = (u16, Bucket)> + '_ {
        self.buckets.iter().copied()
    }

    /// Mean amount and count of each bucket, ascending.
    pub fn points(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        self.buckets
            .iter()
            .filter(|(_, b)| b.count > 0)
            .map(|(_, b)| (b.sum as f64 / b.count as f64, b.count))
    }

    /// A compact form: differences of bucket numbers, counts and sums as variable-length integers.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.buckets.len() * 6);
        let mut last = 0u64;
        for &(index, bucket) in &self.buckets {
            push(&mut out, u64::from(index) - last);
            push(&mut out, bucket.count);
            push(&mut out, bucket.sum);
            last = u64::from(index);
        }
        out
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; none where the bytes are something else.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<LogHistogram> {
        let mut histogram = LogHistogram::default();
        let mut index = 0u64;
        while !bytes.is_empty() {
            index = index.checked_add(take(&mut bytes)?)?;
            let count = take(&mut bytes)?;
            let sum = take(&mut bytes)?;
            histogram.add_many(u16::try_from(index).ok()?, count, sum);
        }
        Some(histogram)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_logarithm_is_that_of_the_step() {
        assert!((LOG_STEP.exp() - STEP).abs() < 1e-15);
    }

    #[test]
    fn the_ends_have_buckets() {
        assert_eq!(bucket_of(0), 0);
        assert_eq!(bucket_of(1), 0);
        assert_eq!(bucket_of(2), 138);
        assert_eq!(bucket_of(u64::MAX), 8_894);
        for bucket in 1..BUCKETS - 1 {
            let least = LEAST[bucket];
            // Below 200 units some buckets hold no whole amount.
            if LEAST[bucket + 1] > least {
                assert_eq!(usize::from(bucket_of(least)), bucket);
                assert!(usize::from(bucket_of(least - 1)) < bucket);
            }
        }
    }

    proptest! {
        #[test]
        fn merging_is_adding(a in prop::collection::vec(1u64..10_000_000, 0..60), b in prop::collection::vec(1u64..10_000_000, 0..60)) {
            let fill = |amounts: &[u64]| {
                let mut h = LogHistogram::default();
                amounts.iter().for_each(|&x| h.add(x));
                h
            };
            let mut merged = fill(&a);
            merged.merge(&fill(&b));
            let all: Vec<u64> = a.iter().chain(&b).copied().collect();
            prop_assert_eq!(&merged, &fill(&all));
            prop_assert_eq!(LogHistogram::from_bytes(&merged.to_bytes()), Some(merged));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = LogHistogram::from_bytes(&bytes);
        }

        #[test]
        fn borders_are_those_of_the_logarithm(amount in 1u64..10_000_000_000_000) {
            let index = (amount as f64).ln() / STEP.ln();
            let bucket = f64::from(bucket_of(amount));
            prop_assert!(bucket <= index + 1e-6 && bucket + 1.0 > index - 1e-6);
        }

        #[test]
        fn a_bucket_is_half_a_percent_wide(amount in 200u64..1_000_000_000) {
            let wider = (amount as f64 * 1.0051).ceil() as u64 + 1;
            prop_assert!(bucket_of(wider) > bucket_of(amount));
        }
    }
}
