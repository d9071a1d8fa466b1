//! Predicted pay of a profile, with an interval that is checked on rows held back.
//!
//! The regression of `hedonic`, and what `groups` finds beyond it, are fitted on the
//! earliest rows; the spread of their errors
//! on later ones, by rank and country where they are many, gives the interval (split
//! conformal prediction: Lei et al. 2018, in groups as by Vovk's Mondrian predictors); the
//! latest rows are held back to count how often the interval held. Pay moves, so errors of
//! one time are not quite those of the next: along the held-back rows the share of errors
//! that is cut off at each end follows how often the rows before fell outside (adaptive
//! conformal inference: Gibbs and Candès 2021). Each row is judged by an interval that saw
//! only earlier rows, and what it held without adapting is told beside it. Identical rows
//! are one observation, so no copy stands on both sides.

mod groups;

use std::collections::BTreeMap;

use batna_core::{Currency, Measure};
use serde::Serialize;

use crate::hedonic::{Hedonic, Premium, Profile};
use crate::observation::{Observations, Selection, SourceClass};
use groups::Groups;

/// Rows of a cell from which its coverage is shown apart.
const SHOWN_FROM: usize = 200;
/// Errors a group needs for an interval of its own.
const LEAST_ERRORS: usize = 150;

/// How often 90% intervals held on the rows that were held back.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Coverage {
    pub rows: usize,
    pub held: f64,
    /// The same without following earlier misses: how far pay had moved away.
    pub held_unadapted: f64,
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
    groups: Groups,
    pub coverage: Coverage,
    errors: Errors,
    /// As they were after the newest row.
    tails: BTreeMap<String, Tails>,
    years: (i16, i16),
}

/// A predicted pay.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Prediction {
    /// Whose pay it is, in words: `senior ml-engineer in San Francisco, 8 years`.
    pub subject: String,
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
    /// What rows alike in two qualities at once (employer and rank, country and years, ...)
    /// have in common beyond the drivers, in percent.
    pub together_percent: f64,
    pub caveats: Vec<String>,
}

/// A profile in words, as the identifiers of the rules have them.
fn said(profile: &Profile) -> String {
    let mut words: Vec<String> = Vec::new();
    words.extend(profile.seniority.clone());
    words.extend(profile.role.clone());
    let place = profile.metro.as_ref().or(profile.country.as_ref());
    words.extend(place.map(|place| format!("in {place}")));
    words.extend(
        profile
            .employer
            .as_ref()
            .map(|employer| format!("at {employer}")),
    );
    let mut text = words.join(" ");
    if let Some(years) = profile.years {
        text.push_str(&format!(", {years} years"));
    }
    for skill in &profile.skills {
        text.push_str(&format!(", {skill}"));
    }
    text
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

    /// The narrowest group of a profile that is large enough.
    fn group(&self, profile: &Profile) -> String {
        let large = |name: &String| {
            (self.groups.get(name)).is_some_and(|errors| errors.len() >= LEAST_ERRORS)
        };
        (names(profile, self.home.as_ref()).into_iter())
            .find(large)
            .unwrap_or_default()
    }

    /// Lower and upper end of a group's errors, and their middle, with these shares cut off.
    fn ends(&self, group: &str, tails: Tails) -> (f64, f64, f64) {
        let Some(errors) = self.groups.get(group).filter(|errors| !errors.is_empty()) else {
            return (0.0, 0.0, 0.0);
        };
        // The ranks of split conformal prediction, between two errors where the rank is no
        // whole number.
        let at = |share: f64| {
            let rank = ((errors.len() as f64 + 1.0) * share - 1.0).max(0.0);
            let below = errors.get(rank.floor() as usize).or(errors.last());
            let above = errors.get(rank.ceil() as usize).or(errors.last());
            let (below, above) = (below.copied().unwrap_or(0.0), above.copied().unwrap_or(0.0));
            below + (above - below) * rank.fract()
        };
        (at(tails.low), at(0.5), at(1.0 - tails.high))
    }
}

/// Shares of a group's errors that lie outside the interval, at each end.
#[derive(Clone, Copy, Debug)]
struct Tails {
    low: f64,
    high: f64,
}

const TAIL: f64 = 0.05;
/// How fast the shares follow misses: a hundred misses too many in a row move them by half.
const FOLLOW: f64 = 0.005;

impl Default for Tails {
    fn default() -> Self {
        Tails {
            low: TAIL,
            high: TAIL,
        }
    }
}

