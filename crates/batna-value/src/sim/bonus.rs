//! A bounded bonus: the PERT distribution as a function of a normal score.
//!
//! PERT (Malcolm, Roseboom, Clark, Fazar 1959) is the beta distribution on [low, high] with
//! `a = 1 + 4 (mode - low)/(high - low)` and `b = 1 + 4 (high - mode)/(high - low)`; its mean is
//! `(low + 4 mode + high) / 6`. The payout at a normal score z is its quantile at the normal
//! distribution function of z, tabulated at 257 scores in [-4, 4] and linear between them,
//! so that bonuses can be correlated with the market and stay within their bounds.

use batna_core::Piecewise;

use super::elementary::{exp, ln, normal_cdf};
use super::engine::{Lanes, dispatched};

const SCORES: usize = 257;
const REACH: f64 = 4.0;
const CELLS: usize = 8192;

dispatched! {
    /// Density of the beta distribution, not normalised, in the middle of each cell of [0, 1].
    fn densities / densities_body, (a: f64, b: f64, out: &mut [f64])
}

#[inline(always)]
fn densities_body(a: f64, b: f64, out: &mut [f64]) {
    let step = 1.0 / out.len() as f64;
    for (cell, density) in out.iter_mut().enumerate() {
        let x = (cell as f64 + 0.5) * step;
        *density = exp(a * ln(x) + b * ln(1.0 - x));
    }
}

/// Payout multiple by normal score. Bounds out of order are put in order.
pub(crate) fn payout(low: f64, mode: f64, high: f64) -> Piecewise {
    let flat = || Piecewise::new([(0.0, mode)], 0.0, 0.0).unwrap_or(Piecewise::proportional(0.0));
    let width = high - low;
    if width <= 0.0 {
        return flat();
    }
    let a = 4.0 * (mode - low) / width;
    let b = 4.0 * (high - mode) / width;
    // Unnormalised distribution function on a fixed grid, by the midpoint rule; a and b are
    // exponents a-1 and b-1 of the beta density, both at least 0.
    let step = 1.0 / CELLS as f64;
    let mut density = vec![0.0; CELLS];
    densities(Lanes::detect(), a, b, &mut density);
    let mut mass = Vec::with_capacity(CELLS + 1);
    mass.push(0.0);
    let mut sum = 0.0;
    for here in density {
        sum += here;
        mass.push(sum);
    }
    let knots = (0..SCORES).map(|i| {
        let z = REACH * (2.0 * i as f64 / (SCORES - 1) as f64 - 1.0);
        let wanted = normal_cdf(z) * sum;
        let above = mass.partition_point(|m| *m <= wanted).clamp(1, CELLS);
        let inside = (wanted - mass[above - 1]) / (mass[above] - mass[above - 1]);
        (
            z,
            low + width * step * ((above - 1) as f64 + inside.clamp(0.0, 1.0)),
        )
    });
    Piecewise::new(knots, 0.0, 0.0).unwrap_or_else(|_| flat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_beta() {
        // low + width * scipy.stats.beta(a, b).ppf(norm.cdf(z)), scipy 1.17.1.
        for (low, mode, high, z, payout_at_z) in [
            (0.0, 1.0, 2.0, 0.0, 1.0),
            (0.0, 1.0, 2.0, 1.0, 1.406_732_272_507_276),
            (0.0, 1.0, 1.5, -2.0, 0.339_576_543_778_270),
            (0.5, 0.75, 3.0, -1.0, 0.682_665_542_773_703),
            (0.5, 0.75, 3.0, 2.5, 2.285_519_165_103_947),
        ] {
            let got = payout(low, mode, high).at(z);
            assert!((got - payout_at_z).abs() < 1e-5, "{got} {payout_at_z}");
        }
        let f = payout(0.0, 1.0, 2.0);
        assert!(f.at(-9.0) >= 0.0 && f.at(9.0) <= 2.0);
        assert_eq!(payout(1.0, 1.0, 1.0).at(0.3), 1.0);
    }
}
