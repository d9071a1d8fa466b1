//! The counter plan: what to ask, what to accept, in which order, and on what grounds.
//!
//! [`plan`] is pure: case, evidence, market and a value function in, [`CounterPlan`] out.
//! It never fails for want of data: what is missing makes the plan smaller and honest,
//! and is listed. Everything that must stay with the owner is [`Private`].

use std::collections::BTreeMap;

use batna_case::evidence::Minted;
use batna_case::model::{Case, Offer, OfferStatus};
use batna_core::{Band, Currency, Diagnostic, Money, Trace};
use jiff::civil::Date;
use serde::Serialize;

use crate::claim::{Ask, Gather, Private, Refusal, Support};
use crate::component::{Component, Package, to_money};
use crate::employer::{
    Answer, Employer, EmployerCost, EquityPrice, Known, LimitView, PayrollBasis,
};
use crate::heard::{self, Conceded};
use crate::knowledge::Knowledge;
use crate::packages::{AcceptIf, Curves, MesoSet, Orientation, Price, Proposal};
use crate::strategy::anchoring::{Anchoring, anchoring};
use crate::strategy::caution::{Rounds, WithdrawalRisk, before_resigning, rounds, withdrawal};
use crate::strategy::deadlines::{DeadlineStep, line_up};
use crate::strategy::leverage::{Leverage, backings, leverage};
use crate::strategy::make_whole::{LeavingCost, known_total, leaving_costs};
use crate::strategy::order::{self, AskStep, Concession, StillOpen};
use crate::worth::{PackageValue, Remembered};

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
    let fixed = fixed_components(input);
    let curves = Curves::sample(&worth, &employer, knowledge, &fixed);
    let search = crate::packages::Search {
        worth: &worth,
        curves: &curves,
        employer: &employer,
        knowledge,
    };
    let backed = backings(&support, offer);
    let make_whole = known_total(&leaving, current.currency).map(Money::to_f64);
    let proposed = crate::packages::propose_with(&crate::packages::Proposing {
        search: &search,
        backings: &backed,
        make_whole,
        figure: &figure,
    });
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
                "counter once at the opening, and be ready to walk; check what binds the floor",
            ),
        );
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
    notes.extend(data_notes(input, &employer, offer));
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
        before_resigning: before_resigning(offer),
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

/// What may be said to the employer of an offer, with the plan's asks in it.
///
/// `ask` is usually the opening or, after a no, the target; see [`CounterPlan::asks`].
pub fn support_with_asks(input: &PlanInput<'_>, plan: &CounterPlan, after_no: bool) -> Support {
    let support = match input.case.offer(input.offer) {
        Some(offer) => support_for(input, offer, &plan.leaving),
        None => support_of(input, &[], &plan.leaving),
    };
    let ask = if after_no {
        plan.asks.target.as_ref().or(plan.asks.opening.as_ref())
    } else {
        plan.asks.opening.as_ref()
    };
    // The alternatives are worth the opening: after a no they would ask for more again.
    let alternatives: &[Ask] = if after_no {
        &[]
    } else {
        &plan.asks.alternatives
    };
    let support = support.asking(ask, alternatives, plan.asks.outside_band.as_ref());
    let until = plan
        .deadlines
        .iter()
        .find(|step| step.is_offer && step.who == plan.offer)
        .and_then(|step| step.ask_until);
    match until {
        Some(date) => support.requesting(date),
        None => support,
    }
}

/// What may be said to the employer of a running process, by its id: for the script
/// `hurry`. None where the case has no such process.
pub fn support_for_process(input: &PlanInput<'_>, process: &str) -> Option<Support> {
    let known = input
        .case
        .profile
        .processes
        .iter()
        .find(|known| known.id == process)?;
    let support = Support::gather(Gather {
        case: input.case,
        offer: &known.id,
        minted: input.minted,
        market: &[],
        laws: &[],
        leaving: &[],
        as_of: input.as_of,
    });
    let until = line_up(input.case, input.as_of)
        .into_iter()
        .find(|step| !step.is_offer && step.who == known.id)
        .and_then(|step| step.ask_until);
    Some(match until {
        Some(date) => support.requesting(date),
        None => support,
    })
}

fn support_for(input: &PlanInput<'_>, offer: &Offer, leaving: &[LeavingCost]) -> Support {
    support_of(input, &laws_for(input, offer), leaving)
}

/// Laws at the place of work on the day, for an employer of that size.
fn laws_for<'a>(input: &PlanInput<'a>, offer: &Offer) -> Vec<&'a crate::disclosure::Law> {
    let place = offer
        .place
        .as_deref()
        .or(input.case.profile.place.as_deref());
    place.map_or_else(Vec::new, |place| {
        input
            .knowledge
            .laws_at(place, input.as_of, offer.company.headcount)
    })
}

