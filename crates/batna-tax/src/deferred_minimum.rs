//! Credits for minimum tax of earlier years, compiled for paths.
//!
//! A credit is made in the year in which incentive options are exercised and held, and used up
//! to the room between regular and tentative minimum tax in later years. Shares have the higher
//! basis under the minimum tax, so that their sale opens more room: a gain `g` of which `r` was
//! taxed at exercise meets the regular tax of `g` and the tentative tax of `g - r`.
//! Leaves out: the loss that the higher basis makes where the gain is smaller than it (3,000 a
//! year); room that other uncertain income of the year opens or closes.
//! Source: 26 U.S.C. 53 and 55-56, Form 8801; California Form 3510.

use batna_core::{NoTrace, Piecewise};

use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::compile::piecewise;
use crate::error::TaxError;
use crate::household::Household;
use crate::income::{Axis, YearIncome};
use crate::law::Law;

/// More credit than any year has room for.
const AMPLE: f64 = 1e12;
/// Below it no credit is worth following.
const LEAST: f64 = 1.0;

/// One minimum tax's credit on top of a year's certain income.
#[derive(Clone, Debug, PartialEq)]
pub struct DeferredMinimum {
    /// Whose it is: `us.federal`, `us.ca`.
    pub prefix: &'static str,
    /// Credit made, by the spread of options exercised and held.
    pub made: Piecewise,
    /// Regular less tentative minimum tax, by long-term gain of the same basis in both; below
    /// zero it is minimum tax due.
    pub room: Piecewise,
    /// Regular tax by long-term gain.
    pub regular: Piecewise,
}

impl Law {
    /// The credits that a spread of up to `highest` can make here.
    ///
    /// Errors: `Range` where `highest` is not above zero or is beyond 10^12.
    pub fn deferred_minimums(
        &self,
        household: &Household,
        income: &YearIncome<f64>,
        highest: f64,
    ) -> Result<Vec<DeferredMinimum>, TaxError> {
        if !(highest > 0.0 && highest <= AMPLE) {
            return Err(TaxError::Range {
                low: "0".to_owned(),
                high: highest.to_string(),
            });
        }
        let assess = |axis: Axis, amount: f64, carry: &Carry<f64>| {
            let income = axis.add(income, amount);
            self.assess(household, &income, carry, &mut NoTrace)
        };
        let held = assess(Axis::IsoSpread, highest, &Carry::default());
        let ample = Carry {
            amt_credit: AMPLE,
            state_amt_credit: AMPLE,
            ..Carry::default()
        };
        let mut found = Vec::new();
        for federal in [true, false] {
            let balance = |carry: &Carry<f64>| {
                if federal {
                    carry.amt_credit
                } else {
                    carry.state_amt_credit
                }
            };
            let Some(prefix) = prefix(&held, federal).filter(|_| balance(&held.carry) > LEAST)
            else {
                continue;
            };
            let [tax, credit, regular] =
                ["amt", "amt_credit", "income"].map(|name| format!("{prefix}.{name}"));
            let room = |gain: f64| {
                let out = assess(Axis::Ltcg, gain, &ample);
                -out.tax(&credit) - out.tax(&tax)
            };
            let regular = |gain: f64| assess(Axis::Ltcg, gain, &ample).tax(&regular);
            let made =
                |spread: f64| balance(&assess(Axis::IsoSpread, spread, &Carry::default()).carry);
            let compiled = (
                piecewise(made, 0.0, highest),
                piecewise(room, 0.0, highest),
                piecewise(regular, 0.0, highest),
            );
            if let (Some(made), Some(room), Some(regular)) = compiled {
                found.push(DeferredMinimum {
                    prefix,
                    made,
                    room,
                    regular,
                });
            }
        }
        Ok(found)
    }
}

/// `us.federal` or the state's, from the minimum tax that is due.
fn prefix(held: &Assessment<f64>, federal: bool) -> Option<&'static str> {
    held.taxes()
        .iter()
        .filter_map(|item| item.id.strip_suffix(".amt"))
        .find(|prefix| (*prefix == "us.federal") == federal)
}
