//! What a grant is really worth: vesting, grant types, cap tables, waterfalls, fair value,
//! and what becomes of private companies.
//!
//! Leaves out: tax (`batna-tax`), path simulation (`batna-value`), and the case folder.
//! Texts are handed in; nothing here reads a file or asks the clock.

pub mod black_scholes;
pub mod calendar;
pub mod captable;
mod convertible;
pub mod dlom;
mod exact;
pub mod exit_model;
pub mod grant;
pub mod lattice;
pub mod normal;
pub mod opm;
pub mod questions;
pub mod round;
pub mod vesting;
pub mod waterfall;