fn support_of(
    input: &PlanInput<'_>,
    laws: &[&crate::disclosure::Law],
    leaving: &[LeavingCost],
) -> Support {
    Support::gather(Gather {
        case: input.case,
        offer: input.offer,
        minted: input.minted,
        market: input.market,
        laws,
        leaving,
        as_of: input.as_of,
    })
}

/// The employer of an offer as modelled: costs, limits, and what they answered so far.
pub fn employer_for(input: &PlanInput<'_>, offer: &Offer) -> Employer {
    let current = input.value.current();
    let place = offer
        .place
        .as_deref()
        .or(input.case.profile.place.as_deref());
    let payroll = place.and_then(|place| input.knowledge.employer.payroll_at(place, input.as_of));
    let in_currency = |money: Option<Money>| {
        money
            .filter(|money| money.currency() == current.currency)
            .map(Money::to_f64)
    };
    let grant = offer.grants.first();
    // The employer's own books price a share at its fair value; the last preferred price
    // stands in where no fair value is known.
    let share = in_currency(grant.and_then(|grant| grant.fair_value))
        .or_else(|| in_currency(grant.and_then(|grant| grant.preferred_price)))
        .or_else(|| in_currency(offer.company.share_price));
    let diluted = grant
        .and_then(|grant| grant.fully_diluted)
        .map(batna_core::Shares::to_f64);
    let company = share
        .zip(diluted)
        .map(|(share, count)| share * count)
        .or_else(|| in_currency(offer.company.valuation));
    let cost = EmployerCost {
        horizon_years: input.value.horizon_years(),
        payroll: payroll
            .map(|payroll| {
                payroll
                    .schedule
                    .iter()
                    .map(|step| (step[0], step[1]))
                    .collect()
            })
            .unwrap_or_default(),
        payroll_basis: payroll.map_or(PayrollBasis::Unknown, |payroll| {
            PayrollBasis::Cited(payroll.source.clone())
        }),
        matched: offer
            .benefits
            .retirement_match
            .map_or(0.0, batna_core::Rate::to_f64),
        equity: EquityPrice { share, company },
    };
    let posted = offer
        .posted_range
        .and_then(|range| in_currency(Some(range.low)).zip(in_currency(Some(range.high))));
    let mut employer = Employer::new(
        Known {
            offered: current,
            posted,
            market: input.market,
            day: input.as_of,
        },
        input.knowledge,
        cost,
    );
    for (component, answer) in answers(&heard::positions(input.case, &offer.id)) {
        employer.hear(component, answer);
    }
    for component in input.fixed {
        employer.hear(
            *component,
            Answer::Fixed {
                standing: current.amount(*component),
            },
        );
    }
    employer
}

/// What they answered to what was asked, read off the positions both sides took.
fn answers(positions: &[heard::Position]) -> Vec<(Component, Answer)> {
    let mut standing: BTreeMap<Component, f64> = BTreeMap::new();
    let mut asked: BTreeMap<Component, f64> = BTreeMap::new();
    let mut found = Vec::new();
    for position in positions {
        for (component, amount) in &position.terms.terms {
            match position.by {
                heard::Side::Me => {
                    asked.insert(*component, *amount);
                }
                heard::Side::Them => {
                    let before = standing.insert(*component, *amount);
                    let (Some(standing), Some(ask)) = (before, asked.remove(component)) else {
                        continue;
                    };
                    if ask <= standing {
                        continue;
                    }
                    found.push((
                        *component,
                        if *amount >= ask {
                            Answer::Accepted { ask }
                        } else if *amount > standing {
                            Answer::Countered {
                                standing,
                                ask,
                                to: *amount,
                            }
                        } else {
                            Answer::Refused { standing, ask }
                        },
                    ));
                }
            }
        }
    }
    found
}

