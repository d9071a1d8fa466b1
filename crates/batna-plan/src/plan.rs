//! The counter plan: what to ask, what to accept, in which order, and on what grounds.
//!
//! [`plan`] is pure: case, evidence, market and a value function in, [`CounterPlan`] out.
//! It never fails for want of data: what is missing makes the plan smaller and honest,
//! and is listed. Everything that must stay with the owner is [`Private`].

mod other_side;
mod support;
mod traces;
mod words;

use std::collections::BTreeMap;

use batna_case::evidence::Minted;
use batna_case::model::{Case, Offer, OfferStatus};
use batna_core::{Band, Currency, Diagnostic, Money, Trace};
use jiff::civil::Date;
use serde::Serialize;

use crate::claim::{Ask, Private, Refusal};
use crate::component::{Component, Package};
use crate::employer::{EmployerCost, LimitView};
use crate::heard::{self, Conceded};
use crate::knowledge::Knowledge;
use crate::packages::{AcceptIf, Curves, MesoSet, Orientation, Price, Proposal};
use crate::strategy::anchoring::{Anchoring, anchoring};
use crate::strategy::apt::is_internal;
use crate::strategy::caution::{Rounds, WithdrawalRisk, before_resigning, rounds, withdrawal};
use crate::strategy::deadlines::{DeadlineStep, line_up};
use crate::strategy::leverage::{Leverage, backings, leverage};
use crate::strategy::make_whole::{LeavingCost, known_total, leaving_costs};
use crate::strategy::order::{self, AskStep, Concession, StillOpen};
use crate::worth::{PackageValue, Remembered};

pub use other_side::employer_for;
use other_side::fixed_components;
use support::{laws_for, support_for};
pub use support::{support_for_process, support_with_asks};
use traces::traces_of;
use words::{data_notes, stop_rules, summary};

/// What a plan is made from.
#[derive(Clone, Copy)]
pub struct PlanInput<'a> {
    pub case: &'a Case,
    /// Id of the offer to counter.
    pub offer: &'a str,
    pub minted: &'a [Minted],
    pub market: &'a [Band],
    pub knowledge: &'a Knowledge,
    /// Values packages of this offer; its current package is what is on the table.
    pub value: &'a dyn PackageValue,
    pub walkaway: Option<Walkaway<'a>>,
    /// What the value engine puts on grants that lapse on leaving, with its figure id.
    pub unvested_equity: Option<(Money, &'a str)>,
    /// Components that the employer said do not move.
    pub fixed: &'a [Component],
    pub as_of: Date,
}

/// The walk-away as the value engine found it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Walkaway<'a> {
    /// Worth of the walk-away above the offer on the table, certainty equivalent over the
    /// same horizon: negative where the offer beats it.
    pub above_offer: f64,
    pub binds: &'a str,
    /// Its figure id.
    pub figure: &'a str,
}

/// Where the offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Written and open: counter.
    Counter,
    /// Spoken: get it in writing first.
    GetInWriting,
    /// The deadline has passed: ask whether it stands.
    AskWhetherOpen,
    /// Accepted, declined or expired: nothing to counter.
    Closed,
    /// The record is not confirmed: nothing may be said of it.
    Unconfirmed,
}

/// The plan.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct CounterPlan {
    pub schema: &'static str,
    #[schemars(with = "String")]
    pub as_of: Date,
    pub offer: String,
    pub employer: String,
    /// Of every amount in it.
    pub currency: Currency,
    pub stage: Stage,
    /// The employer is the one worked for: nobody signs on, moves or resigns.
    pub internal: bool,
    /// One honest sentence for the owner.
    pub summary: String,
    pub on_the_table: Package,
    pub leverage: Vec<Leverage>,
    pub opening: Option<Proposal>,
    pub target: Option<Proposal>,
    pub accept_if: Private<AcceptIf>,
    /// The walk-away above the offer, with what binds it.
    pub walkaway: Private<Option<WalkawayView>>,
    pub meso: MesoSet,
    pub prices: Private<Vec<Price>>,
    pub employer_model: Private<EmployerView>,
    pub orientation: Private<Orientation>,
    pub order: Vec<AskStep>,
    pub concessions: Private<Vec<Concession>>,
    pub conceded: Vec<Conceded>,
    pub base_capped: bool,
    /// What to trade instead, and what stays negotiable.
    pub still_open: Vec<StillOpen>,
    pub leaving: Vec<LeavingCost>,
    pub deadlines: Vec<DeadlineStep>,
    /// Duties to tell the range and bars on asking for past pay, with their cautions.
    pub laws: Vec<crate::disclosure::Law>,
    pub withdrawal: WithdrawalRisk,
    pub rounds: Rounds,
    pub before_resigning: Vec<String>,
    pub anchoring: Anchoring,
    /// When to stop asking.
    pub stop: Vec<String>,
    /// What may not be said, and why.
    pub not_sayable: Vec<Refusal>,
    pub problems: Vec<Diagnostic>,
    /// What is missing or assumed.
    pub notes: Vec<String>,
    #[serde(skip)]
    pub traces: Vec<Trace>,
    #[serde(skip)]
    pub asks: Asks,
}

