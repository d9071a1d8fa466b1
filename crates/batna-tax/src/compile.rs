//! A law along one axis as an exact piecewise-linear function.
//!
//! Breakpoints are found by asking the law itself, so that no rule is written twice: an
//! interval is accepted where the law lies on its chord, a single bend is found where the
//! lines from both ends meet, and everything else is halved. A jump (a cliff the law
//! declares) becomes two knots at one place. What is not linear (a recapture whose rate
//! rises with income) is followed to within half a cent.

use batna_core::{NoTrace, Piecewise};

use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::Household;
use crate::income::{Axis, YearIncome};
use crate::law::Law;

/// Half a cent: two forms within it of each other agree to the cent.
const TOLERANCE: f64 = 0.005;
/// No interval narrower than this is halved again.
const NARROWEST: f64 = 0.005;
const START_INTERVALS: usize = 96;
/// Interior points at which an interval must lie on its chord; unequal, so that regular
/// steps do not hide between them.
const PROBES: [f64; 5] = [0.11, 0.31, 0.5, 0.73, 0.9];

impl Law {
    /// Total tax as a function of the amount on `axis` added to `income`, for amounts from
    /// `low` to `high`; beyond them it goes on with the slope at the end.
    ///
    /// Errors: `Range` where `low >= high` or either is not finite or beyond 10^12.
    pub fn compile(
        &self,
        household: &Household,
        income: &YearIncome<f64>,
        carry: &Carry<f64>,
        axis: Axis,
        low: f64,
        high: f64,
    ) -> Result<Piecewise, TaxError> {
        let range = || TaxError::Range {
            low: low.to_string(),
            high: high.to_string(),
        };
        if !(low.is_finite() && high.is_finite() && low < high && low.abs().max(high.abs()) <= 1e12)
        {
            return Err(range());
        }
        let total = |amount: f64| {
            let income = axis.add(income, amount);
            self.assess(household, &income, carry, &mut NoTrace).total()
        };
        piecewise(total, low, high).ok_or_else(range)
    }
}

/// `function` between `low` and `high`, to within half a cent outside its jumps.
pub(crate) fn piecewise(function: impl Fn(f64) -> f64, low: f64, high: f64) -> Option<Piecewise> {
    let mut knots = vec![(low, function(low))];
    // Brackets lie denser at the bottom: the starting grid grows as the square.
    for step in 1..=START_INTERVALS {
        let part = step as f64 / START_INTERVALS as f64;
        let end = if step == START_INTERVALS {
            high
        } else {
            (high - low).mul_add(part * part, low)
        };
        let from = knots.last().copied()?;
        if end > from.0 {
            refine(&function, from, (end, function(end)), &mut knots);
        }
    }
    let knots = merge(knots);
    let slope = |a: Option<&(f64, f64)>, b: Option<&(f64, f64)>| match (a, b) {
        (Some(a), Some(b)) if b.0 > a.0 => (b.1 - a.1) / (b.0 - a.0),
        _ => 0.0,
    };
    let before = slope(knots.first(), knots.get(1));
    let last = knots.len().checked_sub(1)?;
    let after = slope(knots.get(last.saturating_sub(1)), knots.get(last));
    Piecewise::new(knots, before, after).ok()
}

/// Pushes the knots after `from` up to and including `to`.
fn refine(
    function: &impl Fn(f64) -> f64,
    from: (f64, f64),
    to: (f64, f64),
    knots: &mut Vec<(f64, f64)>,
) {
    let width = to.0 - from.0;
    let chord = |x: f64| (to.1 - from.1) / width * (x - from.0) + from.1;
    let on_chord = |part: &f64| {
        let x = width.mul_add(*part, from.0);
        (function(x) - chord(x)).abs() <= TOLERANCE
    };
    if PROBES.iter().all(on_chord) {
        knots.push(to);
        return;
    }
    if width <= NARROWEST {
        // A jump: the law leaves the first value and takes the second.
        knots.push((to.0, from.1));
        knots.push(to);
        return;
    }
    if let Some(bend) = bend(function, from, to) {
        knots.push(bend);
        knots.push(to);
        return;
    }
    let middle = from.0 + width / 2.0;
    let at_middle = (middle, function(middle));
    refine(function, from, at_middle, knots);
    refine(function, at_middle, to, knots);
}

/// The one bend of an interval, if it is two straight pieces.
fn bend(function: &impl Fn(f64) -> f64, from: (f64, f64), to: (f64, f64)) -> Option<(f64, f64)> {
    let width = to.0 - from.0;
    let step = (width * 1e-3).min(1.0);
    let rising = (function(from.0 + step) - from.1) / step;
    let leaving = (to.1 - function(to.0 - step)) / step;
    if (rising - leaving).abs() < 1e-9 {
        return None;
    }
    let x = (to.1 - from.1 - leaving * to.0 + rising * from.0) / (rising - leaving);
    if !(x > from.0 && x < to.0) {
        return None;
    }
    let y = function(x);
    let straight = |a: (f64, f64), b: (f64, f64)| {
        PROBES.iter().all(|part| {
            let at = (b.0 - a.0).mul_add(*part, a.0);
            let line = (b.1 - a.1) * part + a.1;
            (function(at) - line).abs() <= TOLERANCE
        })
    };
    (straight(from, (x, y)) && straight((x, y), to)).then_some((x, y))
}

/// Drops knots that lie on the line between their neighbours.
fn merge(knots: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::with_capacity(knots.len());
    for knot in knots {
        if let [.., before, last] = kept.as_slice() {
            let jump = last.0 == before.0 || knot.0 == last.0;
            let slope = (last.1 - before.1) / (last.0 - before.0);
            let next = (knot.1 - last.1) / (knot.0 - last.0);
            // Slopes equal to a millionth: over 10^3 units apart the line is the same to
            // a tenth of a cent.
            if !jump && (slope - next).abs() * (knot.0 - before.0) <= TOLERANCE / 2.0 {
                kept.pop();
            }
        }
        kept.push(knot);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_bends_and_jumps() {
        let f = |x: f64| {
            let bend = 0.1 * x + 0.12 * (x - 11_925.0).max(0.0);
            bend + if x > 200_000.0 { 750.0 } else { 0.0 }
        };
        let compiled = piecewise(f, 0.0, 1_000_000.0).unwrap();
        let count = compiled.knots().count();
        assert!(count <= 6, "{count} knots");
        for x in [
            0.0,
            5_000.0,
            11_925.0,
            60_000.5,
            199_999.0,
            200_001.0,
            2_000_000.0,
        ] {
            assert!((compiled.at(x) - f(x)).abs() < 0.01, "at {x}");
        }
    }
}
