//! Which lines say how a grant vests, and which part of them.

use rust_decimal::Decimal;

use super::{Gathered, about_shares, vesting};
use crate::evidence::Line;
use crate::lexicon::{Role, Signal};
use crate::quantity::Quantity;

const RHYTHMS: [Signal; 4] = [
    Signal::Monthly,
    Signal::Quarterly,
    Signal::HalfYearly,
    Signal::Yearly,
];

fn is_part(quantity: &Quantity) -> bool {
    quantity.share().is_some_and(|share| share < Decimal::ONE)
}

/// Gives what a line says of vesting to its grants; a line about two kinds is parted between them.
pub(super) fn gather_vesting(index: usize, line: &Line, about: &[usize], grants: &mut [Gathered]) {
    // Bullets that go on: `15% on the second anniversary`.
    let has_parts = line.quantities.iter().any(is_part);
    let timed = has_parts
        && (line.quantities.iter().any(|one| one.months().is_some())
            || [
                Signal::Rest,
                Signal::Monthly,
                Signal::Quarterly,
                Signal::Cliff,
            ]
            .iter()
            .any(|signal| line.has(*signal)));
    let goes_on = timed
        && about.iter().any(|at| {
            grants
                .get(*at)
                .and_then(|grant| grant.vesting.last())
                .is_some_and(|(last, _)| index.abs_diff(*last) <= 2)
        });
    let whole_schedule = line.quantities.iter().any(|one| {
        one.length()
            .and_then(|one| one.months())
            .is_some_and(|months| months >= 24)
    }) && RHYTHMS.into_iter().any(|rhythm| line.has(rhythm));
    let rhythmic =
        whole_schedule && (line.headed_by(Role::Equity) || line.speaks_of(Role::Equity, 3.0));
    // `monthly over four years, and if we are sold all of it vests` is a schedule too.
    let until = schedule_before_sale(line);
    // `25% ... until fully vested or your employment ends` is still one.
    let of_sale = line.has(Signal::Control) && !whole_schedule && until.is_none()
        || line.has(Signal::Departed) && line.has(Signal::Accelerat) && !has_parts;
    let listed = || about_shares(line) && vesting::listed(line, 0).is_some() || is_parted(line);
    if of_sale || !(line.has(Signal::Vesting) || goes_on || rhythmic || listed()) {
        return;
    }
    let kinds = line.kinds();
    let verbs = line.signals(Signal::Vesting).count();
    let switch = kinds.windows(2).find_map(|pair| match pair {
        [(first, _), (second, at)] if first.is_option() != second.is_option() => {
            Some((first.is_option(), *at))
        }
        _ => None,
    });
    if let Some((options_first, at)) = switch.filter(|_| verbs >= 2 && grants.len() >= 2) {
        for grant in grants.iter_mut() {
            let part = if grant.is_option() == options_first {
                0..at
            } else {
                at..line.tokens.len()
            };
            grant.vesting.push((index, part));
        }
        return;
    }
    for at in about {
        if let Some(grant) = grants.get_mut(*at) {
            grant
                .vesting
                .push((index, 0..until.unwrap_or(line.tokens.len())));
        }
    }
}

/// `1/48th a month, and if we are bought the rest vests`: where the schedule ends and the sale begins.
fn schedule_before_sale(line: &Line) -> Option<usize> {
    let sale = line
        .signals(Signal::Control)
        .map(|hit| hit.at.start)
        .min()?;
    let before = |signal: Signal| line.signals(signal).any(|hit| hit.at.end <= sale);
    let parted = line
        .quantities
        .iter()
        .any(|one| one.at.end <= sale && is_part(one));
    (before(Signal::Vesting) && parted && RHYTHMS.into_iter().any(before)).then_some(sale)
}

/// `They are delivered 30% after a year, 30% after two and 40% after three`: parts that make a whole.
fn is_parted(line: &Line) -> bool {
    let parts: Vec<Decimal> = line
        .quantities
        .iter()
        .filter_map(Quantity::share)
        .filter(|share| *share < Decimal::ONE)
        .collect();
    let timed = line.quantities.iter().any(|one| one.months().is_some());
    parts.len() >= 2 && parts.iter().sum::<Decimal>() == Decimal::ONE && timed
}
