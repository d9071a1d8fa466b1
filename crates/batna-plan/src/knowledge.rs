//! What is known of negotiations at large: components, employers, studies, laws.
//!
//! Read from the cited files under `data/negotiation`. An assertion without a sample is
//! kept as what it is: a labelled default. Leaves out: pay levels (market bands) and
//! tax (parameter files).

use std::collections::BTreeMap;

use batna_case::model::Stage;
use batna_core::{Citation, Currency, Diagnostic, Grade};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::component::{Component, written};
use crate::disclosure::Law;
use crate::employer::Temper;

/// Everything under `data/negotiation`.
#[derive(Clone, Debug)]
pub struct Knowledge {
    pub components: BTreeMap<Component, Trade>,
    pub employer: EmployerFacts,
    pub findings: BTreeMap<String, Finding>,
    pub laws: Vec<Law>,
}

/// How a component is traded.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trade {
    pub id: Component,
    pub label: String,
    /// Step of the search.
    pub step: Size,
    /// Two packages differ in it from here on.
    pub apart: Size,
    /// The most that a search adds to what is offered.
    pub most: Size,
    pub watched_as: Watched,
    /// Who usually decides.
    pub decides: String,
    /// Can often still move where pay is fixed.
    #[serde(default)]
    pub open_when_pay_is_fixed: bool,
    /// Chance that it moves at all when asked, where its limit has no model of its own.
    pub ease: f64,
    pub note: String,
}

/// A size in the component's unit, or as a share of base or of what is offered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    Units(f64),
    OfBase(f64),
    OfOffered(f64),
}

/// The budget of the employer that a component is charged to.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Watched {
    /// The pay band, every year.
    Recurring,
    OneTime,
    Equity,
    /// Conditions of work that cost little money.
    Condition,
}

/// A finding or an assertion about negotiations, with where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    pub id: String,
    pub title: String,
    pub url: Option<String>,
    #[schemars(with = "Option<String>")]
    #[serde(default, deserialize_with = "maybe_day")]
    pub published: Option<Date>,
    pub at: Option<String>,
    pub grade: Grade,
    /// Sample size, where one is stated.
    pub n: Option<u64>,
    /// In our words.
    pub says: String,
}

impl Finding {
    pub fn citation(&self) -> Citation {
        Citation {
            id: self.id.clone(),
            title: self.title.clone(),
            locator: self.at.clone(),
            url: self.url.clone(),
            date: self.published,
        }
    }
}

/// Defaults about employers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmployerFacts {
    /// Limit as a multiple of the posted maximum: density by knots.
    pub posted_headroom: Density,
    /// Limit as a multiple of what was first offered.
    pub first_offer_headroom: Density,
    /// Limit as a multiple of the market's 75th percentile of base.
    pub market_headroom: Density,
    /// One-time payment limit as a share of base, where the employer pays any.
    pub signing_headroom: Density,
    /// Equity limit as a multiple of what was first offered.
    pub equity_headroom: Density,
    /// Chance that an ask within the limit is refused at first.
    pub toughness: Density,
    /// What widens or narrows the room above an offer.
    pub room: Room,
    pub payroll: Vec<Payroll>,
    /// Chance that there is no room at all above a first offer.
    pub no_room: f64,
    /// Chance, assumed for planning, that one polite counter ends an offer.
    pub withdrawal: f64,
    /// Share of an ask's chance that is left once a counter has been answered.
    pub moves_again: f64,
    /// Priorities an employer may have.
    pub temper: Vec<Temper>,
}

/// A piecewise-linear density, up to a factor, by knots `[x, weight]` ascending.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Density {
    pub knots: Vec<[f64; 2]>,
    pub source: String,
}

impl Density {
    /// Weight at `x`; zero outside the knots.
    pub fn at(&self, x: f64) -> f64 {
        self.knots
            .windows(2)
            .find_map(|pair| {
                let ([x0, w0], [x1, w1]) = (*pair.first()?, *pair.get(1)?);
                (x >= x0 && x <= x1 && x1 > x0).then(|| w0 + (w1 - w0) * (x - x0) / (x1 - x0))
            })
            .unwrap_or(0.0)
    }

    pub fn highest(&self) -> f64 {
        self.knots.last().map_or(1.0, |knot| knot[0])
    }

    /// The middles of `count` parts of equal probability, ascending.
    pub fn quantiles(&self, count: usize) -> Vec<f64> {
        const FINE: usize = 400;
        let low = self.knots.first().map_or(1.0, |knot| knot[0]);
        let width = (self.highest() - low) / FINE as f64;
        let points: Vec<(f64, f64)> = (0..FINE)
            .map(|index| low + (index as f64 + 0.5) * width)
            .map(|x| (x, self.at(x)))
            .collect();
        let total: f64 = points.iter().map(|(_, weight)| weight).sum();
        (0..count)
            .map(|part| {
                let mut left = total * (part as f64 + 0.5) / count as f64;
                let found = points.iter().find(|(_, weight)| {
                    left -= weight;
                    left <= 0.0
                });
                found.map_or(1.0, |(x, _)| *x)
            })
            .collect()
    }
}

/// Factors on the room above an offer, each a distribution: what is said of them is never
/// exact.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// First to fourth quarter of the year.
    pub season: [Density; 4],
    pub stage: Vec<StageRoom>,
    /// Where an answer is due within `pressed_days`.
    pub pressed: Density,
    pub pressed_days: i32,
}

/// The room of companies at some stages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageRoom {
    pub stages: Vec<Stage>,
    pub label: String,
    pub cash: Density,
    pub equity: Density,
}

