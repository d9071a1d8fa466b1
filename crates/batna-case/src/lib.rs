//! The case folder and its model: who the person is, what is on the table, what was said.
//!
//! Reads texts that [`CaseFiles`] holds; does no input or output itself. Every problem
//! of a case is found in one pass, as diagnostics with file, line, excerpt and remedy.
//! Evidence about the case is minted here alone (invariant 9).
//!
//! Leaves out: what an offer is worth, what the market pays, what to say.

pub mod catalogue;
pub mod edit;
pub mod evidence;
mod gaps;
pub mod keys;
mod ledger;
pub mod model;
mod notation;
mod parse;
mod place;
mod read;
pub mod save;
pub mod schema;
pub mod template;
pub mod titration;

pub use catalogue::{CatalogueEntry, catalogue};
pub use evidence::{Facts, Minted, letter_terms, mint};
pub use gaps::{Gap, GapRange, GapSpan, gaps, offer_gaps};
pub use ledger::{append, parse_ledger};
pub use model::*;
pub use parse::{CaseFiles, LARGEST_TEXT, Unread, due, parse};
pub use place::{DerivedPlace, currency_of, derive_place};
pub use read::worst;
