//! Case files against what they mean: cases in `tests/suite/case`, the catalogue's examples,
//! and properties of every parser.
#![allow(clippy::disallowed_methods)] // Tests read their cases from files.

#[path = "suite/cases.rs"]
mod cases;
#[path = "suite/catalogue.rs"]
mod catalogue;
#[path = "suite/edits.rs"]
mod edits;
#[path = "suite/generated.rs"]
mod generated;
#[path = "suite/hostile.rs"]
mod hostile;
#[path = "suite/properties.rs"]
mod properties;
