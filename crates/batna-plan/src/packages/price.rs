//! What one component is worth in terms of the others, to the owner, after tax.

use serde::Serialize;

use crate::component::{Component, Unit, written};
use crate::worth::{PackageValue, Remembered};

use super::curve::Curves;

/// An exchange at which the owner is indifferent, from what is on the table.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Price {
    pub of: Component,
    #[serde(serialize_with = "crate::rounded::fine")]
    pub of_amount: f64,
    /// Worth over the horizon, after tax and risk.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub worth: f64,
    /// The amounts of other components that are worth the same.
    pub equals: Vec<Equal>,
    /// `$10,000 base = $31,000 signing = 0.02%`.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Equal {
    pub component: Component,
    #[serde(serialize_with = "crate::rounded::fine")]
    pub amount: f64,
}

/// Prices of a useful amount of each component in terms of the others.
///
/// The amount is twice the difference that counts (`apart`). An equal that lies beyond
/// the most a search adds is left out.
pub fn prices(
    value: &dyn PackageValue,
    employer: &crate::employer::Employer,
    knowledge: &crate::knowledge::Knowledge,
) -> Vec<Price> {
    let worth = Remembered::new(value);
    let curves = Curves::sample(&worth, employer, knowledge, &[]);
    from_curves(&curves, value, knowledge)
}

pub(crate) fn from_curves(
    curves: &Curves,
    value: &dyn PackageValue,
    knowledge: &crate::knowledge::Knowledge,
) -> Vec<Price> {
    let currency = value.currency();
    let say = |component: Component, amount: f64| {
        let (amount, label) = (
            written(component, amount, currency),
            knowledge.label(component),
        );
        match component.unit() {
            Unit::CurrencyOnce | Unit::CurrencyPerYear | Unit::Fraction | Unit::Shares => {
                format!("{amount} {label}")
            }
            _ => format!("{label} ({amount})"),
        }
    };
    curves
        .0
        .iter()
        .filter_map(|(component, curve)| {
            let size = curve.step.abs();
            let steps = ((2.0 * curve.apart / size).round() as u32).clamp(1, curve.steps);
            let amount = size * f64::from(steps);
            let gain = curve.gain(steps);
            if gain <= 0.0 {
                return None;
            }
            let equals: Vec<Equal> = curves
                .0
                .iter()
                .filter(|(other, curve)| {
                    *other != component
                        && super::curve::fine_step(**other, 1.0).is_some()
                        && curve.gain(curve.steps) >= gain
                })
                .map(|(other, curve)| Equal {
                    component: *other,
                    amount: curve.step.abs() * inverse(|s| curve.gain(s), curve.steps, gain),
                })
                .collect();
            // A price in terms of nothing is none.
            if equals.is_empty() {
                return None;
            }
            let text = std::iter::once(say(*component, amount))
                .chain(equals.iter().map(|equal| {
                    let fine = super::curve::fine_step(equal.component, equal.amount / 10.0);
                    let rounded = match fine {
                        Some(fine) => {
                            let fine = super::nice(fine);
                            (equal.amount / fine).round() * fine
                        }
                        None => equal.amount,
                    };
                    say(equal.component, rounded)
                }))
                .collect::<Vec<_>>()
                .join(" = ");
            Some(Price {
                of: *component,
                of_amount: amount,
                worth: gain,
                equals,
                text,
            })
        })
        .collect()
}

/// The fractional number of steps at which a rising curve reaches `gain`.
pub(crate) fn inverse(curve: impl Fn(u32) -> f64, steps: u32, gain: f64) -> f64 {
    let (mut low, mut high) = (0, steps);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if curve(middle) < gain {
            low = middle;
        } else {
            high = middle;
        }
    }
    let (below, above) = (curve(low), curve(high));
    if above > below {
        f64::from(low) + ((gain - below) / (above - below)).clamp(0.0, 1.0) * f64::from(high - low)
    } else {
        f64::from(high)
    }
}
