//! The United States: federal income tax, payroll taxes and the states.

mod payroll;

use batna_core::{Scalar, TraceSink};
use batna_params::Lookup;

use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::{Filing, Household};
use crate::income::YearIncome;
use crate::place::{PlaceInfo, Situation};
use crate::register::Country;

pub use payroll::Payroll;

/// Federal law alone; a state adds its own.
const FEDERAL: PlaceInfo = PlaceInfo {
    code: "us",
    name: "United States, federal taxes alone",
};

/// The law of the United States at a place.
#[derive(Clone, Debug)]
pub struct UnitedStates {
    payroll: Payroll,
}

impl Country for UnitedStates {
    const CURRENCY: &'static str = "USD";

    fn places() -> impl Iterator<Item = &'static PlaceInfo> {
        std::iter::once(&FEDERAL)
    }

    fn at(_: &Situation, _: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError> {
        Ok(UnitedStates {
            payroll: Payroll::at(lookup)?,
        })
    }

    fn assess<S: Scalar, T: TraceSink>(
        &self,
        _household: &Household,
        income: &YearIncome<S>,
        _carry: &Carry<S>,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        self.payroll.assess(income, out, trace);
    }
}