/// What may be asked aloud.
#[derive(Clone, Debug, Default)]
pub struct Asks {
    pub opening: Option<Ask>,
    pub target: Option<Ask>,
    /// Packages worth the same as the opening.
    pub alternatives: Vec<Ask>,
    /// An ask that leaves base and bonus as they are, for when the band is capped.
    pub outside_band: Option<Ask>,
}

#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct WalkawayView {
    #[serde(serialize_with = "crate::rounded::cents")]
    pub above_offer: f64,
    pub binds: String,
    pub figure: String,
}

/// The model of the other side, for the owner.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct EmployerView {
    pub limits: BTreeMap<Component, LimitView>,
    pub cost: EmployerCost,
    /// Cost of what is on the table over the horizon.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub cost_of_offer: f64,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("the case has no offer `{0}`")]
    UnknownOffer(String),
}

/// The plan for one offer. Errors: an offer the case does not have.
pub fn plan(input: &PlanInput<'_>) -> Result<CounterPlan, PlanError> {
    let offer = input
        .case
        .offer(input.offer)
        .ok_or_else(|| PlanError::UnknownOffer(input.offer.chars().take(60).collect()))?;
    let knowledge = input.knowledge;
    let current = input.value.current().clone();
    let figure = format!("plan.{}", offer.id);
    let leaving = leaving_costs(input.case, input.unvested_equity);
    let support = support_for(input, offer, &leaving);
    let employer = employer_for(input, offer);
    let worth = Remembered::new(input.value);
    let fixed = fixed_components(input, offer);
    let curves = Curves::sample(&worth, &employer, knowledge, &fixed);
    let search = crate::packages::Search {
        worth: &worth,
        curves: &curves,
        employer: &employer,
        knowledge,
    };
    let backed = backings(&support, offer);
    let make_whole = known_total(&leaving, current.currency).map(Money::to_f64);
    let proposing = crate::packages::Proposing {
        search: &search,
        backings: &backed,
        make_whole,
        figure: &figure,
    };
    let mut proposed = crate::packages::propose_with(&proposing);
    let mut notes = proposed.notes.clone();
    let mut problems = heard::contradictions(input.case, &offer.id);
    let walkaway = input
        .walkaway
        .filter(|walkaway| walkaway.above_offer.is_finite());
    let floor_gain = walkaway.map(|walkaway| walkaway.above_offer);
    if floor_gain.is_none() {
        notes.push(
            "no walk-away is known: the accept-if rests on what another ask may bring".into(),
        );
    }
    let stage = stage_of(offer, input.as_of);
    let accept = crate::packages::accept_with(
        &search,
        floor_gain,
        proposed.target.as_ref().map(|target| &target.package),
        knowledge.employer.withdrawal,
    );
    if accept.out_of_reach && accept.gain > 0.0 {
        problems.push(
            Diagnostic::warning(
                "plan::floor-out-of-reach",
                "no package that this employer is likely to reach is worth your walk-away",
            )
            .remedy(
                "ask once for what would reach it, and be ready to decline; check what binds the \
                 floor",
            ),
        );
    }
    // What would not be accepted is not asked for.
    let falls_short = |one: &Proposal| one.gain.ce <= accept.gain;
    if accept.gain > 0.0 && proposed.opening.as_ref().is_none_or(falls_short) {
        proposed.opening = crate::packages::reaching(&proposing, accept.gain);
        proposed.target = proposed.target.filter(|target| !falls_short(target));
    }
    let whole = input.value.certainty_equivalent(&current).ce;
    let meso = match &proposed.opening {
        Some(opening) if stage != Stage::Closed => {
            crate::packages::meso_with(&search, opening.gain.ce, whole, &knowledge.employer.temper)
        }
        _ => MesoSet::default(),
    };
    let accept_gain = Private::new(accept.gain);
    let ask = |proposal: &Option<Proposal>| {
        proposal.as_ref().and_then(|proposal| {
            Ask::new(
                &current,
                &proposal.package,
                proposal.gain.ce,
                &accept_gain,
                proposal.figure.clone(),
            )
            .ok()
        })
    };
    let opening_ask = ask(&proposed.opening);
    let asks = Asks {
        target: ask(&proposed.target),
        alternatives: meso
            .packages
            .iter()
            .enumerate()
            .filter_map(|(index, package)| {
                Ask::new(
                    &current,
                    &package.package,
                    package.gain.ce,
                    &accept_gain,
                    format!("{figure}.meso.{index}"),
                )
                .ok()
            })
            .filter(|alternative| {
                opening_ask.as_ref().is_some_and(|opening| {
                    curves.differing(opening.package(), alternative.package()) >= 2
                })
            })
            .collect(),
        outside_band: proposed.target.as_ref().and_then(|target| {
            // As much of the target as can be had without base, and never the accept-if.
            let least = (accept.gain * 1.05).max(target.gain.ce * 0.25);
            [1.0, 0.75, 0.5, 0.25]
                .into_iter()
                .map(|share| least + (target.gain.ce - least).max(0.0) * share)
                .chain([least])
                .find_map(|gain| crate::packages::outside_band(&search, gain))
                .and_then(|(package, gain)| {
                    let origin = format!("{figure}.outside_band");
                    Ask::new(&current, &package, gain, &accept_gain, origin).ok()
                })
        }),
        opening: opening_ask,
    };
    let concessions = match (&proposed.opening, &proposed.target) {
        (Some(opening), Some(target)) => order::conceding(
            &opening.package,
            &target.package,
            accept.gain,
            &worth,
            &employer,
            knowledge,
        ),
        _ => Vec::new(),
    };
    let steps = proposed
        .opening
        .as_ref()
        .map(|opening| order::asking(opening, &worth, &employer, knowledge))
        .unwrap_or_default();
    let pay_is_fixed = fixed.contains(&Component::Base)
        && current
            .equity()
            .is_none_or(|equity| fixed.contains(&equity));
    let leverages = leverage(&support, offer, input.market, input.as_of);
    notes.extend(data_notes(input, &employer, offer, &curves, &fixed));
    if stage == Stage::AskWhetherOpen {
        problems.push(
            Diagnostic::warning("plan::deadline-passed", "the offer's deadline has passed")
                .remedy("ask whether it still stands before asking for anything"),
        );
    }
    let traces = traces_of(
        &figure,
        &current,
        &proposed.opening,
        &proposed.target,
        &accept,
        walkaway,
    );
    Ok(CounterPlan {
        schema: "batna/plan/1",
        as_of: input.as_of,
        offer: offer.id.clone(),
        employer: offer.employer.clone(),
        currency: current.currency,
        stage,
        internal: is_internal(input.case, offer),
        summary: summary(stage, &leverages, &proposed, &accept),
        opening: proposed.opening.filter(|_| stage != Stage::Closed),
        target: proposed.target.filter(|_| stage != Stage::Closed),
        accept_if: Private::new(accept),
        walkaway: Private::new(walkaway.map(|walkaway| WalkawayView {
            above_offer: walkaway.above_offer,
            binds: walkaway.binds.to_owned(),
            figure: walkaway.figure.to_owned(),
        })),
        meso,
        prices: Private::new(crate::packages::prices_of(&curves, input.value, knowledge)),
        orientation: Private::new(crate::packages::orient(&search, floor_gain)),
        employer_model: Private::new(EmployerView {
            limits: employer.view(),
            cost_of_offer: employer.cost.parts(&current).total(),
            cost: employer.cost.clone(),
        }),
        order: steps,
        concessions: Private::new(concessions),
        conceded: heard::conceded(&heard::positions(input.case, &offer.id)),
        base_capped: proposed.base_capped || fixed.contains(&Component::Base),
        still_open: order::still_open(&curves, &fixed, &current, knowledge, pay_is_fixed),
        leverage: leverages,
        leaving,
        deadlines: line_up(input.case, input.as_of),
        laws: laws_for(input, offer).into_iter().cloned().collect(),
        withdrawal: withdrawal(offer, knowledge),
        rounds: rounds(knowledge),
        before_resigning: before_resigning(input.case, offer),
        anchoring: anchoring(knowledge),
        stop: stop_rules(),
        not_sayable: support.refusals().to_vec(),
        problems,
        notes,
        traces,
        asks,
        on_the_table: current,
    })
}

/// Where an offer stands on a day.
pub fn stage_of(offer: &Offer, as_of: Date) -> Stage {
    if offer.unconfirmed {
        return Stage::Unconfirmed;
    }
    match offer.status {
        OfferStatus::Accepted | OfferStatus::Declined | OfferStatus::Expired => Stage::Closed,
        _ if offer.deadline.is_some_and(|day| day < as_of) => Stage::AskWhetherOpen,
        OfferStatus::Verbal => Stage::GetInWriting,
        OfferStatus::Written => Stage::Counter,
    }
}
