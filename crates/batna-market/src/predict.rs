//! Predicted pay of a profile, with an interval that is checked on rows held back.
//!
//! The regression of `hedonic` is fitted on the earliest rows; the spread of its errors
//! on later ones, by rank and country where they are many, gives the interval (split
//! conformal prediction: Lei et al. 2018, in groups as by Vovk's Mondrian predictors); the
//! latest rows are held back to count how often the interval held. Identical rows are one
//! observation, so no copy stands on both sides. The final coefficients use all rows.

use std::collections::BTreeMap;

use batna_core::{Currency, Measure};
use serde::Serialize;

use crate::hedonic::{Hedonic, Premium, Profile};
use crate::observation::{Observations, Selection, SourceClass};

/// Rows of a cell from which its coverage is shown apart.
const SHOWN_FROM: usize = 200;
/// Errors a group needs for an interval of its own.
const LEAST_ERRORS: usize = 150;

/// How often 90% intervals held on the rows that were held back.
#[derive(Clone, Debug, Serialize)]
pub struct Coverage {
    pub rows: usize,
    pub held: f64,
    /// Median width of the interval, upper end over lower.
    pub width: f64,
    /// Median absolute error of the middle, in percent.
    pub error_percent: f64,
    /// Cells of 200 held-back rows or more: role, country, rank.
    pub cells: BTreeMap<String, (usize, f64)>,
}

/// A fitted predictor.
#[derive(Clone, Debug)]
pub struct Predictor {
    pub hedonic: Hedonic,
    pub coverage: Coverage,
    errors: Errors,
    years: (i16, i16),
}

/// A predicted pay.
#[derive(Clone, Debug, Serialize)]
pub struct Prediction {
    pub measure: Measure,
    pub currency: Currency,
    pub class: SourceClass,
    pub p50: f64,
    /// The interval meant to hold in nine of ten cases.
    pub low: f64,
    pub high: f64,
    pub n: u64,
    pub r_squared: f64,
    pub coverage: Coverage,
    pub drivers: Vec<Premium>,
    pub caveats: Vec<String>,
}

/// Errors in logarithms by group, sorted, and all together under an empty name.
#[derive(Clone, Debug, Default)]
struct Errors {
    groups: BTreeMap<String, Vec<f64>>,
    /// The country most rows are from.
    home: Option<String>,
}

impl Errors {
    fn add(&mut self, profile: &Profile, error: f64) {
        for name in names(profile, self.home.as_ref()) {
            self.groups.entry(name).or_default().push(error);
        }
    }

    fn sort(&mut self) {
        for errors in self.groups.values_mut() {
            errors.sort_by(f64::total_cmp);
        }
    }

    /// Lower and upper end of the errors, and their middle, from the narrowest group that is large enough.
    fn ends(&self, profile: &Profile) -> (f64, f64, f64) {
        let group = names(profile, self.home.as_ref())
            .into_iter()
            .filter_map(|name| self.groups.get(&name))
            .find(|errors| errors.len() >= LEAST_ERRORS)
            .or_else(|| self.groups.get(""));
        let Some(errors) = group.filter(|errors| !errors.is_empty()) else {
            return (0.0, 0.0, 0.0);
        };
        // The ranks of split conformal prediction, five in a hundred to each side, between
        // two errors where the rank is no whole number.
        let at = |share: f64| {
            let rank = ((errors.len() as f64 + 1.0) * share - 1.0).max(0.0);
            let below = errors.get(rank.floor() as usize).or(errors.last());
            let above = errors.get(rank.ceil() as usize).or(errors.last());
            let (below, above) = (below.copied().unwrap_or(0.0), above.copied().unwrap_or(0.0));
            below + (above - below) * rank.fract()
        };
        (at(0.05), at(0.5), at(0.95))
    }
}

/// Groups of a profile, narrowest first.
fn names(profile: &Profile, home: Option<&String>) -> Vec<String> {
    let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".to_owned());
    let (role, rank, country) = (
        part(&profile.role),
        part(&profile.seniority),
        part(&profile.country),
    );
    // Countries with few rows are nearer to each other than to the one most rows are from.
    let region = if home.is_some_and(|home| *home != country) {
        "elsewhere"
    } else {
        "home"
    };
    vec![
        format!("{role} {country} {rank}"),
        format!("{country} {rank}"),
        country,
        format!("{region} {rank}"),
        region.to_owned(),
        String::new(),
    ]
}

