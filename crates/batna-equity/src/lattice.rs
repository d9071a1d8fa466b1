//! Employee options that are exercised early: a binomial tree with vesting, leaving and
//! exercise at a multiple of the strike.
//!
//! After vesting the option is exercised where the share has reached `multiple` times the
//! strike, and by those who leave where it is in the money; whoever leaves before vesting
//! forfeits it. Steps are placed so that the multiple falls on a row of nodes (Boyle and Lau
//! 1994), which removes the saw-tooth of the plain tree.
//! Source: J. Hull and A. White, "How to Value Employee Stock Options", Financial Analysts
//! Journal 60 (2004) 114-119, equations of the enhanced FAS 123 model.

use serde::Serialize;

use crate::black_scholes::{Inputs, PricingError, within};

/// An employee option.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct EmployeeOption {
    pub option: Inputs,
    /// Years until it vests.
    pub vesting: f64,
    /// Chance a year, as a continuous rate, of leaving after vesting.
    pub leave_rate: f64,
    /// The same before vesting: forfeits the option.
    pub leave_rate_before: f64,
    /// Exercised when the share is at this multiple of the strike; none for no such habit.
    pub multiple: Option<f64>,
}

impl EmployeeOption {
    /// Value at grant. `steps` is at least 10 and at most 20,000; 1,000 is ample.
    ///
    /// Errors: numbers out of range.
    pub fn value(&self, steps: u32) -> Result<f64, PricingError> {
        let option = self.option;
        option.check()?;
        within("years to vesting", self.vesting, 0.0, 100.0)?;
        within("the rate of leaving", self.leave_rate, 0.0, 10.0)?;
        within("the rate of leaving", self.leave_rate_before, 0.0, 10.0)?;
        if let Some(multiple) = self.multiple {
            within("the exercise multiple", multiple, 1.0, 1e6)?;
        }
        let steps = within("steps", f64::from(steps), 10.0, 20_000.0)? as usize;
        let vesting = self.vesting.min(option.years);
        let stays = (-self.leave_rate_before * vesting).exp();
        let spread = option.volatility * option.years.sqrt();
        if spread < 1e-9 || option.spot <= 0.0 {
            // Nothing is uncertain: the better of exercising at vesting and at the end.
            let at = |years: f64| {
                let share = option.spot * (-option.dividend * years).exp();
                (share - option.strike * (-option.rate * years).exp()).max(0.0)
            };
            return Ok(stays * at(vesting).max(at(option.years)));
        }
        Ok(stays * self.tree(self.steps_on_barrier(steps), vesting))
    }

    /// The largest number of steps up to `steps` (within a third of it) that puts the
    /// exercise price just below a row of nodes.
    fn steps_on_barrier(&self, steps: usize) -> usize {
        let option = self.option;
        let Some(multiple) = self.multiple.filter(|_| option.strike > 0.0) else {
            return steps;
        };
        let distance = (multiple * option.strike / option.spot).ln().abs();
        if distance < 1e-9 {
            return steps;
        }
        let least = steps.div_ceil(3) * 2;
        let step_variance = option.volatility * option.volatility * option.years;
        let rows = distance / (step_variance / steps as f64).sqrt();
        let rows = rows.floor();
        let found = (rows * rows * step_variance / (distance * distance)).floor();
        if rows >= 1.0 && found >= least as f64 && found <= steps as f64 {
            found as usize
        } else {
            steps
        }
    }

    fn tree(&self, steps: usize, vesting: f64) -> f64 {
        let option = self.option;
        let step = option.years / steps as f64;
        let up = (option.volatility * step.sqrt()).exp();
        let growth = ((option.rate - option.dividend) * step).exp();
        // Drift beyond the tree's reach is cut; that needs rates no economy has.
        let chance = ((growth - 1.0 / up) / (up - 1.0 / up)).clamp(0.0, 1.0);
        let discount = (-option.rate * step).exp();
        let leave = -(-self.leave_rate * step).exp_m1();
        let log_up = up.ln();
        let share = |level: usize, node: usize| {
            option.spot * (log_up * (2.0 * node as f64 - level as f64)).exp()
        };
        let exercise_at = self.multiple.map_or(f64::INFINITY, |multiple| {
            multiple * option.strike * (1.0 - 1e-9)
        });
        let mut values: Vec<f64> = (0..=steps)
            .map(|node| (share(steps, node) - option.strike).max(0.0))
            .collect();
        for level in (0..steps).rev() {
            let vested = level as f64 * step >= vesting - 1e-12;
            for node in 0..=level {
                let (down, high) = match (values.get(node), values.get(node + 1)) {
                    (Some(down), Some(high)) => (*down, *high),
                    _ => (0.0, 0.0),
                };
                let held = discount * (chance * high + (1.0 - chance) * down);
                let value = if vested {
                    let price = share(level, node);
                    let intrinsic = (price - option.strike).max(0.0);
                    if price >= exercise_at {
                        intrinsic
                    } else {
                        // Those who leave in the step exercise or forfeit at its beginning.
                        (1.0 - leave) * held + leave * intrinsic
                    }
                } else {
                    held
                };
                if let Some(place) = values.get_mut(node) {
                    *place = value;
                }
            }
        }
        values.first().copied().unwrap_or(0.0)
    }
}
