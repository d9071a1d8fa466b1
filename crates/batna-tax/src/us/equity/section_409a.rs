//! Options granted with a strike below value: deferred pay that fails section 409A.
//!
//! The spread of what has vested is wages at the end of each year it grows (Prop. Reg.
//! 1.409A-4), with an additional tax of the federal and of some states. Leaves out the
//! premium interest of 409A(a)(1)(B)(i)(I), which needs the history of underpayment rates.

use batna_core::Scalar;
use batna_params::{Amount, Lookup, LookupError};

use crate::place::Place;

#[derive(Clone, Debug)]
pub struct Section409a {
    federal: Amount,
    state: Amount,
}

/// What one year includes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inclusion<S> {
    /// Wages of the year.
    pub wages: S,
    pub federal_additional: S,
    pub state_additional: S,
}

impl Section409a {
    pub fn at(lookup: &Lookup<'_>, place: Place) -> Result<Self, LookupError> {
        let id = "us.equity.section_409a.additional_rate";
        let state = if lookup.has_for(id, place.code()) && place.code() != "us" {
            lookup.amount_for(id, place.code())?
        } else {
            Amount::default()
        };
        Ok(Section409a {
            federal: lookup.amount_for(id, "us")?,
            state,
        })
    }

    /// Whether an option is caught: a strike below value on the day of grant.
    pub fn catches<S: Scalar>(strike: S, value_at_grant: S) -> bool {
        strike < value_at_grant
    }

    /// A year's inclusion: spread of the vested, unexercised options at its end, less what
    /// earlier years included.
    pub fn year<S: Scalar>(&self, vested: S, strike: S, value: S, included: S) -> Inclusion<S> {
        let wages = ((value - strike).positive() * vested - included).positive();
        Inclusion {
            wages,
            federal_additional: wages * self.federal.get(),
            state_additional: wages * self.state.get(),
        }
    }
}
