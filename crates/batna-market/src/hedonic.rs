//! What goes with more pay: least squares of log pay on role, rank, place, size, remote
//! work, time and skills, with heteroskedasticity-robust errors (HC1, White 1980).
//!
//! An effect is an association among the rows at hand, not what a person gains by a
//! change. Skills enter only where rows carry them. Leaves out interactions.

use std::collections::BTreeMap;

use batna_core::{Currency, Measure};
use jiff::civil::Date;
use serde::Serialize;

use crate::observation::{Observation, SourceClass};

/// Rows that a value needs to be a feature of its own.
const LEAST_ROWS: u64 = 30;
/// The most features of one kind, by rows.
const MOST_VALUES: usize = 60;
/// Keeps the normal equations solvable where features nearly coincide.
const RIDGE: f64 = 1e-6;

/// What a row or a profile is, as far as the regression looks.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Profile {
    pub role: Option<String>,
    pub seniority: Option<String>,
    pub country: Option<String>,
    pub metro: Option<String>,
    pub stage: Option<String>,
    pub size: Option<String>,
    pub employer: Option<String>,
    pub remote: Option<u8>,
    pub years: Option<f64>,
    pub skills: Vec<String>,
    pub date: Option<Date>,
}

impl Profile {
    pub fn of(row: &Observation) -> Profile {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Profile {
            role: row.role.clone(),
            seniority: row.seniority.clone(),
            country: row.country.clone(),
            metro: row.metro.clone(),
            stage: row.stage.clone(),
            size: text(&row.size),
            employer: row.employer.clone().filter(|e| !e.is_empty()),
            remote: row.remote,
            years: row.years,
            skills: row.skills.clone(),
            date: row.date,
        }
    }

    /// Kinds and values that may become features.
    fn values(&self) -> Vec<(&'static str, String)> {
        let mut values: Vec<(&'static str, String)> = Vec::new();
        let mut add = |kind, value: &Option<String>| {
            if let Some(value) = value {
                values.push((kind, value.clone()));
            }
        };
        add("role", &self.role);
        add("seniority", &self.seniority);
        add("country", &self.country);
        add("metro", &self.metro);
        add("stage", &self.stage);
        add("size", &self.size);
        add("employer", &self.employer);
        if self.remote == Some(100) {
            values.push(("remote", "yes".to_owned()));
        }
        values.extend(
            self.skills
                .iter()
                .map(|skill| ("skill", skill.to_lowercase())),
        );
        values
    }
}

/// One explanatory variable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct Feature {
    pub kind: &'static str,
    pub value: String,
}

/// A row in the regression: nonzero features and the log of its pay.
pub struct Point {
    pub x: Vec<(usize, f64)>,
    pub y: f64,
}

/// An effect with its 95% interval, in percent of pay.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Premium {
    pub feature: Feature,
    /// What the effect is measured against.
    pub against: String,
    pub percent: f64,
    pub low: f64,
    pub high: f64,
    /// Observations that bear the feature.
    pub n: u64,
}

/// A fitted regression.
#[derive(Clone, Debug)]
pub struct Hedonic {
    pub features: Vec<Feature>,
    /// The left-out value of each kind, the commonest.
    pub bases: BTreeMap<&'static str, String>,
    pub coefficients: Vec<f64>,
    /// HC1 covariance, row by row.
    pub covariance: Vec<Vec<f64>>,
    pub counts: Vec<u64>,
    pub n: u64,
    pub r_squared: f64,
    pub measure: Measure,
    pub currency: Currency,
    pub class: SourceClass,
    index: BTreeMap<Feature, usize>,
    middle_year: f64,
}

/// Constant and linear terms before the features: one, years of experience, its square, time.
const FIXED: usize = 4;

