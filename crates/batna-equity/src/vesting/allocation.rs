//! Whole shares out of parts: the seven allocation modes of the Open Cap Format.
//!
//! Source: Open Cap Format, `AllocationType.schema.json`, whose worked example is 18 shares
//! over four equal tranches.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// How fractional parts become shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Allocation {
    /// The running total is rounded, halves up.
    CumulativeRounding,
    /// The running total is rounded down.
    #[default]
    CumulativeRoundDown,
    /// Each part is rounded down; what is left goes one by one to the first parts.
    FrontLoaded,
    /// What is left goes one by one to the last parts.
    BackLoaded,
    /// What is left goes to the first part.
    FrontLoadedToSingleTranche,
    /// What is left goes to the last part.
    BackLoadedToSingleTranche,
    /// Parts stay fractional.
    Fractional,
}

impl Allocation {
    pub const ALL: [Allocation; 7] = [
        Allocation::CumulativeRounding,
        Allocation::CumulativeRoundDown,
        Allocation::FrontLoaded,
        Allocation::BackLoaded,
        Allocation::FrontLoadedToSingleTranche,
        Allocation::BackLoadedToSingleTranche,
        Allocation::Fractional,
    ];

    /// Reads an OCF name such as `CUMULATIVE_ROUND_DOWN`.
    pub fn from_ocf(name: &str) -> Option<Allocation> {
        serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
    }

    /// Divides `total` by relative weights; the parts sum to it exactly. What is fractional
    /// in the total itself goes with the last part. None where numbers are too large or the
    /// weights are all zero.
    pub fn allot(self, total: Decimal, weights: &[Decimal]) -> Option<Vec<Decimal>> {
        let sum = weights
            .iter()
            .try_fold(Decimal::ZERO, |sum, weight| sum.checked_add(*weight))?;
        if sum <= Decimal::ZERO {
            return None;
        }
        let mut parts = match self {
            Allocation::CumulativeRounding => {
                cumulative(total, weights, sum, RoundingStrategy::MidpointAwayFromZero)?
            }
            Allocation::CumulativeRoundDown => {
                cumulative(total, weights, sum, RoundingStrategy::ToZero)?
            }
            _ => {
                let exact = weights
                    .iter()
                    .map(|weight| total.checked_mul(*weight)?.checked_div(sum));
                if self == Allocation::Fractional {
                    // Beyond twelve decimals a sum of parts would round.
                    exact
                        .map(|part| Some(part?.round_dp(12)))
                        .collect::<Option<Vec<_>>>()?
                } else {
                    exact
                        .map(|part| Some(part?.floor()))
                        .collect::<Option<Vec<_>>>()?
                }
            }
        };
        let taken = parts
            .iter()
            .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part))?;
        let left = total - taken;
        let weighty: Vec<usize> = (0..weights.len())
            .filter(|at| {
                weights
                    .get(*at)
                    .is_some_and(|weight| *weight > Decimal::ZERO)
            })
            .collect();
        let mut give = |at: Option<&usize>, count: Decimal| {
            if let Some(part) = at.and_then(|at| parts.get_mut(*at)) {
                *part += count;
            }
        };
        match self {
            Allocation::FrontLoadedToSingleTranche => give(weighty.first(), left),
            Allocation::FrontLoaded | Allocation::BackLoaded => {
                let whole = left.floor();
                let order: Box<dyn Iterator<Item = &usize>> = if self == Allocation::FrontLoaded {
                    Box::new(weighty.iter())
                } else {
                    Box::new(weighty.iter().rev())
                };
                let mut remaining = whole;
                for at in order {
                    if remaining < Decimal::ONE {
                        break;
                    }
                    give(Some(at), Decimal::ONE);
                    remaining -= Decimal::ONE;
                }
                give(weighty.last(), left - whole + remaining);
            }
            _ => give(weighty.last(), left),
        }
        Some(parts)
    }
}

fn cumulative(
    total: Decimal,
    weights: &[Decimal],
    sum: Decimal,
    rounding: RoundingStrategy,
) -> Option<Vec<Decimal>> {
    let mut weight = Decimal::ZERO;
    let mut before = Decimal::ZERO;
    weights
        .iter()
        .map(|one| {
            weight = weight.checked_add(*one)?;
            let reached = total
                .checked_mul(weight)?
                .checked_div(sum)?
                .round_dp_with_strategy(0, rounding)
                .min(total);
            let part = reached - before;
            before = reached;
            Some(part)
        })
        .collect()
}
