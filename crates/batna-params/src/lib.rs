//! Cited parameters: what the law (or a study) says, in what unit, from when to when,
//! and where it stands.
//!
//! A file holds one topic ([`Topic`]); [`Params`] is a set of topics; a [`Lookup`]
//! resolves parameters at a date into plain numbers once, so that no rule searches a
//! table of names while it runs. Past the last known value the caller chooses a
//! [`Projection`], and every figure touched carries its label.
//!
//! Leaves out: reading files (texts are passed in) and every rule. The form of the
//! files is described in `docs/parameters-format.md`.

mod check;
mod lookup;
mod model;
mod parse;
mod projection;
mod schedule;

pub use lookup::{Lookup, LookupError};
pub use model::{Cell, Cells, Parameter, Params, Shape, Source, Topic, Unit, ValueAt};
pub use projection::Projection;
pub use schedule::{Amount, Schedule, Steps};
