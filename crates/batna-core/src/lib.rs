//! The vocabulary every other room speaks: money, rates, shares, bands of market
//! pay, evidence and its citations, traces of how a figure came about, and
//! diagnostics.
//!
//! Leaves out: all input and output, the clock, and every rule of tax, equity or
//! negotiation. Nothing here depends on another crate of the project.

pub mod band;
pub mod citation;
pub mod currency;
pub mod diagnostic;
pub mod evidence;
pub mod money;
pub mod month;
pub mod piecewise;
pub mod rate;
pub mod scalar;
pub mod shares;
pub mod trace;

pub use band::{Band, Interval, Measure};
pub use citation::{Citation, Grade, Status};
pub use currency::{Currency, UnknownCurrency};
pub use diagnostic::{Diagnostic, Diagnostics, Location, Severity};
pub use evidence::{Evidence, EvidenceKind};
pub use money::{Money, MoneyError, ParseMoneyError};
pub use month::month_named;
pub use piecewise::{Piecewise, PiecewiseError};
pub use rate::{ParseRateError, Rate};
pub use scalar::{Constant, Scalar};
pub use shares::{ParseSharesError, Shares};
pub use trace::{NoTrace, ParameterUse, Trace, TraceSink, TraceTree, TraceValue};
