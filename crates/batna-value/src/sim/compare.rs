//! One alternative against another on the same draws.

use super::error::SimError;
use super::outcomes::Estimate;
use super::quantile::{chance, mean, quantiles};
use super::worths::Worths;

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
pub fn wins(first: &Worths, second: &Worths) -> Result<Estimate, SimError> {
    same_draws(first, second)?;
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
pub fn beats(first: &Worths, second: &Worths) -> Result<Duel, SimError> {
    let mut gaps = gaps(first, second)?;
    Ok(Duel {
        chance: wins(first, second)?,
        mean_gap: mean(&gaps),
        median_gap: quantiles(&mut gaps, &[0.5])[0],
    })
}

/// First less second, in present value, on average.
///
/// Errors: the two were not applied to the same draws.
pub fn mean_gap(first: &Worths, second: &Worths) -> Result<Estimate, SimError> {
    Ok(mean(&gaps(first, second)?))
}

fn gaps(first: &Worths, second: &Worths) -> Result<Vec<f64>, SimError> {
    same_draws(first, second)?;
    let pairs = first.values().iter().zip(second.values());
    Ok(pairs.map(|(a, b)| a - b).collect())
}

fn same_draws(first: &Worths, second: &Worths) -> Result<(), SimError> {
    if first.seed() == second.seed() && first.paths() == second.paths() {
        Ok(())
    } else {
        Err(SimError::DifferentDraws)
    }
}
