//! Alternatives side by side: who wins on which measure, how often one beats another
//! on common random numbers, and what would close the gap.

use std::borrow::Cow;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use batna_core::{Currency, Money, Scalar};
use rust_decimal::Decimal;

use batna_case::model::GrantSize;

use crate::alternative::{Alternative, AlternativeKind};
use crate::evaluate::Evaluated;
use crate::evaluator::{Evaluator, ValueError};
use crate::sim;
use crate::valuation::cents;

/// Schema name of the object.
pub const SCHEMA: &str = "batna/compare/1";

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Comparison {
    pub schema: &'static str,
    #[schemars(with = "String")]
    pub as_of: Date,
    pub currency: Currency,
    pub alternatives: Vec<Compared>,
    pub measures: Vec<MeasureRow>,
    pub pairs: Vec<Pair>,
    /// What is not pay, priced by the person's own trade-offs; in no other figure.
    pub non_cash: Vec<NonCash>,
    pub notes: Vec<String>,
}

impl Comparison {
    /// Who an alternative is with; its id where it is not compared.
    pub fn employer(&self, id: &str) -> String {
        let found = self.alternatives.iter().find(|one| one.id == id);
        found.map_or(id, |one| &one.employer).to_owned()
    }
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Compared {
    pub id: String,
    pub employer: String,
    pub kind: AlternativeKind,
}

/// One measure across the alternatives, in the currency of comparison.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MeasureRow {
    pub id: String,
    pub label: String,
    /// Medians in the order of the alternatives; null where unknown.
    pub values: Vec<Option<f64>>,
    /// Id of the best; null where fewer than two are known.
    pub best: Option<String>,
}

/// Two alternatives on the same draws.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Pair {
    pub a: String,
    pub b: String,
    /// Chance that `a` is worth more over the horizon, after tax.
    pub p_a_beats_b: f64,
    pub mc_error: f64,
    /// Median of `a` less `b`, present value over the horizon.
    pub median_gap: f64,
    /// Certainty equivalent of `a` less that of `b`, over the horizon.
    pub certainty_gap: f64,
    /// What would have to change for the weaker one to draw level.
    pub break_evens: Vec<BreakEven>,
    /// Equity of either that counts as nothing here, because it could not be valued.
    pub unvalued: Vec<Unvalued>,
}

/// Equity of one alternative that no figure of a comparison holds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Unvalued {
    pub alternative: String,
    /// `profit units`, `ISO and RSU`.
    pub what: String,
    /// As the offer states it, in the currency of comparison; null where it states no amount.
    pub advertised: Option<f64>,
    /// What it would have to bring after tax, as certain money over the horizon, for the
    /// alternative to draw level; null where it leads without it.
    pub level_at: Option<f64>,
}

/// The value of one term at which two alternatives are worth the same.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BreakEven {
    /// The alternative whose term changes.
    pub alternative: String,
    /// `base`, `signing`, `grant` or `growth`.
    pub term: String,
    pub unit: String,
    /// Currency of amounts: the alternative's own.
    pub currency: Currency,
    pub now: Option<f64>,
    /// Null where no value within reason closes the gap.
    pub needed: Option<f64>,
    pub note: Option<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NonCash {
    pub alternative: String,
    /// What the person would give up in pay a year for it, against the current job.
    pub factors: Vec<NonCashFactor>,
    pub total_a_year: f64,
    /// Pay a year, after tax, by which this alternative leads (or trails, if negative)
    /// the best other one: the sum of factors at which ignoring them would change the choice.
    pub break_even_a_year: Option<f64>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NonCashFactor {
    pub what: String,
    pub a_year: f64,
}

/// A term that a break-even moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    Base,
    Signing,
    Grant,
    Growth,
}

impl Term {
    pub const ALL: [Term; 4] = [Term::Base, Term::Signing, Term::Grant, Term::Growth];

    fn name(self) -> &'static str {
        match self {
            Term::Base => "base",
            Term::Signing => "signing",
            Term::Grant => "grant",
            Term::Growth => "growth",
        }
    }

    fn unit(self, currency: Currency) -> String {
        match self {
            Term::Base => format!("{currency} a year"),
            Term::Signing => format!("{currency} once"),
            Term::Grant => "times the grant offered".into(),
            Term::Growth => "company growth a year".into(),
        }
    }
}

