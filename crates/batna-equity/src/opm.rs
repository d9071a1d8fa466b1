//! What each class is worth today by the option-pricing method, and the value of the whole
//! that a round's price implies (backsolve).
//!
//! Between two break points of the waterfall every class has a fixed part of what is added,
//! so it holds that part of a call struck at the first less a call struck at the second.
//! The values are risk-neutral, before any discount for lack of marketability. Leaves out:
//! deductions from an exit (the equity value is what is left after them) and break points
//! that later rounds would add.
//! Source: AICPA, Valuation of Portfolio Company Investments of Venture Capital and Private
//! Equity Funds and Other Investment Companies (2019), chapter 8; Valuation of
//! Privately-Held-Company Equity Securities Issued as Compensation (2013), chapter 6;
//! worked weights in Mercer Capital, A Layperson's Guide to the Option Pricing Model.

use batna_core::scalar::decimal_to_f64;
use serde::Serialize;

use crate::black_scholes::{Inputs, PricingError, within};
use crate::waterfall::Waterfall;

/// What the method supposes of the time to an exit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Assumptions {
    pub years: f64,
    /// Of the company's equity, a year.
    pub volatility: f64,
    /// Continuous, a year.
    pub rate: f64,
    /// Paid out of the equity, continuous, a year.
    pub dividend: f64,
}

/// Value of one class, option or convertible.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassValue {
    pub id: String,
    pub shares: f64,
    pub value: f64,
    /// Zero where it has no shares.
    pub per_share: f64,
}

/// Values of every taker; they sum to the equity value (less what its dividends take).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Allocation {
    pub equity_value: f64,
    pub classes: Vec<ClassValue>,
}

/// Divides an equity value of today.
///
/// Errors: a number out of range.
pub fn allocate(
    waterfall: &Waterfall,
    equity_value: f64,
    assumptions: &Assumptions,
) -> Result<Allocation, PricingError> {
    let values = Method::of(waterfall, assumptions)?.values(equity_value)?;
    let classes = waterfall
        .takers()
        .iter()
        .zip(values)
        .map(|(taker, value)| {
            let shares = decimal_to_f64(taker.shares);
            ClassValue {
                id: taker.id.clone(),
                shares,
                value,
                per_share: if shares > 0.0 { value / shares } else { 0.0 },
            }
        })
        .collect();
    Ok(Allocation {
        equity_value,
        classes,
    })
}

/// The equity value at which one class is worth `price` a share, divided.
///
/// Without volatility or time a range of values gives the same price (a preference is paid
/// and nobody converts yet); the lowest is taken, at which common is worth least.
///
/// Errors: an unknown class, one without shares, a price no equity value gives, a number out
/// of range.
pub fn backsolve(
    waterfall: &Waterfall,
    class: &str,
    price: f64,
    assumptions: &Assumptions,
) -> Result<Allocation, PricingError> {
    within("the price", price, 0.0, 1e13)?;
    let at = waterfall
        .taker(class)
        .ok_or_else(|| PricingError::UnknownClass(class.to_owned()))?;
    let taker = waterfall.takers().get(at);
    let shares = taker.map_or(0.0, |taker| decimal_to_f64(taker.shares));
    if shares <= 0.0 {
        return Err(PricingError::NoShares(class.to_owned()));
    }
    let method = Method::of(waterfall, assumptions)?;
    let target = price * shares;
    // Sums of parts round; a value this near to the target has reached it.
    let enough = target * (1.0 - 1e-12);
    let worth = |equity: f64| -> Result<f64, PricingError> {
        Ok(method.values(equity)?.get(at).copied().unwrap_or(0.0))
    };
    // A class's value rises with the whole; find where it passes the target.
    let (mut low, mut high) = (0.0_f64, target.max(1.0));
    while worth(high)? < enough {
        low = high;
        high *= 2.0;
        if high > 1e15 {
            return Err(PricingError::NoSolution {
                class: class.to_owned(),
                price,
            });
        }
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if worth(middle)? < enough {
            low = middle;
        } else {
            high = middle;
        }
    }
    allocate(waterfall, high, assumptions)
}

struct Method {
    assumptions: Assumptions,
    /// Break points, ascending, and each taker's part of what lies beyond each.
    strikes: Vec<f64>,
    parts: Vec<Vec<f64>>,
    takers: usize,
}

impl Method {
    fn of(waterfall: &Waterfall, assumptions: &Assumptions) -> Result<Method, PricingError> {
        within("years", assumptions.years, 0.0, 100.0)?;
        within("volatility", assumptions.volatility, 0.0, 10.0)?;
        within("the interest rate", assumptions.rate, -1.0, 5.0)?;
        within("the dividend yield", assumptions.dividend, -1.0, 5.0)?;
        let segments = waterfall.segments();
        Ok(Method {
            assumptions: *assumptions,
            strikes: segments
                .iter()
                .map(|one| decimal_to_f64(one.from))
                .collect(),
            parts: segments
                .iter()
                .map(|segment| {
                    let total = decimal_to_f64(segment.total);
                    let part = |weight| decimal_to_f64(weight) / total;
                    segment.weights.iter().copied().map(part).collect()
                })
                .collect(),
            takers: waterfall.takers().len(),
        })
    }

    fn values(&self, equity: f64) -> Result<Vec<f64>, PricingError> {
        let call = |strike: f64| {
            Inputs {
                spot: equity,
                strike,
                years: self.assumptions.years,
                rate: self.assumptions.rate,
                dividend: self.assumptions.dividend,
                volatility: self.assumptions.volatility,
            }
            .call()
        };
        let mut values = vec![0.0; self.takers];
        let mut here = match self.strikes.first() {
            Some(first) => call(*first)?,
            None => return Ok(values),
        };
        for (index, parts) in self.parts.iter().enumerate() {
            let next = match self.strikes.get(index + 1) {
                Some(strike) => call(*strike)?,
                None => 0.0,
            };
            let slice = (here - next).max(0.0);
            for (value, part) in values.iter_mut().zip(parts) {
                *value += part * slice;
            }
            here = next;
        }
        Ok(values)
    }
}
