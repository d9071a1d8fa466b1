//! What to ask first, what to give up first, what to trade when base is capped.

use serde::Serialize;

use crate::component::{Component, Package, written};
use crate::employer::Employer;
use crate::knowledge::Knowledge;
use crate::packages::{Curves, Proposal};
use crate::worth::Remembered;

/// One component in the order of asking.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct AskStep {
    pub component: Component,
    /// What they are asked to go to.
    #[serde(serialize_with = "crate::rounded::fine")]
    pub to: f64,
    /// What it adds for the owner times the chance that they can.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub expected_gain: f64,
    #[serde(serialize_with = "crate::rounded::fine")]
    pub chance: f64,
    pub decides: String,
    pub reason: String,
}

/// One step down from the opening.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Concession {
    pub package: Package,
    pub give: Component,
    #[serde(serialize_with = "crate::rounded::fine")]
    pub from: f64,
    #[serde(serialize_with = "crate::rounded::fine")]
    pub to: f64,
    /// What the step costs the owner.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub costs_owner: f64,
    /// What it saves the employer.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub saves_employer: f64,
    /// Never give for nothing: what to ask for it.
    pub in_return: String,
}

/// A component that may still move.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct StillOpen {
    pub component: Component,
    pub label: String,
    pub decides: String,
    pub note: String,
    /// Cannot be had by halves.
    pub indivisible: bool,
    /// Worth of the usual difference to the owner; none where it is not valued.
    pub worth: Option<f64>,
}

/// The order of asking: by expected gain, the level first where it is open, since it
/// moves every other band.
pub(crate) fn asking(
    opening: &Proposal,
    worth: &Remembered<'_>,
    employer: &Employer,
    knowledge: &Knowledge,
) -> Vec<AskStep> {
    let current = worth.inner().current();
    let mut steps: Vec<AskStep> = opening
        .moves
        .iter()
        .map(|step| {
            let alone = current.clone().with(step.component, step.to);
            let gain = worth.gain(&alone);
            let chance = employer.chance(step.component, step.to, knowledge);
            let trade = knowledge.trade(step.component);
            AskStep {
                component: step.component,
                to: step.to,
                expected_gain: gain * chance,
                chance,
                decides: trade.map_or_else(String::new, |trade| trade.decides.clone()),
                reason: trade.map_or_else(String::new, |trade| trade.note.clone()),
            }
        })
        .collect();
    steps.sort_by(|a, b| {
        let level = |step: &AskStep| step.component != Component::Level;
        level(a)
            .cmp(&level(b))
            .then(b.expected_gain.total_cmp(&a.expected_gain))
            .then(a.component.cmp(&b.component))
    });
    steps
}

/// Steps from the opening to the target: first what saves the employer most for what it
/// costs the owner. Every step stays above `accept_gain`.
pub(crate) fn conceding(
    opening: &Package,
    target: &Package,
    accept_gain: f64,
    worth: &Remembered<'_>,
    employer: &Employer,
    knowledge: &Knowledge,
) -> Vec<Concession> {
    let mut standing = opening.clone();
    let mut left: Vec<(Component, f64)> = opening
        .differences(target)
        .into_iter()
        .map(|(component, _, to)| (component, to))
        .collect();
    let mut steps = Vec::new();
    while !left.is_empty() {
        let before = worth.gain(&standing);
        let scored = left.iter().enumerate().map(|(index, (component, to))| {
            let after = standing.clone().with(*component, *to);
            let costs = (before - worth.gain(&after)).max(0.0);
            let saves = employer.cost.change(&after, &standing).max(0.0);
            (index, costs, saves)
        });
        let Some((index, costs, saves)) = scored.max_by(|a, b| {
            (a.2 / a.1.max(1.0))
                .total_cmp(&(b.2 / b.1.max(1.0)))
                .then(b.0.cmp(&a.0))
        }) else {
            break;
        };
        let (component, to) = left.remove(index);
        let from = standing.amount(component);
        let next = standing.clone().with(component, to);
        if worth.gain(&next) <= accept_gain {
            break;
        }
        standing = next;
        let kept = left
            .first()
            .map(|(component, _)| *component)
            .or_else(|| {
                target
                    .differences(worth.inner().current())
                    .first()
                    .map(|(component, _, _)| *component)
            })
            .filter(|kept| *kept != component);
        steps.push(Concession {
            package: standing.clone(),
            give: component,
            from,
            to,
            costs_owner: costs,
            saves_employer: saves,
            in_return: match kept {
                Some(kept) => {
                    let amount = |component| {
                        written(component, standing.amount(component), standing.currency)
                    };
                    format!(
                        "give it only for movement on the {}: \"if you can do {} on the {}, \
                         I can live with {} on the {}\"",
                        knowledge.label(kept),
                        amount(kept),
                        knowledge.label(kept),
                        amount(component),
                        knowledge.label(component),
                    )
                }
                None => "give it last, and only against the revised letter".to_owned(),
            },
        });
    }
    steps
}

/// What can still move besides `fixed`, valued components first.
pub(crate) fn still_open(
    curves: &Curves,
    fixed: &[Component],
    current: &Package,
    knowledge: &Knowledge,
    pay_is_fixed: bool,
) -> Vec<StillOpen> {
    let mut open: Vec<StillOpen> = knowledge
        .components
        .values()
        .filter(|trade| {
            !fixed.contains(&trade.id)
                && (!pay_is_fixed || trade.open_when_pay_is_fixed)
                && (!trade.id.is_equity() || current.equity() == Some(trade.id))
        })
        .map(|trade| StillOpen {
            component: trade.id,
            label: trade.label.clone(),
            decides: trade.decides.clone(),
            note: trade.note.clone(),
            indivisible: trade.id.is_indivisible(),
            worth: curves.0.get(&trade.id).map(|curve| {
                let steps = (curve.apart / curve.step.abs()).round().max(1.0) as u32;
                curve.gain(steps.min(curve.steps))
            }),
        })
        .collect();
    open.sort_by(|a, b| {
        b.worth
            .unwrap_or(-1.0)
            .total_cmp(&a.worth.unwrap_or(-1.0))
            .then(a.component.cmp(&b.component))
    });
    open
}
