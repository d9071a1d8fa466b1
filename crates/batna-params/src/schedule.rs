//! Resolved parameters: numbers ready to compute with, each with its citation.

use std::sync::Arc;

use batna_core::{Constant, ParameterUse, Scalar};
use rust_decimal::Decimal;

/// A number (amount, rate or count) with the parameter it came from.
#[derive(Clone, Debug, Default)]
pub struct Amount {
    constant: Constant,
    cited: Option<Arc<ParameterUse>>,
}

impl Amount {
    pub fn new(value: Decimal, cited: Option<Arc<ParameterUse>>) -> Self {
        Amount {
            constant: Constant::new(value),
            cited,
        }
    }

    #[inline]
    pub fn get<S: Scalar>(&self) -> S {
        S::constant(self.constant)
    }

    pub fn decimal(&self) -> Decimal {
        self.constant.decimal()
    }

    /// The parameter as used, for a trace.
    pub fn cited(&self) -> Option<&ParameterUse> {
        self.cited.as_deref()
    }
}

#[derive(Clone, Copy, Debug)]
struct Band {
    from: Constant,
    rate: Constant,
    /// Tax on everything below `from`.
    below: Constant,
}

/// Marginal rates by threshold.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    bands: Vec<Band>,
    cited: Option<Arc<ParameterUse>>,
}

impl Schedule {
    /// From `(threshold, rate)` rows, thresholds ascending.
    pub fn new(rows: &[(Decimal, Decimal)], cited: Option<Arc<ParameterUse>>) -> Self {
        let mut bands: Vec<Band> = Vec::with_capacity(rows.len());
        for (from, rate) in rows {
            let below = bands.last().map_or(Decimal::ZERO, |last| {
                let width = from
                    .checked_sub(last.from.decimal())
                    .unwrap_or(Decimal::ZERO);
                width
                    .checked_mul(last.rate.decimal())
                    .and_then(|tax| tax.checked_add(last.below.decimal()))
                    .unwrap_or(Decimal::MAX)
            });
            bands.push(Band {
                from: (*from).into(),
                rate: (*rate).into(),
                below: below.into(),
            });
        }
        Schedule { bands, cited }
    }

    /// The tax on `amount`; nothing below the first threshold.
    #[inline]
    pub fn tax<S: Scalar>(&self, amount: S) -> S {
        for band in self.bands.iter().rev() {
            let from = S::constant(band.from);
            if amount > from {
                return S::constant(band.below) + S::constant(band.rate) * (amount - from);
            }
        }
        S::ZERO
    }

    /// The rate that applies to the next unit above `amount`.
    pub fn rate_at<S: Scalar>(&self, amount: S) -> S {
        self.bands
            .iter()
            .rev()
            .find(|band| amount >= S::constant(band.from))
            .map_or(S::ZERO, |band| S::constant(band.rate))
    }

    /// `(threshold, rate, tax below the threshold)` of each band, ascending.
    pub fn bands<S: Scalar>(&self) -> impl Iterator<Item = (S, S, S)> + '_ {
        self.bands.iter().map(|band| {
            (
                S::constant(band.from),
                S::constant(band.rate),
                S::constant(band.below),
            )
        })
    }

    /// The threshold of the band at this position from the bottom.
    pub fn threshold<S: Scalar>(&self, position: usize) -> Option<S> {
        self.bands.get(position).map(|band| S::constant(band.from))
    }

    pub fn top_rate<S: Scalar>(&self) -> S {
        self.bands
            .last()
            .map_or(S::ZERO, |band| S::constant(band.rate))
    }

    pub fn len(&self) -> usize {
        self.bands.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bands.is_empty()
    }

    pub fn cited(&self) -> Option<&ParameterUse> {
        self.cited.as_deref()
    }
}

/// Values by threshold, looked up rather than marginal.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    rows: Vec<(Constant, Constant)>,
    cited: Option<Arc<ParameterUse>>,
}

impl Steps {
    pub fn new(rows: &[(Decimal, Decimal)], cited: Option<Arc<ParameterUse>>) -> Self {
        Steps {
            rows: rows
                .iter()
                .map(|(a, b)| ((*a).into(), (*b).into()))
                .collect(),
            cited,
        }
    }

    /// The value of the last threshold at or below `amount`; zero below the first.
    pub fn at<S: Scalar>(&self, amount: S) -> S {
        self.rows
            .iter()
            .rev()
            .find(|(from, _)| amount >= S::constant(*from))
            .map_or(S::ZERO, |(_, value)| S::constant(*value))
    }

    /// The value of the last threshold strictly below `amount` ("over 100 but not over 200").
    pub fn over<S: Scalar>(&self, amount: S) -> S {
        self.rows
            .iter()
            .rev()
            .find(|(from, _)| amount > S::constant(*from))
            .map_or(S::ZERO, |(_, value)| S::constant(*value))
    }

    pub fn rows<S: Scalar>(&self) -> impl Iterator<Item = (S, S)> + '_ {
        self.rows
            .iter()
            .map(|(from, value)| (S::constant(*from), S::constant(*value)))
    }

    pub fn cited(&self) -> Option<&ParameterUse> {
        self.cited.as_deref()
    }
}