/// Components that do not move; "equity fixed" fixes the measure the offer speaks in.
fn fixed_components(input: &PlanInput<'_>) -> Vec<Component> {
    let current = input.value.current();
    input
        .fixed
        .iter()
        .map(|component| match current.equity() {
            Some(equity) if component.is_equity() => equity,
            _ => *component,
        })
        .collect()
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

fn summary(
    stage: Stage,
    leverages: &[Leverage],
    proposed: &crate::packages::Proposals,
    accept: &AcceptIf,
) -> String {
    let lead = match stage {
        Stage::Closed => return "This offer is closed: there is nothing to counter.".to_owned(),
        Stage::Unconfirmed => {
            return "The offer's record is not confirmed: confirm it before anything is said of it."
                .to_owned();
        }
        Stage::AskWhetherOpen => "First ask whether the offer still stands.",
        Stage::GetInWriting => "First get the offer in writing.",
        Stage::Counter => "",
    };
    let ground = leverages.first().map_or(String::new(), |leverage| {
        format!("Strongest ground: {}.", leverage.reason)
    });
    let ask = match &proposed.opening {
        None => "No ask is likely to bring more than it costs to make: take the offer or leave it.",
        Some(_) if accept.gain <= 0.0 => {
            "One counter is worth making; the offer is acceptable as it stands."
        }
        Some(_) if proposed.base_capped => "Base hardly moves: counter on the other components.",
        Some(_) => "Counter once with everything in it, then close.",
    };
    [lead, &ground, ask]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn stop_rules() -> Vec<String> {
    vec![
        "the accept-if is met: say yes and ask for the letter".to_owned(),
        "between your walk-away and the accept-if: ask once more, and take it if the answer is no"
            .to_owned(),
        "the same ask has been refused twice with a reason: change the component or stop"
            .to_owned(),
        "they say best and final: take or leave what stands; ask only for what is not pay"
            .to_owned(),
        "nothing new (an answer, an offer, a figure) is left to say".to_owned(),
    ]
}

/// What is missing or assumed, said plainly.
fn data_notes(input: &PlanInput<'_>, employer: &Employer, offer: &Offer) -> Vec<String> {
    let mut notes = Vec::new();
    let current = input.value.current();
    let usable = input
        .market
        .iter()
        .any(|band| band.currency == current.currency && band.grade.supports_a_market_claim());
    if !usable {
        notes.push(
            "no market data with a sample in the offer's currency: nothing is claimed of the market"
                .to_owned(),
        );
    }
    if current.get(Component::Base).is_none_or(|base| base <= 0.0) {
        notes.push("the offer states no base: there is nothing to counter on base".to_owned());
    }
    if employer.cost.payroll_basis == PayrollBasis::Unknown {
        notes.push(
            "payroll taxes at this place are not known: the employer's cost of pay is counted \
             without them"
                .to_owned(),
        );
    }
    if let Some(equity) = current.equity()
        && !employer.cost.prices(equity)
    {
        notes.push(
            "what the grant costs the employer is unknown (no share price or company value): \
             equity looks free to them in this model"
                .to_owned(),
        );
    }
    if offer.grants.len() > 1 {
        notes
            .push("only the first grant is negotiated here; the others stay as offered".to_owned());
    }
    for leaving in leaving_costs(input.case, input.unvested_equity) {
        if leaving.amount.is_none() {
            notes.push(format!(
                "{} would be lost on leaving and is not valued here",
                leaving.item.id().replace('-', " ")
            ));
        }
    }
    notes
}

fn traces_of(
    figure: &str,
    current: &Package,
    opening: &Option<Proposal>,
    target: &Option<Proposal>,
    accept: &AcceptIf,
    walkaway: Option<Walkaway<'_>>,
) -> Vec<Trace> {
    let money = |amount: f64| to_money(amount, current.currency);
    let mut traces = Vec::new();
    for proposal in [opening, target].into_iter().flatten() {
        let mut trace = Trace::money(
            format!("{}.gain", proposal.figure),
            "Worth above what is on the table, after tax and risk",
            money(proposal.gain.ce),
        )
        .by("certainty equivalent of the package less that of the offer");
        for step in &proposal.moves {
            let mut leaf = Trace::text(
                format!("{}.{}", proposal.figure, step.component),
                format!("{} asked", step.component),
                crate::component::written(step.component, step.to, current.currency),
            )
            .noting(format!(
                "chance that they can go there, as modelled: {:.0}%",
                step.chance * 100.0
            ));
            for backing in &step.backing {
                leaf = leaf.noting(format!("{} [{}]", backing.what, backing.evidence));
            }
            trace = trace.from_input(leaf);
        }
        traces.push(trace);
    }
    let mut trace = Trace::money(
        format!("{figure}.accept_if"),
        "Worth above what is on the table from which to accept",
        money(accept.gain),
    )
    .by("the larger of the walk-away and the point where no further ask is expected to pay");
    if let Some(walkaway) = walkaway {
        trace = trace.from_input(Trace::money(
            walkaway.figure,
            format!("Walk-away above the offer; binds: {}", walkaway.binds),
            money(walkaway.above_offer),
        ));
    }
    traces.push(trace);
    traces
}