/// Compares alternatives that were valued by one evaluator.
///
/// Errors: the simulation refuses a figure of a break-even.
pub fn compare(
    evaluator: &Evaluator<'_>,
    evaluated: &[Evaluated],
    non_cash: &[(String, Vec<(String, f64)>)],
) -> Result<Comparison, ValueError> {
    let mut notes = Vec::new();
    let mut pairs = Vec::new();
    for (position, a) in evaluated.iter().enumerate() {
        for b in &evaluated[position + 1..] {
            let compared = match (side(a), side(b)) {
                (Some(first), Some(second)) => Some(pair(evaluator, a, b, &first, &second)?),
                _ => None,
            };
            let why = match (a.rate, b.rate) {
                (Some(_), Some(_)) => "one of them could not be valued",
                _ => "no rate is known between their currencies",
            };
            match compared {
                Some(pair) => pairs.push(pair),
                None => notes.push(format!(
                    "{} and {} cannot be compared: {why}",
                    a.value.id, b.value.id
                )),
            }
        }
    }
    notes.extend(evaluated.iter().filter_map(|one| {
        let left_out = one.value.equity_left_out();
        (!left_out.is_empty()).then(|| {
            format!(
                "{}: not valued, and in no figure here but the headline: {}",
                one.value.employer,
                left_out.join(" and ")
            )
        })
    }));
    Ok(Comparison {
        schema: SCHEMA,
        as_of: evaluator.assumptions.settings.as_of,
        currency: evaluator.assumptions.currency,
        alternatives: evaluated
            .iter()
            .map(|one| Compared {
                id: one.value.id.clone(),
                employer: one.value.employer.clone(),
                kind: one.value.kind,
            })
            .collect(),
        measures: measures(evaluated),
        pairs,
        non_cash: non_cash_rows(evaluator, evaluated, non_cash),
        notes,
    })
}

/// One side of a pair: its paths and its certainty equivalent, in the currency of comparison.
struct Side<'p> {
    worths: Cow<'p, sim::Worths>,
    certain: f64,
    rate: f64,
}

fn side(one: &Evaluated) -> Option<Side<'_>> {
    Some(Side {
        worths: one.comparable_worths()?,
        certain: one.comparable_ce()?,
        rate: one.rate?,
    })
}

fn measures(evaluated: &[Evaluated]) -> Vec<MeasureRow> {
    let Some(first) = evaluated.first() else {
        return Vec::new();
    };
    let names: Vec<&str> = first
        .value
        .figures
        .named()
        .iter()
        .map(|(name, _)| *name)
        .collect();
    names
        .into_iter()
        .enumerate()
        .map(|(index, label)| {
            let values: Vec<Option<f64>> = evaluated
                .iter()
                .map(|one| {
                    let figure = one.value.figures.named()[index].1;
                    Some(cents(figure.p50? * one.rate?))
                })
                .collect();
            let known = values.iter().flatten().count();
            let best = evaluated
                .iter()
                .zip(&values)
                .filter_map(|(one, value)| Some((one, (*value)?)))
                .max_by(|a, b| a.1.total_cmp(&b.1))
                .filter(|_| known > 1)
                .map(|(one, _)| one.value.id.clone());
            MeasureRow {
                id: label.replace(", ", "-").replace(' ', "-"),
                label: label.to_owned(),
                values,
                best,
            }
        })
        .collect()
}

