//! Asking for a band: what is meant, which source class answers, what else speaks.

use std::collections::BTreeMap;

use batna_core::{Band, Currency, Measure, Money};
use jiff::civil::Date;
use serde::Serialize;

use super::pool::{Level, SHARES, Slice, describe, estimate};
use crate::drift::Drift;
use crate::observation::{Observations, Selection, SourceClass};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct BandQuery {
    pub selection: Selection,
    pub measure: Measure,
    /// None: the currency most rows are in.
    pub currency: Option<Currency>,
    pub as_of: Date,
    /// In words, for the band's subject.
    pub subject: String,
}

/// How bands are made.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Effective observations of its own that a cell needs for a band.
    pub least: f64,
    /// From here on a cell stands alone.
    pub thick: f64,
    /// Years after which a row weighs half; none weighs all alike.
    pub half_life: Option<f64>,
    /// Whether base pay is aged by the wage index.
    pub age: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            least: 5.0,
            thick: 400.0,
            half_life: Some(2.0),
            age: true,
        }
    }
}

/// What one source class says, beside the band.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct ClassLine {
    pub class: SourceClass,
    pub currency: Currency,
    pub n: u64,
    pub n_effective: f64,
    pub p50: Option<f64>,
    pub years: (i16, i16),
    pub sources: Vec<String>,
}

/// A band and how it came about.
#[derive(Clone, Debug, Serialize)]
pub struct BandAnswer {
    #[serde(flatten)]
    pub band: Band,
    pub class: SourceClass,
    /// The cell and the wider ones it was drawn toward, with their weights.
    pub levels: Vec<Level>,
    /// Every class and currency that has rows in the cell.
    pub classes: Vec<ClassLine>,
}

/// Why there is no band, and what there is.
#[derive(Clone, Debug, Serialize)]
pub struct Refusal {
    pub cell: String,
    pub n: u64,
    pub n_effective: f64,
    pub least: f64,
    pub classes: Vec<ClassLine>,
}

/// The band of a cell, from the class with most observations unless the selection names one.
///
/// The outer error is the source's; the inner one a refusal below the least number.
pub fn band<S: Observations>(
    source: &S,
    query: &BandQuery,
    drift: Option<&Drift>,
    settings: &Settings,
) -> Result<Result<BandAnswer, Refusal>, S::Error> {
    let cells = source.cells(&query.selection, query.measure, &[])?;
    // Only base pay follows the wage index, and only in its country.
    let country = query.selection.get(crate::observation::Dimension::Country);
    let ages = settings.age && query.measure == Measure::Base;
    let drift = drift.filter(|d| ages && country == Some(d.country.as_str()));
    let slice = |class, currency| Slice {
        class,
        currency,
        measure: query.measure,
        as_of: query.as_of,
        drift,
        settings,
    };
    let mut lines: BTreeMap<(SourceClass, Currency), ClassLine> = BTreeMap::new();
    for (key, cell) in &cells {
        let line = lines
            .entry((key.class, key.currency))
            .or_insert_with(|| ClassLine {
                class: key.class,
                currency: key.currency,
                n: 0,
                n_effective: 0.0,
                p50: None,
                years: (i16::MAX, i16::MIN),
                sources: Vec::new(),
            });
        line.n += cell.rows;
        if key.year != 0 {
            line.years = (line.years.0.min(key.year), line.years.1.max(key.year));
        }
        if !line.sources.contains(&key.source) {
            line.sources.push(key.source.clone());
        }
    }
    for ((class, currency), line) in &mut lines {
        let (sample, _) = slice(*class, *currency).sample(cells.iter());
        line.n_effective = (sample.effective * 10.0).round() / 10.0;
        line.p50 = sample.quantile(0.5).map(f64::round);
    }
    let mut classes: Vec<ClassLine> = lines.into_values().collect();
    classes.sort_by(|a, b| b.n_effective.total_cmp(&a.n_effective));
    let chosen = classes
        .iter()
        .find(|line| query.currency.is_none_or(|c| c == line.currency))
        .cloned();
    let refuse = |classes: Vec<ClassLine>, line: Option<&ClassLine>| Refusal {
        cell: describe(&query.selection),
        n: line.map_or(0, |l| l.n),
        n_effective: line.map_or(0.0, |l| l.n_effective),
        least: settings.least,
        classes,
    };
    let Some(chosen) = chosen else {
        return Ok(Err(refuse(classes, None)));
    };
    if chosen.n_effective < settings.least {
        return Ok(Err(refuse(classes, Some(&chosen))));
    }
    let slice = slice(chosen.class, chosen.currency);
    let estimate = estimate(source, &query.selection, &slice)?;
    let mut caveats = caveats(&chosen, &classes, query, drift);
    if estimate.own_share < 1.0 {
        let wider = estimate
            .levels
            .get(1)
            .map_or("", |level| level.cell.as_str());
        caveats.push(format!(
            "{:.0}% of the estimate comes from wider cells, the next being {wider}.",
            (1.0 - estimate.own_share) * 100.0
        ));
    }
    let citations = source
        .snapshots()?
        .iter()
        .filter(|snapshot| chosen.sources.contains(&snapshot.source))
        .map(|snapshot| {
            snapshot.citation().at(format!(
                "{} rows kept of {}, sha256 {}",
                snapshot.rows_kept,
                snapshot.rows_in,
                snapshot.sha256.get(..12).unwrap_or("")
            ))
        })
        .chain(drift.map(|d| d.source.clone()))
        .collect();
    let rounded = estimate.quantiles.map(|q| q.map(f64::round));
    let mut ci = BTreeMap::new();
    for ((name, _), interval) in SHARES.iter().zip(estimate.intervals) {
        if let Some(mut interval) = interval {
            interval.low = interval.low.round();
            interval.high = interval.high.round();
            ci.insert((*name).to_owned(), interval);
        }
    }
    let [p10, p25, p50, p75, p90] = rounded;
    Ok(Ok(BandAnswer {
        band: Band {
            subject: query.subject.clone(),
            measure: query.measure,
            currency: chosen.currency,
            as_of: query.as_of,
            p10,
            p25,
            p50,
            p75,
            p90,
            top_coded_at: None,
            n: Some(chosen.n),
            n_effective: Some((chosen.n_effective * 10.0).round() / 10.0),
            ci,
            pooled_share: ((1.0 - estimate.own_share) * 1000.0).round() / 1000.0,
            grade: chosen.class.grade(),
            sources: citations,
            caveats,
        },
        class: chosen.class,
        levels: estimate.levels,
        classes,
    }))
}

