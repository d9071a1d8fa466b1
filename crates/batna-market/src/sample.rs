//! Weighted amounts in order, their quantiles, and how sure those are.
//!
//! A quantile is an order statistic: the least amount that at least that share of the
//! weight lies at or below, averaged with the next where the share falls between two.
//! Its confidence interval is the binomial one of order statistics (exact to 2,000
//! observations, normal beyond), as in Conover, Practical Nonparametric Statistics,
//! chapter 3. No resampling, so the same rows give the same bytes.

use batna_core::Interval;

/// Amounts and weights, ascending by amount.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    points: Vec<(f64, f64)>,
    weight: f64,
    /// Kish's effective number of observations: (sum of weights)^2 / sum of squares.
    pub effective: f64,
}

impl Sample {
    /// From (amount, observations, weight of each).
    pub fn new(parts: impl IntoIterator<Item = (f64, u64, f64)>) -> Sample {
        let (mut sum, mut squares) = (0.0, 0.0);
        let mut points: Vec<(f64, f64)> = Vec::new();
        for (amount, count, weight) in parts {
            if count == 0 || weight <= 0.0 || !amount.is_finite() {
                continue;
            }
            sum += count as f64 * weight;
            squares += count as f64 * weight * weight;
            points.push((amount, count as f64 * weight));
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        Sample {
            points,
            weight: sum,
            effective: if squares > 0.0 {
                sum * sum / squares
            } else {
                0.0
            },
        }
    }

    /// All observations of several samples of even weights.
    pub fn merged<'s>(samples: impl Iterator<Item = &'s Sample>) -> Sample {
        let mut points = Vec::new();
        for sample in samples {
            let each = sample.weight / sample.effective.max(1.0);
            points.extend(
                sample
                    .points
                    .iter()
                    .map(|(x, w)| (*x, (w / each).round() as u64, each)),
            );
        }
        Sample::new(points)
    }

    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The amount at a share of the weight, from nought to one.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let target = share.clamp(0.0, 1.0) * self.weight;
        // Weights are sums of halves and the like; a part in a billion is rounding.
        let close = self.weight * 1e-9;
        let mut below = 0.0;
        for (index, (amount, weight)) in self.points.iter().enumerate() {
            below += weight;
            if below > target + close {
                return Some(*amount);
            }
            if (below - target).abs() <= close {
                let next = self.points.get(index + 1).map_or(*amount, |p| p.0);
                return Some((amount + next) / 2.0);
            }
        }
        self.points.last().map(|p| p.0)
    }

    /// The 95% interval of a quantile; none where so few observations cannot bound it.
    pub fn interval(&self, share: f64) -> Option<Interval> {
        let (low, high) = order_ranks(self.effective, share)?;
        Some(Interval {
            low: self.at_rank(low)?,
            high: self.at_rank(high)?,
        })
    }

    /// The amount at a rank from one, of the effective number of observations.
    fn at_rank(&self, rank: f64) -> Option<f64> {
        let target = (rank - 0.5) / self.effective * self.weight;
        let mut below = 0.0;
        for (amount, weight) in &self.points {
            below += weight;
            if below >= target {
                return Some(*amount);
            }
        }
        self.points.last().map(|p| p.0)
    }

    /// Mean and variance of the logarithm.
    pub fn log_moments(&self) -> Option<(f64, f64)> {
        if self.weight <= 0.0 {
            return None;
        }
        let mean = self
            .points
            .iter()
            .map(|(x, w)| w * x.max(1.0).ln())
            .sum::<f64>()
            / self.weight;
        let variance = self
            .points
            .iter()
            .map(|(x, w)| w * (x.max(1.0).ln() - mean).powi(2))
            .sum::<f64>()
            / self.weight;
        Some((mean, variance))
    }
}

/// Ranks whose order statistics hold a quantile with 95% confidence.
fn order_ranks(n: f64, share: f64) -> Option<(f64, f64)> {
    let n = n.floor();
    if n < 2.0 {
        return None;
    }
    if n > 2_000.0 {
        let half = 1.96 * (n * share * (1.0 - share)).sqrt();
        let low = (n * share - half).floor().max(1.0);
        let high = (n * share + half).ceil() + 1.0;
        return Some((low, high.min(n)));
    }
    // Cumulative binomial by recurrence in logarithms.
    let count = n as usize;
    let (log_p, log_q) = (share.ln(), (1.0 - share).ln());
    let mut log_term = n * log_q;
    let mut cumulative = 0.0;
    let (mut low, mut high) = (None, None);
    for k in 0..=count {
        cumulative += log_term.exp();
        // P(X <= k) <= 2.5%: rank k + 1 lies below the quantile surely enough.
        if cumulative <= 0.025 {
            low = Some(k as f64 + 1.0);
        }
        if cumulative >= 0.975 && high.is_none() {
            high = Some(k as f64 + 1.0);
        }
        log_term += ((n - k as f64) / (k as f64 + 1.0)).ln() + log_p - log_q;
    }
    let (low, high) = (low?, high?);
    (high <= n).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(amounts: &[f64]) -> Sample {
        Sample::new(amounts.iter().map(|&a| (a, 1, 1.0)))
    }

    #[test]
    fn median_of_even_numbers_lies_between() {
        assert_eq!(of(&[1.0, 2.0, 3.0, 4.0]).quantile(0.5), Some(2.5));
        assert_eq!(of(&[1.0, 2.0, 3.0]).quantile(0.5), Some(2.0));
    }

    #[test]
    fn median_interval_has_tabulated_ranks() {
        // Conover, table A3 by the binomial: n = 20, ranks 6 and 15 hold the median at 95.9%.
        assert_eq!(order_ranks(20.0, 0.5), Some((6.0, 15.0)));
        // n = 10: ranks 2 and 9 (97.9%).
        assert_eq!(order_ranks(10.0, 0.5), Some((2.0, 9.0)));
        assert_eq!(order_ranks(5.0, 0.5), None);
    }

    proptest! {
        #[test]
        fn quantiles_ascend_and_lie_in_their_interval(amounts in prop::collection::vec(1.0f64..1e6, 40..200)) {
            let sample = of(&amounts);
            let mut last = 0.0;
            for share in [0.1, 0.25, 0.5, 0.75, 0.9] {
                let q = sample.quantile(share).unwrap();
                prop_assert!(q >= last);
                last = q;
                if let Some(ci) = sample.interval(share) {
                    prop_assert!(ci.low <= q && q <= ci.high);
                }
            }
        }
    }
}
