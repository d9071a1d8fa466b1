//! What to open with and what to aim for.
//!
//! The opening goes as far as the evidence carries and the employer may plausibly go;
//! without evidence it goes less far and claims nothing. The target is what they can
//! reach more likely than not. Both are single precise figures (see `anchoring`).

use serde::Serialize;

use crate::component::{Component, Package};
use crate::worth::Valued;

use super::curve::Curves;
use super::search::Search;

/// Components other than base open where they are still within reach with this chance.
const OPENING_CHANCE: f64 = 0.35;
/// Evidence carries an opening of base as far as this chance, and no further than itself.
const BACKED_CHANCE: f64 = 0.10;
/// Without evidence above the offer the opening stays here.
const UNBACKED_CHANCE: f64 = 0.45;
const TARGET_CHANCE: f64 = 0.55;
/// An ask that must reach the walk-away lies this far above it, so as not to name it.
const ABOVE: f64 = 1.05;

/// An amount that evidence speaks for.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Backing {
    pub component: Component,
    #[serde(serialize_with = "crate::rounded::fine")]
    pub amount: f64,
    /// For the owner: what speaks for it.
    pub what: String,
    /// Id of the evidence.
    pub evidence: String,
}

/// A package to ask for.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Proposal {
    /// Figure id: `plan.acme.opening`.
    pub figure: String,
    pub package: Package,
    /// Worth above what is on the table.
    pub gain: Valued,
    pub moves: Vec<Move>,
}

/// One component of a proposal that differs from the offer.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Move {
    pub component: Component,
    #[serde(serialize_with = "crate::rounded::fine")]
    pub from: f64,
    #[serde(serialize_with = "crate::rounded::fine")]
    pub to: f64,
    /// Chance that the employer can go there.
    #[serde(serialize_with = "crate::rounded::fine")]
    pub chance: f64,
    /// What speaks for this much or more.
    pub backing: Vec<Backing>,
}

/// Opening and target.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposals {
    pub opening: Option<Proposal>,
    pub target: Option<Proposal>,
    /// Base cannot or should hardly move: the ask goes through other components.
    pub base_capped: bool,
    pub notes: Vec<String>,
}

/// What proposals are made from.
pub(crate) struct Proposing<'a> {
    pub(crate) search: &'a Search<'a>,
    pub(crate) backings: &'a [Backing],
    /// Costs of leaving the current job, in the package's currency: a signing payment
    /// that makes them whole is asked for in the opening.
    pub(crate) make_whole: Option<f64>,
    pub(crate) figure: &'a str,
}

/// Opening and target packages, from what is on the table.
pub(crate) fn propose_with(from: &Proposing<'_>) -> Proposals {
    let search = from.search;
    let current = search.worth.inner().current();
    let mut opening = current.clone();
    let mut target = current.clone();
    let mut notes = Vec::new();
    let mut base_moves = false;
    if let (Some(curve), Some(limit)) = (
        search.curves.0.get(&Component::Base),
        search.employer.limits.get(&Component::Base),
    ) {
        let offered = curve.offered;
        let best = from
            .backings
            .iter()
            .filter(|backing| backing.component == Component::Base)
            .map(|backing| backing.amount)
            .fold(None, |best: Option<f64>, amount| {
                Some(best.map_or(amount, |b| b.max(amount)))
            });
        let reach = match best {
            // No further than the best evidence carries, nor than they may plausibly go.
            Some(amount) if amount > offered => amount.min(limit.at_chance(BACKED_CHANCE)),
            Some(_) => {
                notes.push(
                    "the evidence on base does not lie above the offer: the opening stays near \
                     it and leans on other components"
                        .to_owned(),
                );
                limit.at_chance(UNBACKED_CHANCE)
            }
            None => {
                notes.push(
                    "no evidence speaks for a figure on base: the opening is modest and claims \
                     nothing of the market"
                        .to_owned(),
                );
                limit.at_chance(UNBACKED_CHANCE)
            }
        };
        let step = curve.step.abs();
        let backed = best.is_some_and(|amount| amount > offered);
        let open_at = if backed {
            // Down, so that the evidence still carries it.
            (((reach / step + 1e-9).floor()) * step).max(offered)
        } else {
            // Up, so that a small room is not rounded away.
            stepped_up(offered, reach, step)
        };
        let aim_at = stepped_up(offered, limit.at_chance(TARGET_CHANCE).min(reach), step);
        if open_at > offered {
            base_moves = true;
            opening.set(Component::Base, open_at);
            if aim_at > offered {
                target.set(Component::Base, aim_at.min(open_at));
            }
        }
    }
    let equity = current.equity();
    for component in equity.into_iter().chain([Component::Signing]) {
        let (Some(curve), Some(limit)) = (
            search.curves.0.get(&component),
            search.employer.limits.get(&component),
        ) else {
            continue;
        };
        let whole = from.make_whole.filter(|_| component == Component::Signing);
        // Signing is kept for the close unless base is capped or leaving costs something.
        if component == Component::Signing && base_moves && whole.is_none() {
            continue;
        }
        let step = curve.step.abs();
        let open_at = match whole {
            // What leaving costs is a reason, not a reach: an ask that they can hardly meet
            // spends the reason for nothing.
            Some(cost) => {
                let reach = limit.at_chance(BACKED_CHANCE);
                if curve.offered + cost > reach {
                    notes.push(
                        "leaving costs more than a signing bonus is likely to reach: the rest \
                         is a reason for equity or a later start"
                            .to_owned(),
                    );
                }
                (curve.offered + cost).min(reach)
            }
            None => limit.at_chance(OPENING_CHANCE),
        };
        let aim_at = limit.at_chance(TARGET_CHANCE).min(open_at);
        let most = curve.amount(curve.steps);
        let open_at = stepped_up(curve.offered, open_at, step).min(most.max(curve.offered));
        if open_at > curve.offered {
            opening.set(component, open_at);
            let aim_at = stepped_up(curve.offered, aim_at, step).min(open_at);
            if aim_at > curve.offered {
                target.set(component, aim_at);
            }
        }
    }
    if opening.differences(&target).is_empty() && !opening.differences(current).is_empty() {
        // The same package twice leaves nothing to give: aim for the larger half of the way.
        let moved: Vec<(Component, f64, f64)> = opening.differences(current);
        for (component, high, low) in moved {
            let Some(curve) = search.curves.0.get(&component) else {
                continue;
            };
            let half = stepped_up(low, low + (high - low) * 0.6, curve.step.abs());
            if half < high {
                target.set(component, half);
            }
        }
    }
    Proposals {
        opening: proposal(from, opening, "opening"),
        target: proposal(from, target, "target"),
        base_capped: !base_moves,
        notes,
    }
}

