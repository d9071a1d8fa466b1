//! Observations of pay from Parquet by Apache DataFusion, in process or on an Apache
//! Ballista cluster.
//!
//! A second source beside the SQLite store: it answers the same questions of
//! [`batna_market::observation::Observations`] with the same integer cells, so every band
//! is the store's own. For when one machine is outgrown. Leaves out importing and what
//! the store alone keeps, such as full text.

// Files, the network and the clock are what this crate is for.
#![allow(clippy::disallowed_methods)]

mod cells;
pub mod failure;
pub mod files;
pub mod gather;
mod rows;
#[cfg(feature = "ballista")]
pub mod serve;
pub mod session;
pub mod source;
mod tally;