/// Fits a predictor on the rows of one class and currency, and checks it on the latest.
///
/// The inner none: fewer than a thousand rows, or a regression that cannot be solved.
pub fn fit<S: Observations>(
    source: &S,
    class: SourceClass,
    currency: Currency,
    measure: Measure,
) -> Result<Option<Predictor>, S::Error> {
    let mut rows: Vec<(i64, u64, Profile, f64)> = Vec::new();
    let selection = Selection {
        class: Some(class),
        ..Selection::default()
    };
    source.rows(&selection, &mut |row| {
        if row.currency == currency
            && let Some(amount) = row.amount(measure).filter(|a| *a > 0)
            && row.role.as_deref().is_some_and(|role| role != "other")
        {
            let day = row.date.map_or(0, |d| {
                i64::from(d.year()) * 1000 + i64::from(d.day_of_year())
            });
            // Rows of one day come in an order that has nothing to do with their pay.
            let shuffle = crate::memo::hash_parts([row.row.to_le_bytes().as_slice()]);
            rows.push((day, shuffle, Profile::of(&row), amount as f64));
        }
        true
    })?;
    if rows.len() < 1_000 {
        return Ok(None);
    }
    rows.sort_by_key(|(day, shuffle, ..)| (*day, *shuffle));
    let years = |row: Option<&(i64, u64, Profile, f64)>| {
        row.map_or(0, |r| i16::try_from(r.0 / 1000).unwrap_or(0))
    };
    let years = (years(rows.first()), years(rows.last()));
    let (train_end, check_start) = (rows.len() * 6 / 10, rows.len() * 8 / 10);
    let pairs = |from: usize, to: usize| rows[from..to].iter().map(|r| (&r.2, r.3));
    let Some(model) = Hedonic::fit(pairs(0, train_end), measure, currency, class) else {
        return Ok(None);
    };
    let home = model.bases.get("country").cloned();
    let mut errors = Errors {
        home: home.clone(),
        ..Errors::default()
    };
    for (profile, amount) in pairs(train_end, check_start) {
        errors.add(profile, amount.ln() - model.log_pay(profile));
    }
    errors.sort();
    let mut held = Vec::new();
    let (mut widths, mut misses) = (Vec::new(), Vec::new());
    let mut cells: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (profile, amount) in pairs(check_start, rows.len()) {
        let middle = model.log_pay(profile);
        let (low, centre, high) = errors.ends(profile);
        let within = (middle + low..=middle + high).contains(&amount.ln());
        held.push(within);
        widths.push((high - low).exp());
        misses.push(((amount.ln() - middle - centre).exp() - 1.0).abs() * 100.0);
        let cell = cells
            .entry(names(profile, None).swap_remove(0))
            .or_default();
        cell.0 += 1;
        cell.1 += usize::from(within);
    }
    let share = |hits: usize, all: usize| hits as f64 / all.max(1) as f64;
    let hits = held.iter().filter(|h| **h).count();
    let coverage = Coverage {
        rows: held.len(),
        held: share(hits, held.len()),
        width: median(&mut widths),
        error_percent: median(&mut misses),
        cells: cells
            .into_iter()
            .filter(|(_, (all, _))| *all >= SHOWN_FROM)
            .map(|(name, (all, hits))| (name, (all, share(hits, all))))
            .collect(),
    };
    // What is handed out rests on the newest rows: coefficients of the first four fifths,
    // errors of the last, which the first did not see.
    let Some(last) = Hedonic::fit(pairs(0, check_start), measure, currency, class) else {
        return Ok(None);
    };
    let mut errors = Errors {
        home,
        ..Errors::default()
    };
    for (profile, amount) in pairs(check_start, rows.len()) {
        errors.add(profile, amount.ln() - last.log_pay(profile));
    }
    errors.sort();
    Ok(Some(Predictor {
        hedonic: last,
        coverage,
        errors,
        years,
    }))
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

impl Predictor {
    /// The pay of a profile as of the newest rows; nothing is aged past them.
    pub fn predict(&self, profile: &Profile) -> Prediction {
        let mut profile = profile.clone();
        let newest = jiff::civil::Date::new(self.years.1, 7, 1).ok();
        profile.date = profile.date.min(newest).or(newest);
        let middle = self.hedonic.log_pay(&profile);
        let (low, centre, high) = self.errors.ends(&profile);
        let mut caveats = vec![format!(
            "Rows of {} to {}, {}; nothing is aged past the newest.",
            self.years.0,
            self.years.1,
            self.hedonic.class.label()
        )];
        let known = |kind: &str, value: &Option<String>| {
            value.as_ref().is_none_or(|value| {
                self.hedonic.bases.get(kind) == Some(value)
                    || self
                        .hedonic
                        .features
                        .iter()
                        .any(|f| f.kind == kind && f.value == *value)
            })
        };
        for (kind, value) in [
            ("role", &profile.role),
            ("seniority", &profile.seniority),
            ("country", &profile.country),
            ("metro", &profile.metro),
            ("employer", &profile.employer),
        ] {
            if !known(kind, value) {
                caveats.push(format!(
                    "Too few rows have the {kind} {}; it does not enter.",
                    value.as_deref().unwrap_or("")
                ));
            }
        }
        Prediction {
            measure: self.hedonic.measure,
            currency: self.hedonic.currency,
            class: self.hedonic.class,
            p50: (middle + centre).exp().round(),
            low: (middle + low).exp().round(),
            high: (middle + high).exp().round(),
            n: self.hedonic.n,
            r_squared: self.hedonic.r_squared,
            coverage: self.coverage.clone(),
            drivers: self.hedonic.drivers(&profile),
            caveats,
        }
    }
}