impl Tails {
    /// After a row that fell below, above or within.
    fn follow(&mut self, below: bool, above: bool) {
        let step = |share: f64, missed: bool| {
            let miss = if missed { 1.0 } else { 0.0 };
            (share + FOLLOW * (TAIL - miss)).clamp(0.002, 0.25)
        };
        self.low = step(self.low, below);
        self.high = step(self.high, above);
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

/// A row as the predictor sees it: day, a number that orders rows of one day, profile, amount.
type Dated = (i64, u64, Profile, f64);

/// The rows of one class and currency from the earliest to the latest.
fn dated<S: Observations>(
    source: &S,
    class: SourceClass,
    currency: Currency,
    measure: Measure,
) -> Result<Vec<Dated>, S::Error> {
    let mut rows: Vec<Dated> = Vec::new();
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
    rows.sort_by_key(|(day, shuffle, ..)| (*day, *shuffle));
    Ok(rows)
}

/// Where the rows for coefficients end, and those for errors.
fn parts(rows: usize) -> (usize, usize) {
    (rows * 6 / 10, rows * 8 / 10)
}

/// A regression and what groups add to it.
fn model(
    rows: &[Dated],
    measure: Measure,
    currency: Currency,
    class: SourceClass,
) -> Option<(Hedonic, Groups)> {
    let pairs = rows.iter().map(|r| (&r.2, r.3));
    let hedonic = Hedonic::fit(pairs, measure, currency, class)?;
    let errors: Vec<(&Profile, f64)> = (rows.iter())
        .map(|(_, _, profile, amount)| (profile, amount.ln() - hedonic.log_pay(profile)))
        .collect();
    let groups = Groups::fit(&errors);
    Some((hedonic, groups))
}

fn expected((hedonic, groups): &(Hedonic, Groups), profile: &Profile) -> f64 {
    hedonic.log_pay(profile) + groups.add(profile)
}

/// One row of the check, for comparing with other models on the same split.
#[derive(Clone, Debug)]
pub struct Checked {
    /// `fit`, `errors` or `check`.
    pub part: &'static str,
    pub profile: Profile,
    pub amount: f64,
    /// What the rows in `fit` let expect.
    pub expected: f64,
    /// The same of the regression alone.
    pub regression: f64,
}

/// Every row with its part of the split and what the regression expects of it.
pub fn checked<S: Observations>(
    source: &S,
    class: SourceClass,
    currency: Currency,
    measure: Measure,
) -> Result<Vec<Checked>, S::Error> {
    let rows = dated(source, class, currency, measure)?;
    let (train_end, check_start) = parts(rows.len());
    let train = rows.get(..train_end).unwrap_or_default();
    let Some(model) = model(train, measure, currency, class) else {
        return Ok(Vec::new());
    };
    let part = |at: usize| match at {
        at if at < train_end => "fit",
        at if at < check_start => "errors",
        _ => "check",
    };
    let checked = (rows.into_iter().enumerate()).map(|(at, (_, _, profile, amount))| Checked {
        part: part(at),
        expected: expected(&model, &profile).exp(),
        regression: model.0.log_pay(&profile).exp(),
        profile,
        amount,
    });
    Ok(checked.collect())
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
    let rows = dated(source, class, currency, measure)?;
    if rows.len() < 1_000 {
        return Ok(None);
    }
    let years = |row: Option<&Dated>| row.map_or(0, |r| i16::try_from(r.0 / 1000).unwrap_or(0));
    let years = (years(rows.first()), years(rows.last()));
    let (train_end, check_start) = parts(rows.len());
    let pairs = |from: usize, to: usize| rows[from..to].iter().map(|r| (&r.2, r.3));
    let part = |from: usize, to: usize| rows.get(from..to).unwrap_or_default();
    let Some(model) = model(part(0, train_end), measure, currency, class) else {
        return Ok(None);
    };
    let home = model.0.bases.get("country").cloned();
    let mut errors = Errors {
        home: home.clone(),
        ..Errors::default()
    };
    for (profile, amount) in pairs(train_end, check_start) {
        errors.add(profile, amount.ln() - expected(&model, profile));
    }
    errors.sort();
    let (mut held, mut unadapted) = (0, 0);
    let mut tails: BTreeMap<String, Tails> = BTreeMap::new();
    let (mut widths, mut misses) = (Vec::new(), Vec::new());
    let mut cells: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (profile, amount) in pairs(check_start, rows.len()) {
        let middle = expected(&model, profile);
        let group = errors.group(profile);
        let (low, _, high) = errors.ends(&group, Tails::default());
        let error = amount.ln() - middle;
        unadapted += usize::from((low..=high).contains(&error));
        let tails = tails.entry(group.clone()).or_default();
        let (low, centre, high) = errors.ends(&group, *tails);
        tails.follow(error < low, error > high);
        let within = (low..=high).contains(&error);
        held += usize::from(within);
        widths.push((high - low).exp());
        misses.push(((amount.ln() - middle - centre).exp() - 1.0).abs() * 100.0);
        let cell = cells
            .entry(names(profile, None).swap_remove(0))
            .or_default();
        cell.0 += 1;
        cell.1 += usize::from(within);
    }
    let share = |hits: usize, all: usize| hits as f64 / all.max(1) as f64;
    let checked = rows.len() - check_start;
    let coverage = Coverage {
        rows: checked,
        held: share(held, checked),
        held_unadapted: share(unadapted, checked),
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
    let Some(last) = self::model(part(0, check_start), measure, currency, class) else {
        return Ok(None);
    };
    let mut errors = Errors {
        home,
        ..Errors::default()
    };
    for (profile, amount) in pairs(check_start, rows.len()) {
        errors.add(profile, amount.ln() - expected(&last, profile));
    }
    errors.sort();
    Ok(Some(Predictor {
        hedonic: last.0,
        groups: last.1,
        coverage,
        errors,
        tails,
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
        let together = self.groups.add(&profile);
        let middle = self.hedonic.log_pay(&profile) + together;
        let group = self.errors.group(&profile);
        let tails = self.tails.get(&group).copied().unwrap_or_default();
        let (low, centre, high) = self.errors.ends(&group, tails);
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
            subject: said(&profile),
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
            together_percent: ((together.exp() - 1.0) * 1000.0).round() / 10.0,
            caveats,
        }
    }
}