impl Hedonic {
    /// The regression over rows; none with fewer than 200 rows or where it cannot be solved.
    pub fn fit<'r>(
        rows: impl Iterator<Item = (&'r Profile, f64)> + Clone,
        measure: Measure,
        currency: Currency,
        class: SourceClass,
    ) -> Option<Hedonic> {
        let mut counts: BTreeMap<&'static str, BTreeMap<String, u64>> = BTreeMap::new();
        let (mut n, mut years) = (0u64, 0.0);
        for (profile, _) in rows.clone() {
            n += 1;
            years += time(profile);
            for (kind, value) in profile.values() {
                *counts.entry(kind).or_default().entry(value).or_default() += 1;
            }
        }
        if n < 200 {
            return None;
        }
        let mut features = Vec::new();
        let mut bases = BTreeMap::new();
        let mut feature_counts = Vec::new();
        for (kind, values) in counts {
            let mut by_count: Vec<(String, u64)> = values.into_iter().collect();
            by_count.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            let kept = by_count
                .into_iter()
                .filter(|(_, c)| *c >= LEAST_ROWS)
                .take(MOST_VALUES);
            for (position, (value, count)) in kept.enumerate() {
                // Each row has one role and rank at most: the commonest is what others differ from.
                let exclusive = !matches!(kind, "skill" | "remote");
                if position == 0 && exclusive {
                    bases.insert(kind, value);
                } else if count + LEAST_ROWS <= n {
                    features.push(Feature { kind, value });
                    feature_counts.push(count);
                }
            }
        }
        let index = features.iter().cloned().zip(FIXED..).collect();
        let mut model = Hedonic {
            coefficients: Vec::new(),
            covariance: Vec::new(),
            counts: feature_counts,
            features,
            bases,
            n,
            r_squared: 0.0,
            measure,
            currency,
            class,
            index,
            middle_year: years / n as f64,
        };
        let points: Vec<Point> = rows
            .map(|(profile, amount)| Point {
                x: model.row(profile),
                y: amount.max(1.0).ln(),
            })
            .collect();
        model.solve(&points)?;
        Some(model)
    }

    /// The nonzero entries of a profile's row.
    fn row(&self, profile: &Profile) -> Vec<(usize, f64)> {
        let mut x = vec![(0, 1.0)];
        if let Some(years) = profile.years.filter(|y| y.is_finite()) {
            let years = years.clamp(0.0, 40.0) / 10.0;
            x.push((1, years));
            x.push((2, years * years));
        }
        x.push((3, time(profile) - self.middle_year));
        for (kind, value) in profile.values() {
            if let Some(&index) = self.index.get(&Feature { kind, value }) {
                x.push((index, 1.0));
            }
        }
        x
    }

    fn solve(&mut self, points: &[Point]) -> Option<()> {
        let size = FIXED + self.features.len();
        let mut normal = vec![vec![0.0; size]; size];
        let mut right = vec![0.0; size];
        for point in points {
            for &(i, a) in &point.x {
                right[i] += a * point.y;
                for &(j, b) in &point.x {
                    normal[i][j] += a * b;
                }
            }
        }
        for (i, row) in normal.iter_mut().enumerate() {
            row[i] += RIDGE * points.len() as f64;
        }
        let inverse = invert(normal)?;
        let times = |row: &Vec<f64>| row.iter().zip(&right).map(|(a, b)| a * b).sum::<f64>();
        self.coefficients = inverse.iter().map(times).collect();
        let mean = points.iter().map(|p| p.y).sum::<f64>() / points.len() as f64;
        let (mut unexplained, mut all) = (0.0, 0.0);
        let mut meat = vec![vec![0.0; size]; size];
        for point in points {
            let error = point.y - self.value(&point.x);
            unexplained += error * error;
            all += (point.y - mean).powi(2);
            for &(i, a) in &point.x {
                for &(j, b) in &point.x {
                    meat[i][j] += a * b * error * error;
                }
            }
        }
        self.r_squared = if all > 0.0 {
            1.0 - unexplained / all
        } else {
            0.0
        };
        let n = points.len() as f64;
        let small = n / (n - size as f64).max(1.0);
        let half = product(&inverse, &meat);
        self.covariance = product(&half, &inverse);
        for row in &mut self.covariance {
            row.iter_mut().for_each(|v| *v *= small);
        }
        Some(())
    }

