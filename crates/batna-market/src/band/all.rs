//! Bands of many cells at once, from a single question to the source.

use jiff::civil::Date;

use super::pool::{WIDENING, describe};
use super::query::{BandAnswer, BandQuery, Refusal, Settings, band};
use crate::drift::Drift;
use crate::observation::{Dimension, Observations, Selection};
use crate::rollup::{NotHeld, Rollup};

/// A cell with its band, or why it has none.
pub type BandOfCell = (Selection, Result<BandAnswer, Refusal>);

/// The cells that a band of `selection` draws on, fetched at once: those of the cell and
/// of every wider one with its siblings.
pub fn ladder<S: Observations>(
    source: &S,
    selection: &Selection,
    measure: batna_core::Measure,
) -> Result<Rollup, S::Error> {
    let mut widest = selection.clone();
    let mut by = Vec::new();
    for dimension in WIDENING {
        if widest.with.remove(&dimension).is_some() {
            by.push(dimension);
        }
    }
    Rollup::of(source, widest, measure, &by)
}

/// The band of every cell of the rollup, or why it has none, by the cell's values.
pub fn bands(
    rollup: &Rollup,
    as_of: Date,
    drift: Option<&Drift>,
    settings: &Settings,
) -> Result<Vec<BandOfCell>, NotHeld> {
    rollup
        .selections()
        .into_iter()
        .map(|selection| {
            let query = BandQuery {
                measure: rollup.measure(),
                currency: None,
                as_of,
                subject: describe(&selection),
                selection,
            };
            let answer = band(rollup, &query, drift, settings)?;
            Ok((query.selection, answer))
        })
        .collect()
}

/// The dimensions that bands are told apart by unless others are named.
pub const USUAL: [Dimension; 4] = [
    Dimension::Role,
    Dimension::Seniority,
    Dimension::Country,
    Dimension::Metro,
];
