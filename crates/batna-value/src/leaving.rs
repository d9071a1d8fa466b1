//! What leaving the current job does to equity that has vested there.
//!
//! Staying's worth holds it; an offer's does not. Options must be exercised within their
//! window, for cash and tax, or are lost; shares and units kept without an exercise go along.
//! What is taken along is worth its certainty equivalent beside the job's pay, after cash and
//! tax: so much less does leaving cost. Vested is what has vested on the day of leaving.
//! Leaves out: selling in a tender; options that a stranger would lend for.

use batna_core::Scalar;
use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::alternative::{Alternative, AlternativeKind};
use crate::evaluate::path_of;
use crate::evaluator::{Discounting, Evaluator, Prepared, ValueError, Window};
use crate::holding::Holding;
use crate::sim;
use crate::steps::step_of;
use crate::valuation::cents;

/// Days that a month of an exercise window counts.
const MONTH: f64 = 365.25 / 12.0;

/// Vested equity of one grant of the current job, on leaving it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct VestedOnLeaving {
    /// `stay.leaving.<grant>`.
    pub id: String,
    pub grant: String,
    pub kind: String,
    /// Options, shares or units vested and not yet exercised.
    pub units: f64,
    pub strike: Option<f64>,
    /// Cash that exercising takes, and the tax it causes; zero where nothing is exercised.
    pub cash: f64,
    pub tax: f64,
    /// Last day to exercise; null where there is no such day.
    #[schemars(with = "Option<String>")]
    pub by: Option<Date>,
    /// Part of the options that stated savings pay for, cash and tax.
    pub affordable: f64,
    /// As certain money over the horizon, while staying.
    pub worth_staying: f64,
    /// The same if taken along, after cash and tax; not below zero, since one may let go.
    pub worth_leaving: f64,
}

impl VestedOnLeaving {
    /// Whether exercising, or simply keeping, is worth it.
    pub fn is_taken(&self) -> bool {
        self.worth_leaving > 0.0
    }
}