/// Medians of two classes further apart than this are called a conflict.
const CONFLICT: f64 = 0.15;

fn caveats(
    chosen: &ClassLine,
    classes: &[ClassLine],
    query: &BandQuery,
    drift: Option<&Drift>,
) -> Vec<String> {
    let mut caveats = Vec::new();
    caveats.push(
        match chosen.class {
            SourceClass::Advertised => {
                "Advertised ranges, each by its middle: what was offered to nobody in particular."
            }
            SourceClass::Disclosed => {
                "Wages attested in labor condition applications: a floor of base pay for sponsored staff."
            }
            SourceClass::SelfReported => "Reported by people about themselves, unverified.",
            SourceClass::Verified => "Seen on paper by the owner of this store.",
            SourceClass::Mixed => {
                "The publisher mixes self-reports and advertised ranges and does not tell them apart."
            }
            SourceClass::Official => "An official survey.",
        }
        .to_owned(),
    );
    let mut abroad = Vec::new();
    for other in classes {
        if other.class == chosen.class && other.currency == chosen.currency {
            continue;
        }
        if other.currency != chosen.currency {
            abroad.push(format!(
                "{} {} in {}",
                other.n_effective.round(),
                other.class.label(),
                other.currency
            ));
        } else if let (Some(own), Some(theirs)) = (chosen.p50, other.p50)
            && other.n_effective >= 5.0
            && (theirs / own - 1.0).abs() > CONFLICT
        {
            caveats.push(format!(
                "Sources conflict: the median of {} {} observations is {}, {:+.0}% from the {} one.",
                other.n_effective.round(),
                other.class.label(),
                Money::about(theirs, other.currency),
                (theirs / own - 1.0) * 100.0,
                chosen.class.label()
            ));
        }
    }
    if !abroad.is_empty() {
        caveats.push(format!(
            "Observations in other currencies are left out: {}.",
            abroad.join(", ")
        ));
    }
    let (first, last) = chosen.years;
    if first <= last {
        let age = query.as_of.year() - last;
        match drift {
            Some(drift) if first < query.as_of.year() => caveats.push(format!(
                "Rows of {} are aged to {} by the {} ({}).",
                if first == last {
                    first.to_string()
                } else {
                    format!("{first} to {last}")
                },
                query.as_of,
                drift.source.title,
                drift.caveat
            )),
            _ if age >= 2 => caveats.push(format!(
                "The newest row is of {last}; {} years have passed and nothing was aged.",
                age
            )),
            _ => {}
        }
    }
    caveats
}