fn pair(
    evaluator: &Evaluator<'_>,
    a: &Evaluated,
    b: &Evaluated,
    first: &Side<'_>,
    second: &Side<'_>,
) -> Result<Pair, ValueError> {
    let (ce_a, ce_b) = (first.certain, second.certain);
    let duel = sim::beats(&first.worths, &second.worths)?;
    let (weaker, rate, stronger_ce) = if ce_a < ce_b {
        (a, first.rate, ce_b)
    } else {
        (b, second.rate, ce_a)
    };
    let mut break_evens = Vec::new();
    if weaker.value.kind == AlternativeKind::Offer {
        let goal = stronger_ce / rate;
        for term in Term::ALL {
            break_evens.push(break_even(
                evaluator,
                &weaker.prepared.alternative,
                term,
                goal,
            )?);
        }
    }
    Ok(Pair {
        a: a.value.id.clone(),
        b: b.value.id.clone(),
        p_a_beats_b: duel.chance.value,
        mc_error: duel.chance.error,
        median_gap: cents(duel.median_gap.value),
        certainty_gap: cents(ce_a - ce_b),
        break_evens,
        unvalued: [(a, ce_b - ce_a), (b, ce_a - ce_b)]
            .into_iter()
            .filter_map(|(one, behind)| unvalued(one, behind))
            .collect(),
    })
}

/// What of an alternative's equity could not be valued; `behind` is how far it trails.
fn unvalued(one: &Evaluated, behind: f64) -> Option<Unvalued> {
    let kinds = one.value.equity_left_out();
    if kinds.is_empty() {
        return None;
    }
    let advertised: f64 = one
        .value
        .equity
        .iter()
        .filter(|equity| equity.is_left_out())
        .filter_map(|equity| equity.advertised)
        .sum();
    Some(Unvalued {
        alternative: one.value.id.clone(),
        what: kinds.join(" and "),
        advertised: (advertised > 0.0).then(|| cents(advertised * one.rate.unwrap_or(1.0))),
        level_at: (behind > 0.0).then(|| cents(behind)),
    })
}

/// The value of a term at which the alternative's certainty equivalent is `goal`, in its
/// own currency, found on the same draws.
///
/// Errors: the simulation refuses a figure.
pub fn break_even(
    evaluator: &Evaluator<'_>,
    alternative: &Alternative,
    term: Term,
    goal: f64,
) -> Result<BreakEven, ValueError> {
    let base = alternative.base.map_or(0.0, |base| base.amount().to_f64());
    let now = match term {
        Term::Base => base,
        Term::Signing => alternative
            .one_time
            .iter()
            .filter(|payment| payment.kind == "signing")
            .map(|payment| payment.amount.amount().to_f64())
            .sum(),
        Term::Grant => 1.0,
        Term::Growth => alternative.company.growth.map_or(0.0, |rate| rate.to_f64()),
    };
    let mut answer = BreakEven {
        alternative: alternative.id.clone(),
        term: term.name().to_owned(),
        unit: term.unit(alternative.currency),
        currency: alternative.currency,
        now: (term != Term::Growth || alternative.company.growth.is_some()).then(|| cents(now)),
        needed: None,
        note: None,
    };
    let has_grant = alternative.grants.iter().any(|grant| grant.size.is_some());
    if matches!(term, Term::Grant | Term::Growth) && !has_grant {
        answer.note = Some("no grant whose size is known".into());
        return Ok(answer);
    }
    let (low, high) = match term {
        Term::Base => (base * 0.4, base * 3.0),
        Term::Signing => (0.0, base * 4.0),
        Term::Grant => (0.0, 25.0),
        Term::Growth => (-0.5, 2.0),
    };
    let worth = |value: f64| -> Result<f64, ValueError> {
        let changed = with_term(alternative, term, value);
        Ok(evaluator
            .certainty_equivalent(&changed)?
            .map_or(f64::NAN, |(certainty, _)| certainty.amount.value - goal))
    };
    answer.needed = root(low, high, worth)?.map(|value| match term {
        // A growth rate keeps the fourth decimal, which is a hundredth of a percent.
        Term::Growth => (value * 1e4).round() / 1e4,
        _ => cents(value),
    });
    if answer.needed.is_none() {
        answer.note = Some(match term {
            Term::Growth => "no growth up to 200% a year closes the gap".into(),
            _ => "no amount within reason closes the gap".into(),
        });
    }
    Ok(answer)
}

