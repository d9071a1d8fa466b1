//! Words for the other side, from template files, through the claim gate.
//!
//! Templates are data (`data/scripts/<language>`): small sentences with slots
//! `{claim.field}` that only a statement of the declared kind can fill. A template that
//! asserts something without declaring it does not load. Leaves out: what to ask for
//! (the plan) and what is true (the case).

mod catalog;
mod fill;
mod objection;
mod phrase;
mod render;

pub use catalog::{Catalog, Length, Tone};
pub use objection::{Objection, ObjectionView};
pub use phrase::PhraseBook;
pub use render::{Names, Script, ScriptRefused, Wording};
