//! Values alternatives on common draws: terms in, worth out.
//!
//! The draws are fixed once for a set of alternatives; changing a term applies the
//! same draws again (invariant 2 and the seam `draw` / `apply`). A tax law is compiled
//! once a tax year and kept, so that a changed package costs look-ups.

use std::collections::BTreeMap;
use std::sync::Arc;

use batna_equity::exit_model::ExitModel;
use batna_params::Params;
use batna_tax::Place;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::alternative::{Alternative, AlternativeKind};
use crate::assumptions::{Assumptions, Scenario};
use crate::curve_store::{CurveStore, KeptCurves};
use crate::flow::Flow;
use crate::flows::{Flows, flows};
use crate::lowering::Lowering;
use crate::opening::Opening;
use crate::sim;
use crate::stake::{self, StakeGap};
use crate::steps::Spread;
use crate::tax_years::{EarlierWages, TaxGap, TaxPerson, TaxedYear, taxed_years};

/// Wealth below which a path counts as this much, so that a ruinous one has a utility.
const LEAST_WEALTH: f64 = 1_000.0;

/// Calendar years drawn past the last horizon, in which a private company may still exit.
const LATER_YEARS: i16 = 8;

/// Everything that valuing needs, resolved.
pub struct Evaluator<'a> {
    pub params: &'a Params,
    pub exits: &'a ExitModel,
    pub assumptions: Assumptions,
    /// Texts of cap tables by name.
    pub captables: &'a BTreeMap<String, String>,
    pub person: TaxPerson,
    pub(crate) curves: CurveStore<'a>,
    draws: sim::Draws,
    first_year: i16,
    companies: Vec<String>,
    engine: sim::Engine,
}

/// Which part of the horizon is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    Whole,
    /// One service year, from zero.
    ServiceYear(u32),
}

/// How years are weighted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discounting {
    /// Present value on the day everything is seen from.
    ToValuationDay,
    /// Years of the horizon count alike; what comes after it is discounted to its end.
    WithinHorizonAlike,
}

/// An alternative's flows and taxes, ready to be lowered.
pub struct Prepared {
    pub alternative: Alternative,
    /// Who is taxed, with what the alternative decides of the tax.
    pub person: TaxPerson,
    pub flows: Flows,
    pub longer: Flows,
    pub taxed: Result<Vec<TaxedYear>, TaxGap>,
    pub stakes: Vec<Result<Vec<sim::Holding>, StakeGap>>,
    /// Private company behind the stakes, where it can be modelled.
    pub private: Option<sim::PrivateCompany>,
    /// Where its value starts, and the headline beside it.
    pub opening: Option<Opening>,
}

impl Prepared {
    /// Whether there is pay, and the law that taxes it is known.
    pub fn is_taxed(&self) -> bool {
        self.taxed.is_ok() && self.alternative.base.is_some()
    }

    /// Whether something is held that only an exit pays.
    pub fn waits_for_exit(&self) -> bool {
        let mut modelled = self.stakes.iter().flatten().flatten();
        modelled.any(|equity| matches!(equity, sim::Holding::Stake(_)))
    }
}

/// Why no outcome could be simulated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ValueError {
    #[error("the simulation could not run: {0}")]
    Sim(#[from] sim::SimError),
    #[error("no alternative is known by the id `{0}`")]
    Unknown(String),
}

impl<'a> Evaluator<'a> {
    /// Fixes the draws for a set of alternatives.
    ///
    /// Errors: the simulation refuses the number of paths or companies.
    pub fn new(
        params: &'a Params,
        exits: &'a ExitModel,
        captables: &'a BTreeMap<String, String>,
        assumptions: Assumptions,
        person: TaxPerson,
        alternatives: &[Alternative],
    ) -> Result<Self, ValueError> {
        let as_of = assumptions.settings.as_of;
        let years = i16::try_from(assumptions.horizon_years).unwrap_or(4);
        let last_start = alternatives
            .iter()
            .map(|alternative| alternative.start.year())
            .max()
            .unwrap_or(as_of.year());
        let last = last_start
            .max(as_of.year())
            .saturating_add(years + LATER_YEARS);
        let times: Vec<f64> = (as_of.year()..=last)
            .map(|year| middle_of_year(as_of, year))
            .collect();
        let companies: Vec<String> = alternatives
            .iter()
            .map(|alternative| alternative.id.clone())
            .collect();
        let draws = sim::draw(
            &sim::DrawSpec {
                paths: assumptions.settings.paths as usize,
                times,
                companies: companies
                    .iter()
                    .map(|key| sim::CompanyDraw { key: key.clone() })
                    .collect(),
            },
            assumptions.settings.seed,
        )?;
        let engine = sim::Engine::detect().with_threads(assumptions.settings.threads);
        Ok(Evaluator {
            curves: CurveStore::new(params, assumptions.projection, Arc::default()),
            params,
            exits,
            assumptions,
            captables,
            person,
            draws,
            first_year: as_of.year(),
            companies,
            engine,
        })
    }