/// The cheapest package that is worth more than `gain`, for an employer who is not likely to go
/// there; none where no ask would be taken seriously.
pub(crate) fn reaching(from: &Proposing<'_>, gain: f64) -> Option<Proposal> {
    let even = from.search.knowledge.employer.temper.first()?;
    let offered = from.search.worth.inner().current();
    let few = Curves(
        from.search
            .curves
            .0
            .iter()
            .filter(|(component, _)| {
                let usual = matches!(component, Component::Base | Component::Signing);
                usual || component.is_pay() && offered.amount(**component) > 0.0
            })
            .map(|(component, curve)| (*component, curve.clone()))
            .collect(),
    );
    let few = Search {
        curves: &few,
        ..*from.search
    };
    // In what is usual and offered already, if it can be done in that.
    let found = super::search::cheapest(&few, gain * ABOVE, even)
        .or_else(|| super::search::cheapest(from.search, gain * ABOVE, even))?;
    proposal(from, found.package, "opening").filter(|proposal| proposal.gain.ce > gain)
}

/// The proposal with its gain and chances; none where it changes nothing or gains nothing.
pub(crate) fn proposal(from: &Proposing<'_>, package: Package, name: &str) -> Option<Proposal> {
    let search = from.search;
    let current = search.worth.inner().current();
    let moves: Vec<Move> = package
        .differences(current)
        .into_iter()
        .map(|(component, to, start)| Move {
            component,
            from: start,
            to,
            chance: search.employer.chance(component, to, search.knowledge),
            backing: from
                .backings
                .iter()
                .filter(|backing| backing.component == component && backing.amount >= to)
                .cloned()
                .collect(),
        })
        .collect();
    if moves.is_empty() {
        return None;
    }
    let gain = search.worth.valued_gain(&package);
    (gain.ce > 0.0).then(|| Proposal {
        figure: format!("{}.{name}", from.figure),
        package,
        gain,
        moves,
    })
}

/// The cheapest package worth `gain` that leaves base and bonus as they are, for an
/// employer bound by its band, with its exact gain; none where that is out of reach.
pub(crate) fn outside_band(search: &Search<'_>, gain: f64) -> Option<(Package, f64)> {
    let outside = Curves(
        search
            .curves
            .0
            .iter()
            .filter(|(component, _)| {
                component.is_pay() && !matches!(component, Component::Base | Component::BonusTarget)
            })
            .map(|(component, curve)| (*component, curve.clone()))
            .collect(),
    );
    let search = Search {
        curves: &outside,
        ..*search
    };
    let temper = search
        .knowledge
        .employer
        .temper
        .iter()
        .max_by(|a, b| (a.recurring / a.one_time).total_cmp(&(b.recurring / b.one_time)))?;
    let found = super::search::cheapest(&search, gain, temper)?;
    let reachable = found
        .package
        .differences(search.worth.inner().current())
        .into_iter()
        .all(|(component, to, _)| {
            search.employer.chance(component, to, search.knowledge) >= BACKED_CHANCE
        });
    (gain > 0.0 && reachable).then_some((found.package, found.gain))
}

/// `from` plus whole steps up to at least `to`, unless `to` is less than a quarter of a
/// step away.
fn stepped_up(from: f64, to: f64, step: f64) -> f64 {
    if step <= 0.0 || to <= from + step * 0.25 {
        return from;
    }
    // Multiples of the step, so that figures look meant: 226,000, not 226,537.
    let up = (to / step - 1e-9).ceil() * step;
    up.max(from)
}

/// Opening and target for a value function and an employer. `backings` are amounts that
/// evidence speaks for; `fixed` components do not move.
pub fn propose(
    value: &dyn crate::worth::PackageValue,
    employer: &crate::employer::Employer,
    knowledge: &crate::knowledge::Knowledge,
    backings: &[Backing],
    make_whole: Option<f64>,
    fixed: &[Component],
    figure: &str,
) -> Proposals {
    let worth = crate::worth::Remembered::new(value);
    let curves = super::Curves::sample(&worth, employer, knowledge, fixed);
    propose_with(&Proposing {
        search: &Search {
            worth: &worth,
            curves: &curves,
            employer,
            knowledge,
        },
        backings,
        make_whole,
        figure,
    })
}
