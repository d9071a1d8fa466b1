//! The façade that every face of the program calls: command line, page and assistants.
//!
//! [`World`] is where input and output enter: files of the case, the clock, the
//! seed, embedded and imported data. [`Workbench`] runs the stages on what the
//! world hands it. Faces print or draw what it returns and calculate nothing.
#![allow(clippy::disallowed_methods)] // This is the room where input and output enter.

pub mod appraisal;
pub mod archive;
pub mod asking;
pub mod brief;
pub mod calendar;
pub mod case;
mod case_folder;
pub mod catalogue;
pub mod charts;
mod data;
pub mod document;
pub mod drilling;
pub mod equity;
pub mod equity_flags;
pub mod equity_simulation;
pub mod equity_vesting;
pub mod explain;
mod failure;
mod glimpse;
pub mod guide;
pub mod heard;
pub mod ledger;
pub mod letters;
pub mod market;
pub mod market_ask;
pub mod market_evidence;
pub mod negotiating;
pub mod outcome;
pub mod package_value;
pub mod page;
pub mod planning;
pub mod practising;
pub mod reference;
pub mod report;
pub mod reservation;
pub mod save;
pub mod schemas;
pub mod sharing;
pub mod standing;
mod starting;
mod succeeding;
pub mod tax;
pub mod unknowns;
mod versions;
mod workbench;
mod world;

pub use appraisal::{Appraisal, AppraisalOptions};
pub use case::{CheckReport, OpenCase};
pub use data::BuiltIn;
pub use failure::{Failure, FailureKind};
pub use workbench::Workbench;
pub use world::{World, WorldOptions};
