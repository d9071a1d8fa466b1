//! The United States: federal income tax, payroll taxes and the states.
//!
//! State income tax is an itemised deduction of the federal return, and some states look
//! at the federal return in turn. A state that needs only adjusted gross income is assessed
//! first; one that needs more (federal taxable income, the deduction taken, federal tax) is
//! assessed with the federal return in turn until both stand still. State taxes are
//! deducted as they accrue for the year, not as they are withheld.

pub mod equity;
pub mod federal;
pub mod payroll;
mod printed_table;
pub mod state;

use batna_core::{NoTrace, Scalar, TraceSink};
use batna_params::Lookup;

use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::{Deduction, Filing, Household};
use crate::income::YearIncome;
use crate::place::{PlaceInfo, Situation};
use crate::register::Country;

pub use federal::Federal;
pub use payroll::Payroll;
use state::{StateTaxes, StateYear, States};

/// Federal law alone; a state adds its own.
const FEDERAL: PlaceInfo = PlaceInfo {
    code: "us",
    name: "United States, federal taxes alone",
};

/// Rounds of a state and the federal return that look at each other; each round shrinks the
/// difference by the product of the two marginal rates.
const ROUNDS: usize = 24;

/// The law of the United States at a place.
#[derive(Clone, Debug)]
pub struct UnitedStates {
    filing: Filing,
    pub payroll: Payroll,
    pub federal: Federal,
    states: States,
}

impl Country for UnitedStates {
    const CURRENCY: &'static str = "USD";

    fn places() -> impl Iterator<Item = &'static PlaceInfo> {
        std::iter::once(&FEDERAL).chain(state::places())
    }

    fn at(situation: &Situation, filing: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError> {
        Ok(UnitedStates {
            filing,
            payroll: Payroll::at(lookup)?,
            federal: Federal::at(lookup)?,
            states: States::at(situation, filing, lookup)?,
        })
    }

    fn assess<S: Scalar, T: TraceSink>(
        &self,
        household: &Household,
        income: &YearIncome<S>,
        carry: &Carry<S>,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let self_employment = self.payroll.self_employment_tax(income);
        let agi = self
            .federal
            .capital_loss
            .agi(income, carry, self_employment);
        let year = StateYear {
            filing: self.filing,
            household,
            income,
            agi: &agi,
            federal: &federal::Outcome::default(),
            law: &self.federal,
            carry,
            resident: true,
            choice: household.deduction,
        };
        let best_of_both = household.deduction == Deduction::Best && self.states.needs_federal();
        let (outcome, states) = if best_of_both {
            // Where the state follows the federal choice, the better of the two returns is
            // the one with the lower sum.
            let with = |deduction| {
                let household = Household {
                    deduction,
                    ..household.clone()
                };
                self.settle(
                    &StateYear {
                        household: &household,
                        ..year
                    },
                    &mut NoTrace,
                )
            };
            let (standard, itemised) = (with(Deduction::Standard), with(Deduction::Itemise));
            let sum = |(outcome, states): &(federal::Outcome<S>, StateTaxes<S>)| {
                outcome.income_tax() + states.total()
            };
            let deduction = if sum(&itemised) < sum(&standard) {
                Deduction::Itemise
            } else {
                Deduction::Standard
            };
            if T::KEEPS {
                let household = Household {
                    deduction,
                    ..household.clone()
                };
                self.settle(
                    &StateYear {
                        household: &household,
                        ..year
                    },
                    trace,
                )
            } else if deduction == Deduction::Itemise {
                itemised
            } else {
                standard
            }
        } else {
            self.settle(&year, trace)
        };
        Federal::enter(&outcome, out);
        self.payroll.assess(income, out, trace);
        states.enter(out);
    }

    fn use_tables(&mut self) {
        self.federal.use_tables();
        self.states.use_tables();
    }
}

impl UnitedStates {
    /// The federal return and the states', consistent with each other.
    fn settle<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        trace: &mut T,
    ) -> (federal::Outcome<S>, StateTaxes<S>) {
        let federal = |state_taxes: S| {
            self.federal.assess(
                year.household,
                year.income,
                year.agi,
                year.carry,
                state_taxes,
                &mut NoTrace,
            )
        };
        let mut state_taxes = S::ZERO;
        let mut outcome = federal::Outcome::default();
        if self.states.needs_federal() {
            outcome = federal(S::ZERO);
            for _ in 0..ROUNDS {
                let states = self.states.assess(
                    &StateYear {
                        federal: &outcome,
                        ..*year
                    },
                    &mut NoTrace,
                );
                let moved = states.deductible - state_taxes;
                state_taxes = states.deductible;
                outcome = federal(state_taxes);
                if moved.max(-moved) < S::from_decimal(rust_decimal::Decimal::new(1, 4)) {
                    break;
                }
            }
        }
        // The state's trace follows the federal one, so the state is worked quietly first.
        let year = StateYear {
            federal: &outcome,
            ..*year
        };
        if T::KEEPS {
            let quiet = self.states.assess(&year, &mut NoTrace);
            let outcome = self.federal.assess(
                year.household,
                year.income,
                year.agi,
                year.carry,
                quiet.deductible,
                trace,
            );
            let states = self.states.assess(&year, trace);
            (outcome, states)
        } else {
            let states = self.states.assess(&year, trace);
            (federal(states.deductible), states)
        }
    }
}
