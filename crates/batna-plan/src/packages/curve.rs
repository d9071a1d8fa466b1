//! The worth of moving one component alone, sampled and interpolated.

use std::collections::BTreeMap;

use crate::component::{Component, Package, Unit};
use crate::employer::Employer;
use crate::knowledge::{Knowledge, Size};
use crate::worth::Remembered;

/// One component's room and worth.
#[derive(Clone, Debug)]
pub(crate) struct Curve {
    pub(crate) offered: f64,
    /// Signed: negative where less is better.
    pub(crate) step: f64,
    pub(crate) apart: f64,
    /// Steps from what is offered to the most that a search adds.
    pub(crate) steps: u32,
    /// Gain for the owner at fractions of the way, ascending.
    samples: Vec<(f64, f64)>,
}

/// The curves of every component that can be valued and moved.
pub(crate) struct Curves(pub(crate) BTreeMap<Component, Curve>);

const FRACTIONS: [f64; 4] = [0.1, 0.35, 0.65, 1.0];

impl Curves {
    pub(crate) fn sample(
        worth: &Remembered<'_>,
        employer: &Employer,
        knowledge: &Knowledge,
        fixed: &[Component],
    ) -> Curves {
        let current = worth.inner().current();
        let base = current.amount(Component::Base);
        let mut curves = BTreeMap::new();
        for component in worth.inner().components() {
            let Some(trade) = knowledge.trade(component) else {
                continue;
            };
            // Of the three measures of a grant only the one the offer speaks in moves.
            let other_measure =
                component.is_equity() && current.equity().is_some_and(|c| c != component);
            if fixed.contains(&component) || other_measure {
                continue;
            }
            let offered = current.amount(component);
            let units = |size: Size| match size {
                Size::Units(units) => units,
                Size::OfBase(share) => base * share,
                Size::OfOffered(share) => offered * share,
            };
            let continuous = !component.is_indivisible();
            let step = if continuous {
                nice(units(trade.step))
            } else {
                units(trade.step)
            };
            let ceiling = employer.limits.get(&component).map(|limit| {
                limit.distribution().last().map_or(offered, |point| point.0) - offered
            });
            let mut most = units(trade.most);
            if let Some(ceiling) = ceiling {
                most = most.min(ceiling);
            }
            match component {
                Component::RemoteDays => most = most.min(5.0 - offered),
                Component::Team | Component::Publication | Component::Visa => {
                    most = most.min(1.0 - offered);
                }
                Component::ReviewMonths if offered == 0.0 => continue,
                // A bonus scheme one is in or not: nobody adds half a percent of one.
                Component::BonusTarget if offered == 0.0 => continue,
                _ => {}
            }
            if !(step > 0.0 && most >= step) {
                continue;
            }
            let steps = (most / step).floor().min(400.0) as u32;
            let signed = if component.less_is_better() {
                -step
            } else {
                step
            };
            let samples: Vec<(f64, f64)> = FRACTIONS
                .into_iter()
                .map(|fraction| {
                    let at = (f64::from(steps) * fraction).ceil().max(1.0);
                    let moved = current.clone().with(component, offered + signed * at);
                    (at, worth.gain(&moved))
                })
                .collect();
            // More of what cannot be valued is worth nothing that could be weighed.
            if samples.iter().all(|(_, gain)| *gain <= 0.0) {
                continue;
            }
            curves.insert(
                component,
                Curve {
                    offered,
                    step: signed,
                    apart: units(trade.apart),
                    steps,
                    samples,
                },
            );
        }
        Curves(curves)
    }
}

impl Curves {
    /// Components asked for by either package whose amounts differ by at least their
    /// stated minimum; one that only one of them asks for counts.
    pub(crate) fn differing(&self, a: &Package, b: &Package) -> usize {
        self.0
            .iter()
            .filter(|(component, curve)| {
                let amount = |package: &Package| package.get(**component).unwrap_or(curve.offered);
                (amount(a) - amount(b)).abs() >= curve.apart * (1.0 - 1e-9)
            })
            .count()
    }
}

impl Curve {
    pub(crate) fn amount(&self, steps: u32) -> f64 {
        self.offered + self.step * f64::from(steps)
    }

    /// Gain at a number of steps, linear between the samples.
    pub(crate) fn gain(&self, steps: u32) -> f64 {
        let at = f64::from(steps);
        let mut before = (0.0, 0.0);
        for sample in &self.samples {
            if at <= sample.0 {
                if sample.0 <= before.0 {
                    return sample.1;
                }
                let share = (at - before.0) / (sample.0 - before.0);
                return before.1 + share * (sample.1 - before.1);
            }
            before = *sample;
        }
        before.1
    }
}

/// The nearest of 1, 2, 2.5 and 5 times a power of ten, so that steps are round.
pub(crate) fn nice(value: f64) -> f64 {
    if !(value.is_finite() && value > 0.0) {
        return 0.0;
    }
    let power = 10_f64.powi(value.log10().floor() as i32);
    let lead = value / power;
    let round = if lead < 1.5 {
        1.0
    } else if lead < 2.25 {
        2.0
    } else if lead < 3.5 {
        2.5
    } else if lead < 7.5 {
        5.0
    } else {
        10.0
    };
    round * power
}

/// How finely a component may be set to close a search: a fifth of a step where the
/// unit can be divided.
pub(crate) fn fine_step(component: Component, step: f64) -> Option<f64> {
    match component.unit() {
        Unit::CurrencyOnce | Unit::CurrencyPerYear => Some((step.abs() / 10.0).max(1.0)),
        Unit::Shares => Some((step.abs() / 10.0).max(1.0).round()),
        Unit::Fraction if component.is_equity() => Some(step.abs() / 10.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        for (value, expected) in [
            (1025.0, 1000.0),
            (2562.0, 2500.0),
            (0.0003, 0.00025),
            (0.0, 0.0),
        ] {
            assert!((nice(value) - expected).abs() < 1e-12, "{value}");
        }
    }
}
