//! One step of widening: the cell, its siblings, and how far to trust each.

use batna_core::{Currency, Interval, Measure};
use jiff::civil::Date;
use serde::Serialize;

use super::query::Settings;
use crate::drift::Drift;
use crate::histogram::LOG_STEP;
use crate::observation::{Cell, CellKey, Dimension, Observations, Selection, SourceClass};
use crate::sample::Sample;
use crate::siblings::{LogSums, Siblings};

/// The percentiles of a band.
pub const SHARES: [(&str, f64); 5] = [
    ("p10", 0.10),
    ("p25", 0.25),
    ("p50", 0.50),
    ("p75", 0.75),
    ("p90", 0.90),
];

/// The bounds of k, observations that the wider cell counts for.
const LEAST_PULL: f64 = 2.0;
const MOST_PULL: f64 = 200.0;
/// Assumed where siblings are too few to tell.
const USUAL_PULL: f64 = 25.0;

/// One cell of the ladder from the one asked for to the widest.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Level {
    /// What the cell is, such as `role=ml-engineer country=US`.
    pub cell: String,
    pub n: u64,
    pub n_effective: f64,
    /// Its weight in the band.
    pub weight: f64,
    pub p50: Option<f64>,
}

/// An estimate of all percentiles with their intervals.
#[derive(Clone, Debug)]
pub struct Estimate {
    pub quantiles: [Option<f64>; 5],
    pub intervals: [Option<Interval>; 5],
    pub own_share: f64,
    pub levels: Vec<Level>,
}

/// Which rows of the selection are spoken of.
pub struct Slice<'a> {
    pub class: SourceClass,
    pub currency: Currency,
    pub measure: Measure,
    pub as_of: Date,
    pub drift: Option<&'a Drift>,
    pub settings: &'a Settings,
}

impl Slice<'_> {
    /// The weighted sample of the cells that belong to the slice, and its file rows.
    pub fn sample<'c>(
        &self,
        cells: impl Iterator<Item = (&'c CellKey, &'c Cell)>,
    ) -> (Sample, u64) {
        let mut parts = Vec::new();
        let mut rows = 0;
        for (key, cell) in cells {
            if key.class != self.class || key.currency != self.currency {
                continue;
            }
            rows += cell.rows;
            let weight = self.weight(key.year);
            let factor = self.age(key.year);
            parts.extend(
                cell.amounts
                    .points()
                    .map(|(amount, count)| (amount * factor, count, weight)),
            );
        }
        (Sample::new(parts), rows)
    }

    /// Newer rows weigh more: half as much for each half-life before the date asked for.
    fn weight(&self, year: i16) -> f64 {
        let Some(half_life) = self.settings.half_life else {
            return 1.0;
        };
        let age = match year {
            0 => half_life,
            year => f64::from(self.as_of.year() - year).max(0.0),
        };
        0.5f64.powf(age / half_life)
    }

    /// Middle of the row's year to the date asked for.
    fn age(&self, year: i16) -> f64 {
        let Some(drift) = self.drift else { return 1.0 };
        let Ok(from) = Date::new(year, 7, 1) else {
            return 1.0;
        };
        if from >= self.as_of {
            return 1.0;
        }
        drift.factor(from, self.as_of).unwrap_or(1.0)
    }
}

/// Describes a selection by its dimensions.
pub fn describe(selection: &Selection) -> String {
    let parts: Vec<String> = selection
        .with
        .iter()
        .map(|(dimension, value)| format!("{}={value}", dimension.label()))
        .collect();
    if parts.is_empty() {
        "all rows".to_owned()
    } else {
        parts.join(" ")
    }
}

/// The order in which dimensions are given up.
pub const WIDENING: [Dimension; 5] = [
    Dimension::Employer,
    Dimension::Stage,
    Dimension::Metro,
    Dimension::Seniority,
    Dimension::Country,
];

