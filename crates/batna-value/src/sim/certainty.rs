//! Certainty equivalent under constant relative risk aversion, on total wealth.
//!
//! Utility is `w^(1-a)/(1-a)`, or `ln w` at `a = 1`. Its error is that of the mean utility
//! carried over by the delta method. This is the one place where risk is priced: what comes
//! in is discounted at the risk-free rate.

use super::elementary::{exp, ln};
use super::engine::{Lanes, dispatched};
use super::error::{SimError, within};
use super::outcomes::Estimate;
use super::quantile::{mean, ordered_sum};

/// A certain sum as good as the distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CertaintyEquivalent {
    /// On top of background wealth.
    pub amount: Estimate,
    /// Relative risk aversion it was computed with.
    pub aversion: f64,
    pub background: f64,
    /// Part of the paths whose wealth was raised to the floor.
    pub floored: f64,
}

dispatched! {
    /// `(w / reference)^power` by path, or `ln(w / reference)` at power 0.
    fn utilities / utilities_body, (values: &[f64], background: f64, floor: f64, reference: f64, power: f64, out: &mut [f64])
}

#[inline(always)]
fn utilities_body(
    values: &[f64],
    background: f64,
    floor: f64,
    reference: f64,
    power: f64,
    out: &mut [f64],
) {
    let scale = 1.0 / reference;
    for (out, value) in out.iter_mut().zip(values) {
        let wealth = background + value;
        let wealth = if wealth < floor { floor } else { wealth };
        let log = ln(wealth * scale);
        *out = if power == 0.0 { log } else { exp(power * log) };
    }
}

pub(crate) fn equivalent(
    values: &[f64],
    background: f64,
    aversion: f64,
    floor: f64,
) -> Result<CertaintyEquivalent, SimError> {
    within(
        "background wealth",
        "finite and at most 10^13",
        background,
        -1e13,
        1e13,
    )?;
    within("relative risk aversion", "in [0, 50]", aversion, 0.0, 50.0)?;
    within(
        "the floor of wealth",
        "in [10^-6, 10^13]",
        floor,
        1e-6,
        1e13,
    )?;
    let n = values.len() as f64;
    let floored = values.iter().filter(|v| background + **v < floor).count() as f64 / n;
    let average = mean(values);
    if aversion == 0.0 {
        return Ok(CertaintyEquivalent {
            amount: average,
            aversion,
            background,
            floored,
        });
    }
    let reference = (background + average.value).max(floor);
    let power = 1.0 - aversion;
    let mut utility = vec![0.0; values.len()];
    utilities(
        Lanes::detect(),
        values,
        background,
        floor,
        reference,
        power,
        &mut utility,
    );
    let u = ordered_sum(&utility, |v| v) / n;
    let squares = ordered_sum(&utility, |v| (v - u) * (v - u));
    let error_of_u = (squares / (n - 1.0).max(1.0) / n).sqrt();
    let (wealth, slope) = if power == 0.0 {
        (reference * exp(u), 1.0)
    } else {
        (reference * exp(ln(u) / power), 1.0 / (power.abs() * u))
    };
    Ok(CertaintyEquivalent {
        amount: Estimate {
            value: wealth - background,
            error: wealth * slope * error_of_u,
        },
        aversion,
        background,
        floored,
    })
}
