//! The walk-away: what one has without the offer, after tax and for certain.
//!
//! The floor of an offer is the best of the alternatives to it: staying with what
//! leaving costs on top, the other offers, and running processes weighted by their
//! chance. All are certainty equivalents over the same horizon. The usual premium for
//! changing jobs is shown as what it is, a rule of thumb, and only beside a current job.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use batna_core::Currency;

use crate::alternative::{Alternative, AlternativeKind};
use crate::comparison::{BreakEven, Term, break_even};
use crate::evaluate::Evaluated;
use crate::evaluator::{Evaluator, ValueError};
use crate::valuation::{AlternativeValue, cents};

/// Schema name of the object.
pub const SCHEMA: &str = "batna/floor/1";

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Floor {
    pub schema: &'static str,
    #[schemars(with = "String")]
    pub as_of: Date,
    pub currency: Currency,
    pub horizon_years: u32,
    pub alternatives: Vec<FloorAlternative>,
    /// What leaving the current job costs, after tax; counted once, on top of staying.
    pub switching_costs: Vec<SwitchingCost>,
    pub switching_total: f64,
    pub offers: Vec<OfferFloor>,
    pub heuristic: Option<Heuristic>,
    pub needs: Option<NeedsCheck>,
    pub warnings: Vec<String>,
}

impl Floor {
    pub fn offer(&self, id: &str) -> Option<&OfferFloor> {
        self.offers.iter().find(|offer| offer.offer == id)
    }
}

/// Something one could do instead.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FloorAlternative {
    pub id: String,
    pub label: String,
    /// Over the horizon, in the currency of comparison; null where it cannot be valued.
    pub certainty_equivalent: Option<f64>,
    /// The person's own chance that it comes; 1 for what is there.
    pub chance: Option<f64>,
    pub note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SwitchingCost {
    pub what: String,
    pub amount: f64,
    pub note: String,
}

/// The floor of one offer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OfferFloor {
    pub offer: String,
    pub employer: String,
    pub id: String,
    /// Certainty equivalent over the horizon below which to walk away; null without any
    /// alternative that could be valued.
    pub floor: Option<f64>,
    pub floor_a_year: Option<f64>,
    /// The alternative that sets it.
    pub binds: Option<String>,
    pub worth: Option<f64>,
    /// Worth less floor; negative means the offer as it stands is below the floor.
    pub margin: Option<f64>,
    /// The base at which the offer meets its floor, everything else as offered.
    pub base_at_floor: Option<BreakEven>,
}

/// The rule of thumb, as a label and never as the floor.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Heuristic {
    pub rule: String,
    pub low: f64,
    pub high: f64,
    pub source: String,
}

/// Whether the money covers the month.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NeedsCheck {
    pub monthly: f64,
    pub offers: Vec<MonthlyCover>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MonthlyCover {
    pub offer: String,
    pub employer: String,
    /// Guaranteed cash after tax in an ordinary month of year one.
    pub monthly_net: Option<f64>,
    pub covers: Option<bool>,
    /// Months that savings would carry the gap; null where there is none or no savings are known.
    pub runway_months: Option<f64>,
}

/// A process without an offer, as the floor sees it.
#[derive(Clone, Debug)]
pub struct ProcessAlternative {
    pub id: String,
    pub label: String,
    pub chance: Option<f64>,
    /// Certainty equivalent over the horizon if the offer comes.
    pub worth_if_offered: Option<f64>,
    pub note: Option<String>,
}

/// What the floor is computed from besides the valued alternatives.
#[derive(Clone, Debug, Default)]
pub struct FloorInputs {
    pub processes: Vec<ProcessAlternative>,
    pub switching: Vec<SwitchingCost>,
    pub heuristic: Option<Heuristic>,
    pub monthly_need: Option<f64>,
    pub savings: Option<f64>,
    /// Guaranteed cash after tax of an ordinary month, by offer.
    pub monthly_net: Vec<(String, Option<f64>)>,
    /// Whether there is a current job that could not be valued.
    pub job_without_value: bool,
}