    fn value(&self, x: &[(usize, f64)]) -> f64 {
        x.iter()
            .map(|&(i, a)| a * self.coefficients.get(i).copied().unwrap_or(0.0))
            .sum()
    }

    /// The expected log of pay.
    pub fn log_pay(&self, profile: &Profile) -> f64 {
        self.value(&self.row(profile))
    }

    /// Each feature's effect in percent, with its robust 95% interval, by kind and size.
    pub fn premiums(&self) -> Vec<Premium> {
        let mut premiums: Vec<Premium> = self
            .features
            .iter()
            .zip(FIXED..)
            .zip(&self.counts)
            .map(|((feature, index), &n)| {
                let effect = self.coefficients.get(index).copied().unwrap_or(0.0);
                let variance = self.covariance.get(index).and_then(|row| row.get(index));
                let error = variance.copied().unwrap_or(0.0).max(0.0).sqrt();
                let percent = |log: f64| (log.exp() - 1.0) * 100.0;
                Premium {
                    against: self
                        .bases
                        .get(feature.kind)
                        .cloned()
                        .unwrap_or_else(|| "rows without it".to_owned()),
                    feature: feature.clone(),
                    percent: percent(effect),
                    low: percent(effect - 1.96 * error),
                    high: percent(effect + 1.96 * error),
                    n,
                }
            })
            .collect();
        premiums.sort_by(|a, b| {
            (a.feature.kind.cmp(b.feature.kind)).then(b.percent.total_cmp(&a.percent))
        });
        premiums
    }

    /// The features of a profile with their effects, largest first: what drove its figure.
    pub fn drivers(&self, profile: &Profile) -> Vec<Premium> {
        let held = profile.values();
        let mut drivers: Vec<Premium> = self
            .premiums()
            .into_iter()
            .filter(|p| {
                held.iter()
                    .any(|(k, v)| *k == p.feature.kind && *v == p.feature.value)
            })
            .collect();
        drivers.sort_by(|a, b| b.percent.abs().total_cmp(&a.percent.abs()));
        drivers
    }
}

/// Years since 2000.
fn time(profile: &Profile) -> f64 {
    profile.date.map_or(20.0, |d| {
        f64::from(d.year()) - 2000.0 + f64::from(d.day_of_year()) / 365.25
    })
}

fn product(a: &[Vec<f64>], b: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let size = b.first().map_or(0, Vec::len);
    a.iter()
        .map(|row| {
            let mut out = vec![0.0; size];
            for (value, other) in row.iter().zip(b) {
                if *value != 0.0 {
                    for (sum, x) in out.iter_mut().zip(other) {
                        *sum += value * x;
                    }
                }
            }
            out
        })
        .collect()
}

/// The inverse of a symmetric positive matrix by Gauss and Jordan; none where it is singular.
fn invert(mut a: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let size = a.len();
    let mut inverse: Vec<Vec<f64>> = (0..size)
        .map(|i| (0..size).map(|j| if i == j { 1.0 } else { 0.0 }).collect())
        .collect();
    for column in 0..size {
        let pivot =
            (column..size).max_by(|&i, &j| a[i][column].abs().total_cmp(&a[j][column].abs()))?;
        if a[pivot][column].abs() < 1e-12 {
            return None;
        }
        a.swap(column, pivot);
        inverse.swap(column, pivot);
        let scale = 1.0 / a[column][column];
        a[column].iter_mut().for_each(|x| *x *= scale);
        inverse[column].iter_mut().for_each(|x| *x *= scale);
        let (row, inverse_row) = (a[column].clone(), inverse[column].clone());
        for other in (0..size).filter(|&other| other != column) {
            let factor = a[other][column];
            if factor != 0.0 {
                let subtract = |target: &mut [f64], from: &[f64]| {
                    for (x, y) in target.iter_mut().zip(from) {
                        *x -= factor * y;
                    }
                };
                subtract(&mut a[other], &row);
                subtract(&mut inverse[other], &inverse_row);
            }
        }
    }
    Some(inverse)
}
