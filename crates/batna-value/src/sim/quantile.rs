//! Order statistics and sums that do not depend on how the work was shared out.
//!
//! A quantile is the inverse of the empirical distribution function (Hyndman and Fan's type
//! 1), so it is the value of an actual path. Its error is half the distance between the
//! order statistics one binomial standard deviation below and above its rank: no assumption
//! about the distribution is made.

use super::outcomes::Estimate;

const LANES: usize = 16;

/// Sum of `f` over the values, in an order fixed by their places.
#[inline(always)]
pub(crate) fn ordered_sum(values: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    let mut sums = [0.0; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += f(*value);
        }
    }
    for (sum, value) in sums.iter_mut().zip(rest) {
        *sum += f(*value);
    }
    sums.iter().sum()
}

/// Mean and its standard error.
pub(crate) fn mean(values: &[f64]) -> Estimate {
    let n = values.len().max(1) as f64;
    let mean = ordered_sum(values, |v| v) / n;
    let squares = ordered_sum(values, |v| (v - mean) * (v - mean));
    Estimate {
        value: mean,
        error: (squares / (n - 1.0).max(1.0) / n).sqrt(),
    }
}

/// A chance estimated from `hits` of `n`, with its standard error.
pub(crate) fn chance(hits: f64, n: usize) -> Estimate {
    let n = n.max(1) as f64;
    let p = hits / n;
    Estimate {
        value: p,
        error: (p * (1.0 - p) / n).max(0.0).sqrt(),
    }
}

/// Rank (from 0) of the `p` quantile among `n`.
fn rank(n: usize, p: f64) -> usize {
    ((n as f64 * p).ceil() as usize).clamp(1, n.max(1)) - 1
}

/// Quantiles with their errors; reorders the values. Empty values give zeros.
pub fn quantiles(values: &mut [f64], at: &[f64]) -> Vec<Estimate> {
    let n = values.len();
    if n == 0 {
        return vec![Estimate::default(); at.len()];
    }
    let around = |p: f64| {
        let spread = (n as f64 * p * (1.0 - p)).sqrt().ceil() as usize;
        let middle = rank(n, p);
        [
            middle.saturating_sub(spread),
            middle,
            (middle + spread).min(n - 1),
        ]
    };
    let mut ranks: Vec<usize> = at.iter().flat_map(|p| around(*p)).collect();
    ranks.sort_unstable();
    ranks.dedup();
    select(values, &ranks, 0);
    at.iter()
        .map(|p| {
            let [low, middle, high] = around(*p);
            Estimate {
                value: values[middle],
                error: 0.5 * (values[high] - values[low]),
            }
        })
        .collect()
}

/// Quantiles without errors; reorders the values.
pub fn plain_quantiles(values: &mut [f64], at: &[f64]) -> Vec<f64> {
    let n = values.len();
    if n == 0 {
        return vec![0.0; at.len()];
    }
    let mut ranks: Vec<usize> = at.iter().map(|p| rank(n, *p)).collect();
    ranks.sort_unstable();
    ranks.dedup();
    select(values, &ranks, 0);
    at.iter().map(|p| values[rank(n, *p)]).collect()
}

/// Puts the values of all `ranks` (ascending) in their places, dividing at the middle rank.
fn select(values: &mut [f64], ranks: &[usize], offset: usize) {
    let Some(&middle) = ranks.get(ranks.len() / 2) else {
        return;
    };
    let (low, _, high) = values.select_nth_unstable_by(middle - offset, f64::total_cmp);
    let (before, after) = ranks.split_at(ranks.len() / 2);
    select(low, before, offset);
    select(high, &after[1..], middle + 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_of_paths() {
        let mut values: Vec<f64> = (0..1000).map(|i| f64::from((i * 377) % 1000)).collect();
        let q = quantiles(&mut values, &[0.1, 0.5, 0.9]);
        assert_eq!(
            q.iter().map(|e| e.value).collect::<Vec<_>>(),
            [99.0, 499.0, 899.0]
        );
        assert_eq!(q[1].error, 16.0);
        assert_eq!(plain_quantiles(&mut values, &[0.0, 1.0]), [0.0, 999.0]);
        assert!(quantiles(&mut [], &[0.5])[0].value == 0.0);
    }

    #[test]
    fn one_value_is_every_quantile() {
        assert_eq!(quantiles(&mut [3.0], &[0.05, 0.95])[1].value, 3.0);
        assert_eq!(mean(&[3.0]).error, 0.0);
    }
}