/// Computes the floor of every offer.
///
/// Errors: the simulation refuses a figure of a break-even.
pub fn floor(
    evaluator: &Evaluator<'_>,
    evaluated: &[Evaluated],
    inputs: &FloorInputs,
) -> Result<Floor, ValueError> {
    let years = f64::from(evaluator.assumptions.horizon_years);
    let switching_total: f64 = inputs.switching.iter().map(|cost| cost.amount).sum();
    let mut warnings = Vec::new();
    let mut alternatives: Vec<FloorAlternative> = evaluated
        .iter()
        .map(|one| FloorAlternative {
            id: one.value.id.clone(),
            label: match one.value.kind {
                AlternativeKind::Offer => format!("accept {}", one.value.employer),
                AlternativeKind::CurrentJob => format!("stay at {}", one.value.employer),
            },
            certainty_equivalent: one.comparable_ce().map(cents),
            chance: Some(1.0),
            note: without_unvalued(&one.value),
        })
        .collect();
    for process in &inputs.processes {
        alternatives.push(FloorAlternative {
            id: process.id.clone(),
            label: format!("wait for {}", process.label),
            certainty_equivalent: process.worth_if_offered.map(cents),
            chance: process.chance,
            note: process.note.clone(),
        });
    }
    if inputs.job_without_value {
        warnings.push("the current job could not be valued, so it sets no floor".into());
    }
    let mut offers = Vec::new();
    for one in evaluated {
        if one.value.kind != AlternativeKind::Offer {
            continue;
        }
        offers.push(offer_floor(
            evaluator,
            evaluated,
            one,
            inputs,
            switching_total,
            years,
        )?);
    }
    for offer in &offers {
        if offer.floor.is_none() {
            let need = if inputs.monthly_need.is_some() {
                "; what you need a month is set beside its pay, and is no floor of its own"
            } else {
                ""
            };
            warnings.push(format!(
                "{} has no floor: nothing else could be valued. State your current pay or a \
                 running process{need}",
                offer.employer
            ));
        } else if offer.margin.is_some_and(|margin| margin < 0.0) {
            warnings.push(format!(
                "{} as it stands is below its floor",
                offer.employer
            ));
        }
    }
    let needs = inputs.monthly_need.map(|monthly| {
        let offers: Vec<MonthlyCover> = inputs
            .monthly_net
            .iter()
            .map(|(offer, net)| {
                let short = net.map(|net| monthly - net).filter(|short| *short > 0.0);
                MonthlyCover {
                    employer: employer_of(evaluated, offer),
                    offer: offer.clone(),
                    monthly_net: net.map(cents),
                    covers: net.map(|net| net >= monthly),
                    runway_months: short
                        .zip(inputs.savings)
                        .map(|(short, savings)| (savings / short * 10.0).round() / 10.0),
                }
            })
            .collect();
        for cover in offers.iter().filter(|cover| cover.covers == Some(false)) {
            warnings.push(format!(
                "{}: guaranteed pay does not cover the monthly need{}",
                cover.employer,
                cover.runway_months.map_or(String::new(), |months| format!(
                    "; savings carry the gap for {months} months"
                ))
            ));
        }
        NeedsCheck {
            monthly: cents(monthly),
            offers,
        }
    });
    Ok(Floor {
        schema: SCHEMA,
        as_of: evaluator.assumptions.settings.as_of,
        currency: evaluator.assumptions.currency,
        horizon_years: evaluator.assumptions.horizon_years,
        alternatives,
        switching_costs: inputs.switching.clone(),
        switching_total: cents(switching_total),
        offers,
        heuristic: inputs.heuristic.clone(),
        needs,
        warnings,
    })
}

/// That an alternative is worth more than is counted; a floor that it sets is too low by that.
fn without_unvalued(value: &AlternativeValue) -> Option<String> {
    let kinds = value.equity_left_out();
    (!kinds.is_empty()).then(|| {
        format!(
            "its {} not valued and counted as nothing",
            kinds.join(" and ")
        )
    })
}

fn employer_of(evaluated: &[Evaluated], offer: &str) -> String {
    evaluated
        .iter()
        .find(|one| one.value.id == offer)
        .map_or_else(|| offer.to_owned(), |one| one.value.employer.clone())
}