    /// The same, with laws and curves that earlier evaluators of these parameters compiled.
    pub fn keeping(self, kept: Arc<KeptCurves>) -> Self {
        Evaluator {
            curves: CurveStore::new(self.params, self.assumptions.projection, kept),
            ..self
        }
    }

    /// The same on this many threads; results do not depend on it.
    pub fn on_threads(self, threads: usize) -> Self {
        Evaluator {
            engine: self.engine.with_threads(threads),
            ..self
        }
    }

    pub fn draws(&self) -> &sim::Draws {
        &self.draws
    }

    /// Position of an alternative among those the draws were made for.
    pub fn company_index(&self, id: &str) -> Option<usize> {
        self.companies.iter().position(|key| key == id)
    }

    /// The calendar (or tax) year of a step.
    pub fn year_of_step(&self, step: usize) -> i16 {
        self.first_year
            .saturating_add(i16::try_from(step).unwrap_or(i16::MAX))
    }

    /// The step of a year; years outside go to the nearest.
    pub fn step_of_year(&self, year: i16) -> usize {
        let last = self.draws.steps().saturating_sub(1);
        usize::try_from(i32::from(year) - i32::from(self.first_year))
            .unwrap_or(0)
            .min(last)
    }

    fn person_for(&self, alternative: &Alternative) -> TaxPerson {
        let person = self.person.choosing(&alternative.tax);
        let place = alternative.place.as_deref();
        let person = TaxPerson {
            earlier_wages_same_employer: alternative.kind == AlternativeKind::CurrentJob,
            earlier_wages: match person.earlier_wages {
                _ if place.is_some_and(|place| person.earned_abroad(place)) => {
                    EarlierWages::Stated(Decimal::ZERO)
                }
                earlier => earlier,
            },
            partner: alternative.makes_partner(),
            ..person
        };
        person.at(alternative.law_rates.home)
    }

    /// Stated savings in the alternative's currency; none where none are stated, or no rate is known.
    pub(crate) fn savings(&self, alternative: &Alternative) -> Option<f64> {
        Some(self.assumptions.purse? * alternative.home_rate?)
    }

    /// Most that a leaver can spend on exercising options that cannot be sold yet, tax included.
    pub(crate) fn purse(&self, alternative: &Alternative) -> f64 {
        self.savings(alternative).unwrap_or_else(|| {
            let month = alternative.base.map_or(0.0, |base| base.to_f64() / 12.0);
            self.assumptions.unstated_savings_months * month
        })
    }

    /// Flows, taxes and stakes of an alternative.
    pub fn prepare(&self, alternative: &Alternative) -> Prepared {
        let years = self.assumptions.horizon_years;
        let short = flows(alternative, years);
        let longer = flows(alternative, years + 2);
        let place = alternative
            .place
            .as_deref()
            .ok_or(TaxGap::NoPlace)
            .and_then(|code| code.parse::<Place>().map_err(TaxGap::from));
        let person = self.person_for(alternative);
        let taxed = place.and_then(|place| {
            let rate = alternative.law_rates.pay;
            taxed_years(&short, &longer, place, &person, rate, &self.curves)
        });
        let spans = self.spans(short.horizon, taxed.as_deref().ok());
        let stake::Stakes {
            private,
            opening,
            stakes,
        } = stake::stakes(alternative, &person, &short, &spans, self);
        Prepared {
            alternative: alternative.clone(),
            person,
            flows: short,
            longer,
            taxed,
            stakes,
            private,
            opening,
        }
    }

    /// Runs one window of a prepared alternative.
    ///
    /// Errors: the simulation refuses a figure.
    pub fn run(
        &self,
        prepared: &Prepared,
        window: Window,
        discounting: Discounting,
    ) -> Result<sim::Outcomes, ValueError> {
        let program = self.program(prepared, window, discounting)?;
        Ok(sim::apply_with(&self.draws, &program, self.engine)?)
    }