/// What an employer pays on top of a year's pay.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payroll {
    /// Places begin with this: `us`, `uk`.
    pub place: String,
    #[serde(deserialize_with = "day")]
    pub from: Date,
    #[serde(default, deserialize_with = "maybe_day")]
    pub through: Option<Date>,
    /// Marginal rate from each amount of yearly pay on.
    pub schedule: Vec<[f64; 2]>,
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ComponentsFile {
    component: Vec<Trade>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FindingsFile {
    finding: Vec<Finding>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LawsFile {
    law: Vec<Law>,
}

impl Knowledge {
    /// From the texts of `components.toml`, `employer.toml`, `findings.toml` and
    /// `disclosure.toml`, as `(path, text)`.
    ///
    /// Errors: everything wrong, each with its file. A missing file, a component twice,
    /// a density out of order, a source that `findings.toml` does not have.
    pub fn parse(files: &[(&str, &str)]) -> Result<Knowledge, Vec<Diagnostic>> {
        let mut wrong = Vec::new();
        let components = read::<ComponentsFile>(files, "components.toml", &mut wrong);
        let employer = read::<EmployerFacts>(files, "employer.toml", &mut wrong);
        let findings = read::<FindingsFile>(files, "findings.toml", &mut wrong);
        let laws = read::<LawsFile>(files, "disclosure.toml", &mut wrong);
        let (Some(components), Some(employer), Some(findings), Some(laws)) =
            (components, employer, findings, laws)
        else {
            return Err(wrong);
        };
        let findings: BTreeMap<String, Finding> = findings
            .finding
            .into_iter()
            .map(|finding| (finding.id.clone(), finding))
            .collect();
        let mut by_component = BTreeMap::new();
        for trade in components.component {
            if let Some(twice) = by_component.insert(trade.id, trade) {
                wrong.push(data_error(format!("component `{}` stands twice", twice.id)));
            }
        }
        for (name, density) in employer.densities() {
            let ordered = density.knots.len() >= 2
                && density.knots.windows(2).all(|pair| pair[0][0] < pair[1][0])
                && density
                    .knots
                    .iter()
                    .all(|knot| knot[1] >= 0.0 && knot[0] >= 0.0)
                && density.knots.iter().any(|knot| knot[1] > 0.0);
            if !ordered {
                wrong.push(data_error(format!("the knots of `{name}` are no density")));
            }
            if !findings.contains_key(&density.source) {
                wrong.push(data_error(format!(
                    "`{name}` names no finding `{}`",
                    density.source
                )));
            }
        }
        for payroll in &employer.payroll {
            if !findings.contains_key(&payroll.source) {
                wrong.push(data_error(format!("no finding `{}`", payroll.source)));
            }
        }
        if wrong.is_empty() {
            Ok(Knowledge {
                components: by_component,
                employer,
                findings,
                laws: laws.law,
            })
        } else {
            Err(wrong)
        }
    }

    pub fn trade(&self, component: Component) -> Option<&Trade> {
        self.components.get(&component)
    }

    /// What people call the component.
    pub fn label(&self, component: Component) -> &str {
        self.trade(component)
            .map_or(component.id(), |trade| trade.label.as_str())
    }

    /// A component with its amount: `base salary $226,000`, `3 remote days a week`.
    pub fn term(&self, component: Component, amount: f64, currency: Currency) -> String {
        let amount = written(component, amount, currency);
        if component == Component::RemoteDays {
            return amount.replacen("day", "remote day", 1);
        }
        format!("{} {amount}", self.label(component))
    }

    pub fn finding(&self, id: &str) -> Option<&Finding> {
        self.findings.get(id)
    }
}

impl EmployerFacts {
    fn densities(&self) -> impl Iterator<Item = (&'static str, &Density)> {
        let seasons = self.room.season.iter().map(|density| ("season", density));
        let stages = self.room.stage.iter().flat_map(|stage| {
            [
                ("stage, cash", &stage.cash),
                ("stage, equity", &stage.equity),
            ]
        });
        [
            ("posted_headroom", &self.posted_headroom),
            ("first_offer_headroom", &self.first_offer_headroom),
            ("market_headroom", &self.market_headroom),
            ("signing_headroom", &self.signing_headroom),
            ("equity_headroom", &self.equity_headroom),
            ("toughness", &self.toughness),
            ("pressed", &self.room.pressed),
        ]
        .into_iter()
        .chain(seasons)
        .chain(stages)
    }

    /// The employer's payroll schedule at a place on a day, where it is known.
    pub fn payroll_at(&self, place: &str, day: Date) -> Option<&Payroll> {
        self.payroll.iter().find(|payroll| {
            (place == payroll.place || place.starts_with(&format!("{}-", payroll.place)))
                && day >= payroll.from
                && payroll.through.is_none_or(|last| day <= last)
        })
    }
}

fn read<T: for<'de> Deserialize<'de>>(
    files: &[(&str, &str)],
    name: &str,
    wrong: &mut Vec<Diagnostic>,
) -> Option<T> {
    let Some((path, text)) = files.iter().find(|(path, _)| path.ends_with(name)) else {
        wrong.push(data_error(format!("`{name}` is missing")));
        return None;
    };
    match toml::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            wrong.push(
                data_error(error.message().to_owned())
                    .at(batna_core::Location::in_text(*path, text, span)),
            );
            None
        }
    }
}

/// A TOML date without a time.
pub(crate) fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    written
        .to_string()
        .parse()
        .map_err(serde::de::Error::custom)
}

pub(crate) fn maybe_day<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Date>, D::Error> {
    day(deserializer).map(Some)
}

fn data_error(message: String) -> Diagnostic {
    Diagnostic::error("plan::data", message)
}