/// The root of a rising function between two bounds, by the Illinois method; none where
/// it has the same sign at both.
fn root(
    low: f64,
    high: f64,
    f: impl Fn(f64) -> Result<f64, ValueError>,
) -> Result<Option<f64>, ValueError> {
    let (mut a, mut b) = (low, high);
    let (mut fa, mut fb) = (f(a)?, f(b)?);
    // Also refuses what is not a number.
    if !(fa <= 0.0 && fb >= 0.0) {
        return Ok(None);
    }
    let width = high - low;
    let mut side = 0;
    for _ in 0..24 {
        if fb - fa <= 0.0 || (b - a).abs() < width * 1e-6 {
            break;
        }
        let middle = b - fb * (b - a) / (fb - fa);
        let value = f(middle)?;
        if value.abs() < 5.0 {
            return Ok(Some(middle));
        }
        if value > 0.0 {
            (b, fb) = (middle, value);
            if side == 1 {
                fa /= 2.0;
            }
            side = 1;
        } else {
            (a, fa) = (middle, value);
            if side == -1 {
                fb /= 2.0;
            }
            side = -1;
        }
    }
    Ok(Some((a + b) / 2.0))
}

/// The alternative with one term set.
pub fn with_term(alternative: &Alternative, term: Term, value: f64) -> Alternative {
    let mut changed = alternative.clone();
    let amount = Decimal::from_f64(value.max(0.0)).round_dp(2);
    match term {
        Term::Base => changed.base = Some(Money::new(amount, alternative.currency)),
        Term::Signing => changed.pay_once("signing", Money::new(amount, alternative.currency)),
        Term::Grant => {
            for grant in &mut changed.grants {
                let factor = Decimal::from_f64(value.max(0.0));
                if let Some(size) = &mut grant.size {
                    *size = scaled(size, factor);
                }
            }
        }
        Term::Growth => {
            changed.company.growth =
                Some(batna_core::Rate::from_fraction(Decimal::from_f64(value)));
        }
    }
    changed
}

/// A grant's size times a factor.
pub fn scaled(size: &GrantSize, factor: Decimal) -> GrantSize {
    match size {
        GrantSize::Shares(shares) => {
            let count = shares.count().checked_mul(factor).unwrap_or(shares.count());
            GrantSize::Shares(batna_core::Shares::new(count.round_dp(4)).unwrap_or(*shares))
        }
        GrantSize::Percent(rate) => {
            GrantSize::Percent(batna_core::Rate::from_fraction(rate.fraction() * factor))
        }
        GrantSize::Dollars { amount, conversion } => GrantSize::Dollars {
            amount: amount.try_mul(factor).unwrap_or(*amount),
            conversion: conversion.clone(),
        },
    }
}

fn non_cash_rows(
    evaluator: &Evaluator<'_>,
    evaluated: &[Evaluated],
    non_cash: &[(String, Vec<(String, f64)>)],
) -> Vec<NonCash> {
    let years = f64::from(evaluator.assumptions.horizon_years);
    evaluated
        .iter()
        .map(|one| {
            let factors: Vec<NonCashFactor> = non_cash
                .iter()
                .filter(|(id, _)| *id == one.value.id)
                .flat_map(|(_, factors)| factors)
                .map(|(what, a_year)| NonCashFactor {
                    what: what.clone(),
                    a_year: cents(*a_year),
                })
                .collect();
            let best_other = evaluated
                .iter()
                .filter(|other| other.value.id != one.value.id)
                .filter_map(Evaluated::comparable_ce)
                .max_by(f64::total_cmp);
            NonCash {
                alternative: one.value.id.clone(),
                total_a_year: cents(factors.iter().map(|factor| factor.a_year).sum()),
                factors,
                break_even_a_year: one
                    .comparable_ce()
                    .zip(best_other)
                    .map(|(own, other)| cents((own - other) / years)),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_roots_of_bent_lines() {
        let bent = |x: f64| {
            Ok(if x < 50_000.0 {
                x - 60_000.0
            } else {
                4.0 * x - 210_000.0
            })
        };
        let found = root(0.0, 1e6, bent).unwrap().unwrap();
        assert!((found - 52_500.0).abs() < 2.0, "{found}");
        assert_eq!(root(0.0, 1.0, |_| Ok(1.0)).unwrap(), None);
        assert_eq!(root(0.0, 1.0, |_| Ok(f64::NAN)).unwrap(), None);
    }
}