    pub(crate) fn worths(&self, program: &sim::Program) -> Result<sim::Worths, ValueError> {
        Ok(sim::worths(&self.draws, program, self.engine)?)
    }

    /// As [`Evaluator::worths`], and a second time under other discounts, one a step.
    pub(crate) fn worths_twice(
        &self,
        program: &sim::Program,
        discounts: &[f64],
    ) -> Result<(sim::Worths, sim::Worths), ValueError> {
        Ok(sim::worths_twice(
            &self.draws,
            program,
            discounts,
            self.engine,
        )?)
    }

    /// The certainty equivalent by the person's wealth and aversion to risk.
    pub(crate) fn certain(
        &self,
        worths: &sim::Worths,
        alternative: &Alternative,
    ) -> Result<sim::CertaintyEquivalent, ValueError> {
        Ok(worths.certainty_equivalent(
            self.assumptions.wealth * alternative.home_rate.unwrap_or(0.0),
            self.assumptions.risk_aversion,
            LEAST_WEALTH,
        )?)
    }

    pub(crate) fn run_program(&self, program: &sim::Program) -> Result<sim::Outcomes, ValueError> {
        Ok(sim::apply_with(&self.draws, program, self.engine)?)
    }

    /// The alternative as the simulation sees it.
    ///
    /// Errors: the alternative is not among those the draws were made for.
    pub fn program(
        &self,
        prepared: &Prepared,
        window: Window,
        discounting: Discounting,
    ) -> Result<sim::Program, ValueError> {
        let alternative = &prepared.alternative;
        let me = self
            .company_index(&alternative.id)
            .ok_or_else(|| ValueError::Unknown(alternative.id.clone()))?;
        let horizon = prepared.flows.horizon;
        let inside = |flow: &&Flow| match window {
            Window::Whole => true,
            Window::ServiceYear(year) => horizon.service_year(flow.date) == Some(year),
        };
        let counted: Vec<&Flow> = prepared.flows.flows.iter().filter(inside).collect();
        let steps = self.draws.steps();
        let mut lowering = Lowering {
            steps: Vec::with_capacity(steps),
            taxes: Vec::new(),
            bonus: Spread::new(steps),
            vests: BTreeMap::new(),
        };
        let taxed = prepared.taxed.as_deref().ok();
        let spans = self.spans(horizon, taxed);
        for step in spans.iter().enumerate() {
            self.lower_step(prepared, &counted, step, window, discounting, &mut lowering);
        }
        let simulated = self.assumptions.settings.scenario.has_chance();
        let waits = window == Window::Whole && prepared.waits_for_exit();
        let leaving = self
            .leaving_odds(&spans, waits)
            .filter(|_| simulated)
            .map(|odds| sim::Leaving { odds });
        let holdings = self.holdings(
            prepared,
            window,
            me,
            leaving.is_some(),
            lowering.bonus,
            lowering.vests,
        );
        let mut companies: Vec<Option<sim::Company>> = vec![None; self.companies.len()];
        companies[me] = Some(match &prepared.private {
            Some(private) => sim::Company::Private(private.clone()),
            None => sim::Company::Public(crate::equity_model::public_company(
                alternative,
                &self.assumptions,
            )),
        });
        Ok(sim::Program {
            employer: me,
            opening: 0.0,
            steps: lowering.steps,
            taxes: lowering.taxes,
            companies,
            leaving,
            purse: Some(self.purse(alternative)),
            holdings,
            unexited: match self.assumptions.settings.scenario {
                Scenario::Simulated | Scenario::Sale(_) => sim::Unexited::Nothing,
                Scenario::Growth(_) | Scenario::DiscountedEquity(_) => sim::Unexited::Fair(1.0),
            },
        })
    }
}

/// Years from `as_of` to the middle of what is left of a calendar year; at least a day
/// for each year, so that steps ascend.
fn middle_of_year(as_of: Date, year: i16) -> f64 {
    let days = |year: i16, month: i8, day: i8| {
        Date::new(year, month, day)
            .ok()
            .and_then(|date| as_of.until(date).ok())
            .map_or(0, |span| span.get_days())
    };
    let from = days(year, 1, 1).max(0);
    let to = days(year, 12, 31).max(1);
    f64::from(from + to) / 2.0 / 365.25
}
