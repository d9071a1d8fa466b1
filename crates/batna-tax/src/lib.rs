//! What a year of pay leaves after tax: one law, written once for reports and for
//! simulated paths.
//!
//! [`Law::at`] resolves every parameter of a place, year and filing status into plain
//! numbers; [`Law::assess`] applies it to a household's year in decimal or in floats,
//! with or without a trace. Taxes come back disjoint, by stable id, and sum to the
//! total; credits are negative. What outlives the year comes back in [`Carry`].
//!
//! Leaves out: withholding on ordinary pay (the tax is what is due for the year),
//! estate and gift taxes, and everything a module says it does not cover. A country is
//! one module and one line in [`register`]; a US state is one file and one line in
//! `us/state.rs`.

mod assessment;
pub mod batch;
mod carry;
mod compile;
pub mod coverage;
mod deferred_minimum;
mod error;
mod household;
mod income;
mod law;
mod nearest;
mod place;
mod register;
mod report;
mod trace;
pub mod uk;
pub mod us;
pub mod world;

pub use assessment::{Assessment, Item};
pub use batna_params::Projection;
pub use carry::Carry;
pub use deferred_minimum::DeferredMinimum;
pub use error::TaxError;
pub use household::{Deduction, Filing, Household};
pub use income::{Axis, YearIncome};
pub use law::Law;
pub use place::{Place, PlaceInfo, Situation};
pub use register::CountryId;
pub use report::{April, Report, Tax};