impl Evaluator<'_> {
    /// What has vested in the current job, grant by grant; nothing for an offer, and nothing
    /// that could not be simulated.
    ///
    /// Errors: the simulation refuses a figure.
    pub fn vested_on_leaving(
        &self,
        prepared: &Prepared,
    ) -> Result<Vec<VestedOnLeaving>, ValueError> {
        let mut found = Vec::new();
        if prepared.alternative.kind != AlternativeKind::CurrentJob || prepared.taxed.is_err() {
            return Ok(found);
        }
        let left = prepared.flows.horizon.start;
        for (holding, modelled) in prepared.flows.holdings.iter().zip(&prepared.stakes) {
            let Ok(modelled) = modelled else { continue };
            let vested: f64 = holding
                .events
                .iter()
                .filter(|event| event.date <= left)
                .map(|event| event.share.to_f64())
                .sum();
            if holding.refresher || vested <= 0.0 {
                continue;
            }
            for equity in modelled {
                found.extend(self.on_leaving(prepared, holding, equity, vested, left)?);
            }
        }
        Ok(found)
    }

    fn on_leaving(
        &self,
        prepared: &Prepared,
        holding: &Holding,
        equity: &sim::Holding,
        vested: f64,
        left: Date,
    ) -> Result<Option<VestedOnLeaving>, ValueError> {
        let shares = holding.shares.map_or(0.0, |shares| shares.to_f64());
        let (units, strike, option) = match equity {
            sim::Holding::Stake(stake) => {
                let all = stake.vested.last().copied().unwrap_or(0.0);
                // Of options some of which are exercised, those are shares apart.
                let bought = (shares - all).max(0.0);
                let units = match stake.kind {
                    sim::StakeKind::Owned if holding.kind.is_option() => all,
                    _ if holding.kind.is_option() => (shares * vested - bought).max(0.0),
                    _ => shares * vested,
                };
                (units, stake.strike, stake.kind.is_option())
            }
            sim::Holding::Rights(_) => {
                let strike = holding.strike.map_or(0.0, |strike| strike.to_f64());
                (shares * vested, strike, true)
            }
            _ => return Ok(None),
        };
        if units <= 0.0 {
            return Ok(None);
        }
        let program = self.program(prepared, Window::Whole, Discounting::ToValuationDay)?;
        let spans = self.spans(prepared.flows.horizon, prepared.taxed.as_deref().ok());
        let step = step_of(&spans, left);
        let exercise = match equity {
            sim::Holding::Stake(stake) if option => {
                self.exercise(&program, prepared, stake, units, step)
            }
            _ => Exercise::default(),
        };
        let affordable = match self.savings(&prepared.alternative) {
            Some(purse) if exercise.cash + exercise.tax > purse => {
                purse / (exercise.cash + exercise.tax)
            }
            _ => 1.0,
        };
        let steps = program.steps.len();
        let constant = |units: f64| (vec![units; steps], vec![[units; sim::SLOTS]; steps]);
        let taken = match equity {
            sim::Holding::Stake(stake) => {
                let (vested, vested_by_slot) = constant(units * affordable);
                let kept = sim::Stake {
                    vested,
                    vested_by_slot,
                    ..stake.clone()
                };
                sim::Holding::Stake(if option {
                    // The minimum tax is charged in the path, where its credit comes back.
                    let met = (stake.kind == sim::StakeKind::Iso)
                        .then_some((step, exercise.spread / units));
                    let tax = if met.is_some() { 0.0 } else { exercise.tax };
                    sim::Stake {
                        kind: sim::StakeKind::Owned,
                        strike: exercise.basis,
                        paid: (exercise.cash + tax) * affordable,
                        before: sim::BeforeExit {
                            met,
                            ..kept.before.clone()
                        },
                        ..kept
                    }
                } else {
                    sim::Stake { paid: 0.0, ..kept }
                })
            }
            sim::Holding::Rights(rights) => {
                let price = holding.price.map_or(0.0, |price| price.amount().to_f64());
                let (vested, vested_by_slot) = constant(units * price);
                // Sold at once, at today's price.
                sim::Holding::Rights(sim::Rights {
                    vested,
                    vested_by_slot,
                    exercised: step,
                    ..rights.clone()
                })
            }
            _ => return Ok(None),
        };
        let lapses = matches!(equity, sim::Holding::Stake(stake) if stake.lapses_on_leaving)
            || (option
                && matches!(equity, sim::Holding::Stake(stake)
                if stake.after_leaving == sim::AfterLeaving::Forfeit));
        let worth_leaving = if lapses || (option && exercise.under_water) {
            0.0
        } else {
            self.worth_beside(&program, taken, &prepared.alternative)?
                .max(0.0)
        };
        let staying = match equity {
            sim::Holding::Stake(stake) => {
                let (vested, vested_by_slot) = constant(units);
                sim::Holding::Stake(sim::Stake {
                    vested,
                    vested_by_slot,
                    paid: 0.0,
                    ..stake.clone()
                })
            }
            other => other.clone(),
        };
        let months = holding
            .exercise_window_months
            .unwrap_or(self.assumptions.exercise_window_months);
        let window = (months * MONTH).round().clamp(0.0, 36_525.0) as i64;
        let bought = matches!(equity, sim::Holding::Stake(stake) if stake.kind == sim::StakeKind::Owned)
            && holding.kind.is_option();
        Ok(Some(VestedOnLeaving {
            id: format!(
                "{}.leaving.{}{}",
                path_of(&prepared.alternative),
                holding.id,
                if bought { ".exercised" } else { "" }
            ),
            grant: holding.id.clone(),
            kind: match (bought, holding) {
                (true, _) => "shares from exercised options".to_owned(),
                (false, _) => holding.label().to_owned(),
            },
            units,
            strike: option.then_some(strike),
            cash: cents(exercise.cash),
            tax: cents(exercise.tax),
            by: option.then(|| left.saturating_add(window.days())),
            affordable,
            worth_staying: cents(self.worth_beside(&program, staying, &prepared.alternative)?),
            worth_leaving: cents(worth_leaving),
        }))
    }

    /// Cash, tax and basis of exercising in a step.
    fn exercise(
        &self,
        program: &sim::Program,
        prepared: &Prepared,
        stake: &sim::Stake,
        units: f64,
        step: usize,
    ) -> Exercise {
        let value = prepared.private.as_ref().map_or(0.0, |life| life.value);
        let fair = stake.fair.at(value);
        let spread = units * (fair - stake.strike).max(0.0);
        let table = program
            .steps
            .get(step)
            .and_then(|step| program.taxes.get(step.tax));
        // What the year's uncertain pay adds below it is left out: a few points at most.
        let tax = match (stake.kind, table) {
            (sim::StakeKind::Iso | sim::StakeKind::Relieved, Some(table)) => table
                .iso_spread
                .as_ref()
                .map_or(0.0, |tax| tax.at(spread) - tax.at(0.0)),
            (sim::StakeKind::AtSale, _) => 0.0,
            (_, Some(table)) => table.wages.at(spread) - table.wages.at(0.0),
            (_, None) => 0.0,
        };
        Exercise {
            cash: units * stake.strike,
            tax,
            spread,
            basis: match stake.kind {
                sim::StakeKind::Iso | sim::StakeKind::AtSale => stake.strike,
                _ => fair,
            },
            under_water: fair <= stake.strike,
        }
    }

    /// What a holding adds to the certainty equivalent of the job without other equity.
    fn worth_beside(
        &self,
        program: &sim::Program,
        holding: sim::Holding,
        alternative: &Alternative,
    ) -> Result<f64, ValueError> {
        let mut bare = program.clone();
        bare.holdings
            .retain(|held| !matches!(held, sim::Holding::Stake(_) | sim::Holding::Rights(_)));
        let mut with = bare.clone();
        with.holdings.push(holding);
        let certain = |program: &sim::Program| -> Result<f64, ValueError> {
            Ok(self
                .certain(&self.worths(program)?, alternative)?
                .amount
                .value)
        };
        Ok(certain(&with)? - certain(&bare)?)
    }
}

/// Exercising all of a grant's vested options.
#[derive(Clone, Copy, Debug, Default)]
struct Exercise {
    cash: f64,
    tax: f64,
    /// Fair value above the strike, of all of them.
    spread: f64,
    /// Basis of a share for its later sale.
    basis: f64,
    under_water: bool,
}
