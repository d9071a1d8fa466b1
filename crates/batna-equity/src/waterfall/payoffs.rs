//! Payoffs by exit value in floats: a table of knots, looked up with one search per exit.

use batna_core::Piecewise;
use batna_core::scalar::decimal_to_f64;
use rust_decimal::Decimal;

use super::{Waterfall, WaterfallError};

/// Every taker's payoff, and the value of a common share, by exit value.
#[derive(Clone, Debug)]
pub struct Payoffs {
    takers: usize,
    /// Exit values, ascending from zero.
    exits: Vec<f64>,
    /// Row by knot; in a row the takers, then the common share.
    base: Vec<f64>,
    slope: Vec<f64>,
}

impl Payoffs {
    pub(super) fn of(waterfall: &Waterfall) -> Result<Payoffs, WaterfallError> {
        let mut exits: Vec<Decimal> = waterfall
            .distributable
            .knots()
            .iter()
            .map(|knot| knot.0)
            .collect();
        for segment in &waterfall.segments {
            exits.extend(
                waterfall
                    .distributable
                    .last_before_exceeding(segment.from)?,
            );
        }
        exits.sort();
        exits.dedup();
        let mut rows = Vec::with_capacity(exits.len());
        for exit in &exits {
            let (common, mut amounts) = waterfall.divide(waterfall.distributable.at(*exit)?)?;
            amounts.push(common);
            rows.push(amounts);
        }
        let columns = waterfall.takers.len() + 1;
        let mut payoffs = Payoffs {
            takers: waterfall.takers.len(),
            exits: exits.iter().copied().map(decimal_to_f64).collect(),
            base: Vec::with_capacity(columns * exits.len()),
            slope: Vec::with_capacity(columns * exits.len()),
        };
        for (index, row) in rows.iter().enumerate() {
            payoffs.base.extend(row.iter().copied().map(decimal_to_f64));
            if let (Some(next), Some(from), Some(to)) =
                (rows.get(index + 1), exits.get(index), exits.get(index + 1))
            {
                for (high, low) in next.iter().zip(row) {
                    // A quotient too small or large for decimals is one for floats.
                    let slope = (*high - *low).checked_div(*to - *from).map(decimal_to_f64);
                    payoffs.slope.push(slope.unwrap_or(0.0).max(0.0));
                }
            } else {
                let after = decimal_to_f64(waterfall.distributable.slope_after());
                if let Some(segment) = waterfall.segments.last() {
                    let total = decimal_to_f64(segment.total);
                    for weight in &segment.weights {
                        payoffs.slope.push(decimal_to_f64(*weight) / total * after);
                    }
                    let common = decimal_to_f64(segment.common_per_weight);
                    payoffs.slope.push(common / total * after);
                } else {
                    payoffs.slope.extend(std::iter::repeat_n(0.0, columns));
                }
            }
        }
        Ok(payoffs)
    }

    /// Number of takers, in the order of [`Waterfall::takers`].
    pub fn takers(&self) -> usize {
        self.takers
    }

    fn row(&self, exit: f64) -> (usize, f64) {
        // NaN and what is below zero count as zero.
        let exit = if exit > 0.0 { exit.min(f64::MAX) } else { 0.0 };
        let after = self.exits.partition_point(|knot| *knot <= exit);
        let knot = after.saturating_sub(1);
        let from = self.exits.get(knot).copied().unwrap_or(0.0);
        (knot * (self.takers + 1), exit - from)
    }

    /// Writes every taker's amount at an exit into `out` (as long as there are takers).
    pub fn at(&self, exit: f64, out: &mut [f64]) {
        let (start, beyond) = self.row(exit);
        let base = self.base.get(start..).unwrap_or_default();
        let slope = self.slope.get(start..).unwrap_or_default();
        for ((out, base), slope) in out.iter_mut().zip(base).zip(slope) {
            *out = slope.mul_add(beyond, *base);
        }
    }

    /// One taker's amount at an exit; zero for a taker that does not exist.
    pub fn taker_at(&self, taker: usize, exit: f64) -> f64 {
        let (start, beyond) = self.row(exit);
        match (self.base.get(start + taker), self.slope.get(start + taker)) {
            (Some(base), Some(slope)) if taker < self.takers => slope.mul_add(beyond, *base),
            _ => 0.0,
        }
    }

    /// Value of a common share at an exit.
    pub fn common_at(&self, exit: f64) -> f64 {
        let (start, beyond) = self.row(exit);
        match (
            self.base.get(start + self.takers),
            self.slope.get(start + self.takers),
        ) {
            (Some(base), Some(slope)) => slope.mul_add(beyond, *base),
            _ => 0.0,
        }
    }

    /// Writes the amounts at many exits into `out`, one row of takers for each exit.
    pub fn batch(&self, exits: &[f64], out: &mut [f64]) {
        for (exit, row) in exits.iter().zip(out.chunks_exact_mut(self.takers.max(1))) {
            self.at(*exit, row);
        }
    }

    /// One taker's payoff as a function; none for a taker that does not exist.
    pub fn piecewise(&self, taker: usize) -> Option<Piecewise> {
        (taker < self.takers).then(|| self.column(taker)).flatten()
    }

    /// Value of one common share as a function.
    pub fn common(&self) -> Option<Piecewise> {
        self.column(self.takers)
    }

    fn column(&self, column: usize) -> Option<Piecewise> {
        let columns = self.takers + 1;
        let values = self.base.iter().skip(column).step_by(columns).copied();
        let after = self
            .slope
            .get(self.slope.len().checked_sub(columns)? + column)?;
        Piecewise::new(self.exits.iter().copied().zip(values), 0.0, *after).ok()
    }
}
