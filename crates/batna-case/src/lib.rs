//! The case folder and its model: who the person is, what is on the table, what was said.
//!
//! Reads texts that [`batna_app`'s world] hands in; does no input or output itself.
//! Every problem of a case is found in one pass, as diagnostics with file, line,
//! excerpt and remedy. Evidence about the case is minted here alone (invariant 9).
//!
//! Leaves out: what an offer is worth, what the market pays, what to say.

pub mod model;