fn offer_floor(
    evaluator: &Evaluator<'_>,
    evaluated: &[Evaluated],
    one: &Evaluated,
    inputs: &FloorInputs,
    switching: f64,
    years: f64,
) -> Result<OfferFloor, ValueError> {
    // Leaving costs the same whichever offer is taken, so it separates an offer from
    // staying and not from another offer.
    let sure = evaluated
        .iter()
        .filter(|other| other.value.id != one.value.id)
        .filter_map(|other| {
            let worth = other.comparable_ce()?;
            let leaving = match other.value.kind {
                AlternativeKind::CurrentJob => switching,
                AlternativeKind::Offer => 0.0,
            };
            Some((other.value.id.clone(), worth + leaving))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let wealth = evaluator.assumptions.wealth;
    let aversion = evaluator.assumptions.risk_aversion;
    let best = inputs
        .processes
        .iter()
        .filter_map(|process| {
            let chance = process.chance?;
            let worth = process.worth_if_offered?;
            let fallback = sure.as_ref().map_or(0.0, |(_, fallback)| *fallback);
            let lottery =
                two_point_equivalent(chance, worth.max(fallback), fallback, wealth, aversion);
            Some((process.id.clone(), lottery))
        })
        .chain(sure.clone())
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let worth = one.comparable_ce();
    let base_at_floor = match best.as_ref().zip(one.rate) {
        Some(((_, floor), rate)) => Some(break_even(
            evaluator,
            &one.prepared.alternative,
            Term::Base,
            floor / rate,
        )?),
        None => None,
    };
    Ok(OfferFloor {
        id: format!("floor.{}", one.value.id),
        offer: one.value.id.clone(),
        employer: one.value.employer.clone(),
        floor: best.as_ref().map(|(_, floor)| cents(*floor)),
        floor_a_year: best.as_ref().map(|(_, floor)| cents(*floor / years)),
        binds: best.as_ref().map(|(id, _)| id.clone()),
        worth: worth.map(cents),
        margin: worth
            .zip(best.as_ref())
            .map(|(worth, (_, floor))| cents(worth - floor)),
        base_at_floor,
    })
}

/// Certainty equivalent of a chance of `better`, else `worse`, under constant relative
/// risk aversion on wealth of `wealth` besides.
pub fn two_point_equivalent(
    chance: f64,
    better: f64,
    worse: f64,
    wealth: f64,
    aversion: f64,
) -> f64 {
    let chance = chance.clamp(0.0, 1.0);
    let (a, b) = ((wealth + better).max(1.0), (wealth + worse).max(1.0));
    let equivalent = if (aversion - 1.0).abs() < 1e-9 {
        (chance * a.ln() + (1.0 - chance) * b.ln()).exp()
    } else {
        let power = 1.0 - aversion;
        // Scaled, so that large powers of large amounts stay finite.
        let mean = chance * (a / b).powf(power) + (1.0 - chance);
        b * mean.powf(1.0 / power)
    };
    equivalent - wealth
}

/// The alternative to value a process by: the middle of its expected total as pay.
pub fn process_alternative(
    id: &str,
    employer: &str,
    total: batna_core::Money,
    start: Date,
    place: Option<String>,
) -> Alternative {
    let mut offer = batna_case::model::Offer::new(id, employer);
    offer.base = Some(total);
    offer.start = Some(start);
    offer.place = place;
    let profile = batna_case::model::Profile::new(total.currency());
    Alternative::from_offer(&offer, &profile, start)
}

/// Middle of a range in one currency.
pub fn middle(range: &batna_case::model::Range) -> Option<batna_core::Money> {
    let sum = range.low.try_add(range.high).ok()?;
    sum.try_mul(rust_decimal::Decimal::new(5, 1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lottery_is_worth_less_than_its_mean() {
        let sure = two_point_equivalent(1.0, 100.0, 0.0, 50.0, 2.0);
        assert!((sure - 100.0).abs() < 1e-9);
        let fair = two_point_equivalent(0.5, 200.0, 100.0, 0.0, 2.0);
        // Harmonic mean of 200 and 100 under aversion 2.
        assert!((fair - 133.333_333).abs() < 1e-3, "{fair}");
        let neutral = two_point_equivalent(0.25, 200.0, 100.0, 0.0, 0.0);
        assert!((neutral - 125.0).abs() < 1e-9);
        let log = two_point_equivalent(0.5, 400.0, 100.0, 0.0, 1.0);
        assert!((log - 200.0).abs() < 1e-9);
    }
}
