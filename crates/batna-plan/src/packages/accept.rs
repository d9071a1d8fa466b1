//! From where on to say yes.
//!
//! Looking one ask ahead: as long as some further ask is expected to bring more than it
//! risks, go on; where none does, accept. Never below the floor. Between the floor and
//! the accept-if one asks once more, and takes what stands if the answer is no. The result is a worth,
//! put into thresholds on components, each conditional on the rest. For the owner alone.

use serde::Serialize;

use crate::component::{Component, Package};

use super::price::inverse;
use super::search::Search;

/// When to accept.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct AcceptIf {
    /// Worth above what is on the table from which to accept; zero or less where the
    /// offer stands above it already.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub gain: f64,
    /// `floor` or `one-ask-ahead`.
    pub binds: Binds,
    /// Each component alone, the rest as offered.
    pub alone: Vec<Threshold>,
    /// With one component where the target has it, what another must come to.
    pub given: Vec<Conditional>,
    /// The same worth where one counter ends an offer more or less often.
    pub sensitivity: Vec<IfLost>,
    /// No single component can carry it, nor all that are likely.
    pub out_of_reach: bool,
}

/// The accept-if, were one counter to end an offer with this chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct IfLost {
    pub chance_lost: f64,
    #[serde(serialize_with = "crate::rounded::cents")]
    pub gain: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Binds {
    /// The walk-away.
    Floor,
    /// A further ask is not expected to be worth its risk.
    OneAskAhead,
    /// The offer meets both as it is.
    Offer,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Threshold {
    pub component: Component,
    #[serde(serialize_with = "crate::rounded::fine")]
    pub at_least: f64,
    /// Chance that the employer can go there.
    #[serde(serialize_with = "crate::rounded::fine")]
    pub chance: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Conditional {
    pub given: Component,
    #[serde(serialize_with = "crate::rounded::fine")]
    pub given_amount: f64,
    pub then: Threshold,
}

/// What a further ask might be lost for, beyond the assumed chance: shown beside it.
const WITHDRAWALS: [f64; 3] = [0.0, 0.01, 0.05];

/// A further ask must be expected to bring this share of the base, or it is not worth
/// a round.
const WORTH_A_ROUND: f64 = 0.01;

/// The accept-if. `floor_gain` is the walk-away's worth above what is on the table
/// (negative where the offer beats it), `target` what is aimed for.
pub(crate) fn accept_with(
    search: &Search<'_>,
    floor_gain: Option<f64>,
    target: Option<&Package>,
    withdrawal: f64,
) -> AcceptIf {
    let ahead = |chance_lost: f64| one_ask_ahead(search, floor_gain, chance_lost);
    let target_gain = target.map_or(0.0, |package| search.worth.gain(package));
    // Beyond the target there is nothing to hold out for.
    let stop = ahead(withdrawal).min(target_gain * 0.9).max(0.0);
    let floor = floor_gain.unwrap_or(f64::MIN);
    let gain = stop.max(floor);
    let binds = if gain <= 0.0 {
        Binds::Offer
    } else if floor > stop {
        Binds::Floor
    } else {
        Binds::OneAskAhead
    };
    let alone: Vec<Threshold> = search
        .curves
        .0
        .iter()
        .filter(|(component, curve)| {
            gain > 0.0 && component.is_pay() && curve.gain(curve.steps) >= gain
        })
        .map(|(component, curve)| {
            let amount =
                curve.offered + curve.step * inverse(|steps| curve.gain(steps), curve.steps, gain);
            threshold(search, *component, amount, curve.step.abs())
        })
        .collect();
    let mut given = Vec::new();
    if let Some(target) = target {
        let current = search.worth.inner().current();
        for (component, aimed, _) in target.differences(current) {
            let with = current.clone().with(component, aimed);
            let left = gain - search.worth.gain(&with);
            if left <= 0.0 || gain <= 0.0 {
                continue;
            }
            for (other, curve) in &search.curves.0 {
                if *other == component || !other.is_pay() || curve.gain(curve.steps) < left {
                    continue;
                }
                let amount = curve.offered
                    + curve.step * inverse(|steps| curve.gain(steps), curve.steps, left);
                given.push(Conditional {
                    given: component,
                    given_amount: aimed,
                    then: threshold(search, *other, amount, curve.step.abs()),
                });
            }
        }
    }
    let likely: f64 = search
        .curves
        .0
        .iter()
        .map(|(component, curve)| {
            let most = search
                .employer
                .limits
                .get(component)
                .map_or(curve.amount(curve.steps), |limit| limit.at_chance(0.1));
            let steps = ((most - curve.offered) / curve.step).max(0.0) as u32;
            curve.gain(steps.min(curve.steps))
        })
        .sum();
    AcceptIf {
        gain,
        binds,
        alone,
        given,
        sensitivity: WITHDRAWALS
            .into_iter()
            .map(|chance_lost| IfLost {
                chance_lost,
                gain: ahead(chance_lost)
                    .min(target_gain * 0.9)
                    .max(0.0)
                    .max(floor),
            })
            .collect(),
        out_of_reach: gain > likely,
    }
}

fn threshold(search: &Search<'_>, component: Component, amount: f64, step: f64) -> Threshold {
    // Up to a tenth of a step: what is accepted is at least worth the accept-if.
    let fine = (step / 10.0).max(f64::MIN_POSITIVE);
    let at_least = (amount / fine - 1e-9).ceil() * fine;
    Threshold {
        component,
        at_least,
        chance: search
            .employer
            .chance(component, at_least, search.knowledge),
    }
}

/// The smallest worth above the offer at which no further ask on one component is
/// expected to pay: its chance times what it adds, less the chance that asking ends the
/// offer times what would be lost.
fn one_ask_ahead(search: &Search<'_>, floor_gain: Option<f64>, withdrawal: f64) -> f64 {
    let round = search.worth.inner().current().amount(Component::Base) * WORTH_A_ROUND;
    // It is decided once they have answered a counter: a second one has less of a chance.
    let again = search.knowledge.employer.moves_again;
    let asks: Vec<(f64, f64)> = search
        .curves
        .0
        .iter()
        .filter_map(|(component, curve)| Some((curve, search.employer.limits.get(component)?)))
        .flat_map(|(curve, limit)| {
            (1..=curve.steps).map(move |steps| {
                let chance = again * limit.chance_granted(curve.amount(steps));
                (chance, curve.gain(steps))
            })
        })
        .collect();
    let pays = |standing: f64| {
        // What is lost if they walk: the offer as it stands, down to the floor.
        let lost = withdrawal * (standing - floor_gain.unwrap_or(0.0)).max(0.0);
        asks.iter()
            .any(|(chance, gain)| chance * (gain - standing) - lost > round)
    };
    let mut high = asks.iter().map(|ask| ask.1).fold(0.0, f64::max);
    if !pays(0.0) {
        return 0.0;
    }
    let mut low = 0.0;
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if pays(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The accept-if for a value function and an employer.
pub fn accept_if(
    value: &dyn crate::worth::PackageValue,
    employer: &crate::employer::Employer,
    knowledge: &crate::knowledge::Knowledge,
    floor_gain: Option<f64>,
    target: Option<&Package>,
    fixed: &[Component],
) -> AcceptIf {
    let worth = crate::worth::Remembered::new(value);
    let curves = super::Curves::sample(&worth, employer, knowledge, fixed);
    let search = Search {
        worth: &worth,
        curves: &curves,
        employer,
        knowledge,
    };
    accept_with(&search, floor_gain, target, knowledge.employer.withdrawal)
}
