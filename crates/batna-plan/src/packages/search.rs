//! The cheapest way for an employer to give the owner a stated gain.
//!
//! Greedy by gain per cost from the offer up: exact up to one step where gains are
//! concave and costs convex in each component and components hardly interact. A step
//! near or past what the employer is likely to be able to give costs them more: its
//! cost is divided by the chance that they can.

use std::collections::BTreeMap;

use crate::component::{Component, Package};
use crate::employer::{Employer, Temper};
use crate::knowledge::Knowledge;
use crate::worth::Remembered;

use super::curve::{Curves, fine_step};

/// A chance below this is counted as this, so that nothing costs infinitely much.
const LEAST_CHANCE: f64 = 0.02;

/// The search's inputs.
pub(crate) struct Search<'a> {
    pub(crate) worth: &'a Remembered<'a>,
    pub(crate) curves: &'a Curves,
    pub(crate) employer: &'a Employer,
    pub(crate) knowledge: &'a Knowledge,
}

/// What the search found.
pub(crate) struct Found {
    pub(crate) package: Package,
    /// Exact gain of the package.
    pub(crate) gain: f64,
}

/// Effective cost of having a component at `steps`, to an employer of this temper:
/// the integral of the weighted cost over the chance that it can be given.
pub(crate) fn effective_cost(
    search: &Search<'_>,
    component: Component,
    from_steps: u32,
    to_steps: u32,
    temper: &Temper,
) -> Option<f64> {
    let curve = search.curves.0.get(&component)?;
    let watched = search.knowledge.trade(component)?.watched_as;
    let current = search.worth.inner().current();
    let at = |steps: u32| {
        let package = current.clone().with(component, curve.amount(steps));
        search.employer.cost.parts(&package)
    };
    let (before, after) = (at(from_steps), at(to_steps));
    let money = after.total() - before.total();
    // What no cost is known for is not free: it takes somebody's effort.
    let floor = current.amount(Component::Base) * 0.0005;
    let chance = search
        .employer
        .chance(component, curve.amount(to_steps), search.knowledge)
        .max(LEAST_CHANCE);
    Some(money.max(floor) * temper.weight(watched) / chance)
}

/// The cheapest package with at least `gain` for the owner; none where the offer's
/// components cannot carry that much.
///
/// Where a component that cannot be divided overshoots what the others can make up for,
/// the search is run again without it.
pub(crate) fn cheapest(search: &Search<'_>, gain: f64, temper: &Temper) -> Option<Found> {
    cheapest_with(search, gain, temper, &[])
}

/// The same for an employer who cannot move the `closed` components at all.
pub(crate) fn cheapest_with(
    search: &Search<'_>,
    gain: f64,
    temper: &Temper,
    closed: &[Component],
) -> Option<Found> {
    let mut without: Vec<Component> = closed.to_vec();
    loop {
        let found = cheapest_without(search, gain, temper, &without)?;
        let step = search.worth.inner().current().amount(Component::Base) * OVERSHOOT;
        let coarse = found
            .package
            .differences(search.worth.inner().current())
            .into_iter()
            .map(|(component, _, _)| component)
            .find(|component| {
                search
                    .curves
                    .0
                    .get(component)
                    .is_some_and(|curve| fine_step(*component, curve.step).is_none())
            });
        match coarse {
            Some(component) if found.gain > gain + step => without.push(component),
            _ => return Some(found),
        }
    }
}

/// A gain this share of base above the target is too much.
const OVERSHOOT: f64 = 0.0025;

fn cheapest_without(
    search: &Search<'_>,
    gain: f64,
    temper: &Temper,
    without: &[Component],
) -> Option<Found> {
    let mut at: BTreeMap<Component, u32> = search
        .curves
        .0
        .keys()
        .filter(|component| !without.contains(component))
        .map(|component| (*component, 0))
        .collect();
    let mut reached = 0.0;
    let mut last = None;
    while reached < gain {
        let mut best: Option<(f64, f64, Component)> = None;
        for (component, steps) in &at {
            let curve = search.curves.0.get(component)?;
            if *steps >= curve.steps {
                continue;
            }
            let more = curve.gain(steps + 1) - curve.gain(*steps);
            let cost = effective_cost(search, *component, *steps, steps + 1, temper)?;
            if more > 0.0 && best.is_none_or(|(ratio, _, _)| more / cost > ratio) {
                best = Some((more / cost, more, *component));
            }
        }
        let (_, more, component) = best?;
        reached += more;
        *at.get_mut(&component)? += 1;
        last = Some(component);
    }
    let current = search.worth.inner().current();
    let mut package = current.clone();
    for (component, steps) in &at {
        if *steps > 0 {
            package.set(*component, search.curves.0.get(component)?.amount(*steps));
        }
    }
    Some(close(search, package, gain, last))
}

/// Sets one divisible component so that the exact gain meets the target: the one that
/// was last moved, so that the composition stays the cheapest.
fn close(search: &Search<'_>, mut package: Package, gain: f64, last: Option<Component>) -> Found {
    let current = search.worth.inner().current();
    let divisible = |component: Component| {
        search
            .curves
            .0
            .get(&component)
            .and_then(|curve| Some((component, fine_step(component, curve.step)?, curve)))
    };
    let closing = last.and_then(divisible).or_else(|| {
        package
            .differences(current)
            .into_iter()
            .find_map(|(component, _, _)| divisible(component))
    });
    if let Some((component, fine, curve)) = closing {
        let room = curve.amount(curve.steps) - curve.offered;
        let exact =
            |amount: f64| search.worth.gain(&package.clone().with(component, amount)) - gain;
        let (mut low, mut high) = (curve.offered, curve.offered + room);
        let (mut short, mut over) = (exact(low), exact(high));
        if short < 0.0 && over > 0.0 {
            // False position with the Illinois rule: worth is nearly linear here, and each
            // look costs a valuation. Done within half a fine step.
            let near = ((over - short) / (high - low) * fine / 2.0).abs();
            let mut stuck = 0;
            while (high - low).abs() > fine {
                let at = low - short * (high - low) / (over - short);
                let miss = exact(at);
                if miss.abs() <= near {
                    high = at;
                    break;
                }
                if miss < 0.0 {
                    (low, short) = (at, miss);
                    over *= if stuck < 0 { 0.5 } else { 1.0 };
                    stuck = -1;
                } else {
                    (high, over) = (at, miss);
                    short *= if stuck > 0 { 0.5 } else { 1.0 };
                    stuck = 1;
                }
            }
            let rounded = (high / fine).round() * fine;
            package.set(component, rounded);
        }
    }
    let gain = search.worth.gain(&package);
    Found { package, gain }
}
