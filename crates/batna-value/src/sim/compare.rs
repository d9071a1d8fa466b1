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

/// Chance that the first is worth more, path by path; a tie counts half.
///
/// Errors: the two were not applied to the same draws.
pub fn wins(first: &Outcomes, second: &Outcomes) -> Result<Estimate, SimError> {
    if first.seed() != second.seed() || first.paths() != second.paths() {
        return Err(SimError::DifferentDraws);
    }
    let halves: usize = first
        .values()
        .iter()
        .zip(second.values())
        .map(|(a, b)| {
            // The gap, as everywhere: two values may differ by less than a gap can hold.
            let gap = a - b;
            2 * usize::from(gap > 0.0) + usize::from(gap == 0.0)
        })
        .sum();
    Ok(chance(halves as f64 * 0.5, first.paths()))
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
    Ok(Duel {
        chance: wins(first, second)?,
        mean_gap: mean(&gaps),
        median_gap: quantiles(&mut gaps, &[0.5])[0],
    })
}
