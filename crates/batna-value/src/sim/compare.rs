//! One alternative against another on the same draws.

use super::error::SimError;
use super::outcomes::{Estimate, Outcomes};
use super::quantile::{chance, mean, quantiles};

/// How often, and by how much, one alternative beats another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Duel {
    /// Chance that the first is worth more; a tie counts half.
    pub chance: Estimate,
    /// First less second, in present value.
    pub mean_gap: Estimate,
    pub median_gap: Estimate,
}

/// Compares path by path: luck that both share cancels out.
pub fn beats(first: &Outcomes, second: &Outcomes) -> Result<Duel, SimError> {
    if first.seed() != second.seed() || first.paths() != second.paths() {
        return Err(SimError::DifferentDraws);
    }
    let mut gaps: Vec<f64> = first
        .values()
        .iter()
        .zip(second.values())
        .map(|(a, b)| a - b)
        .collect();
    let wins: usize = gaps
        .iter()
        .map(|gap| {
            if *gap > 0.0 {
                2
            } else {
                usize::from(*gap == 0.0)
            }
        })
        .sum();
    Ok(Duel {
        chance: chance(wins as f64 * 0.5, gaps.len()),
        mean_gap: mean(&gaps),
        median_gap: quantiles(&mut gaps, &[0.5])[0],
    })
}