/// The estimate of a cell, drawn toward wider ones as far as its thinness asks.
pub fn estimate<S: Observations>(
    source: &S,
    selection: &Selection,
    slice: &Slice<'_>,
) -> Result<Estimate, S::Error> {
    let cells = source.cells(selection, slice.measure, &[])?;
    let (sample, _) = slice.sample(cells.iter());
    let own = SHARES.map(|(_, share)| sample.quantile(share));
    let intervals = SHARES.map(|(_, share)| sample.interval(share));
    let n: u64 = cells
        .iter()
        .filter(|(k, _)| k.class == slice.class && k.currency == slice.currency)
        .map(|(_, c)| c.amounts.count())
        .sum();
    let level = Level {
        cell: describe(selection),
        n,
        n_effective: sample.effective,
        weight: 1.0,
        p50: own[2],
    };
    let alone = Estimate {
        quantiles: own,
        intervals,
        own_share: 1.0,
        levels: vec![level],
    };
    // Thick cells stand alone; the role is never given up.
    let widened = WIDENING.iter().find(|d| selection.get(**d).is_some());
    let Some(&dimension) = widened.filter(|_| sample.effective < slice.settings.thick) else {
        return Ok(alone);
    };
    let wider = selection.clone().without(dimension);
    let (class, currency) = (slice.class, slice.currency);
    let siblings = source.siblings(&wider, slice.measure, dimension, class, currency)?;
    let k = pull(slice, &siblings);
    let parent = estimate(source, &wider, slice)?;
    let weight = if sample.is_empty() {
        0.0
    } else {
        sample.effective / (sample.effective + k)
    };
    let mut pooled = alone;
    for index in 0..SHARES.len() {
        let parent_quantile = parent.quantiles[index];
        let own = pooled.quantiles[index];
        let mixed = match (own, parent_quantile) {
            (Some(own), Some(parent)) if own > 0.0 && parent > 0.0 => {
                Some((weight * own.ln() + (1.0 - weight) * parent.ln()).exp())
            }
            (own, parent) => own.or(parent),
        };
        // The posterior of a normal mean is narrower than the sample's by the root of its weight.
        pooled.intervals[index] = match (pooled.intervals[index], own, mixed) {
            (Some(ci), Some(own), Some(mixed)) if own > 0.0 && ci.low > 0.0 => {
                let shrink = weight.sqrt();
                Some(Interval {
                    low: mixed * ((ci.low / own).ln() * shrink).exp(),
                    high: mixed * ((ci.high / own).ln() * shrink).exp(),
                })
            }
            _ => None,
        };
        pooled.quantiles[index] = mixed;
    }
    pooled.own_share = weight;
    if let Some(own) = pooled.levels.first_mut() {
        own.weight = weight;
    }
    pooled
        .levels
        .extend(parent.levels.into_iter().map(|mut level| {
            level.weight *= 1.0 - weight;
            level
        }));
    Ok(pooled)
}

/// k: variance within cells over variance between the siblings' means.
fn pull(slice: &Slice<'_>, siblings: &Siblings) -> f64 {
    // What a row of each year weighs, and what ageing adds to its logarithm.
    let years: Vec<(f64, f64)> = (siblings.years().iter())
        .map(|&year| (slice.weight(year), slice.age(year).ln()))
        .collect();
    let mut moments: Vec<(f64, f64, f64)> = (siblings.each())
        // No row weighs more than one: fewer rows are not worth weighing.
        .filter(|sums| sums.iter().map(|sums| sums.n).sum::<u64>() >= 5)
        .filter_map(|sums| log_moments(sums, &years))
        .filter(|(_, _, effective)| *effective >= 5.0)
        .collect();
    // Sums of floats depend on their order, which no source's may decide.
    moments.sort_by(|a, b| {
        (a.0.total_cmp(&b.0))
            .then(a.1.total_cmp(&b.1))
            .then(a.2.total_cmp(&b.2))
    });
    let (mut within, mut weight, mut means) = (0.0, 0.0, Vec::new());
    for (mean, variance, effective) in moments {
        within += variance * (effective - 1.0);
        weight += effective - 1.0;
        means.push((mean, effective));
    }
    if means.len() < 3 || weight <= 0.0 {
        return USUAL_PULL;
    }
    let within = within / weight;
    let count = means.len() as f64;
    let middle = means.iter().map(|(mean, _)| mean).sum::<f64>() / count;
    let spread = means.iter().map(|(m, _)| (m - middle).powi(2)).sum::<f64>() / (count - 1.0);
    // What sampling alone would spread the means by is taken off.
    let noise = means.iter().map(|(_, n)| within / n).sum::<f64>() / count;
    let between = (spread - noise).max(within / MOST_PULL);
    (within / between).clamp(LEAST_PULL, MOST_PULL)
}

/// Mean and variance of the logarithm, and the effective number of observations.
fn log_moments(sums: &[LogSums], years: &[(f64, f64)]) -> Option<(f64, f64, f64)> {
    let (mut weight, mut squares, mut first, mut second) = (0.0, 0.0, 0.0, 0.0);
    for (sums, (each, aged)) in sums.iter().zip(years) {
        let n = sums.n as f64;
        let sum = sums.sum as f64 * LOG_STEP;
        weight += each * n;
        squares += each * each * n;
        first += each * (sum + n * aged);
        second +=
            each * (sums.squares as f64 * LOG_STEP * LOG_STEP + 2.0 * aged * sum + n * aged * aged);
    }
    let mean = first / weight;
    let variance = (second / weight - mean * mean).max(0.0);
    (weight > 0.0).then_some((mean, variance, weight * weight / squares))
}
