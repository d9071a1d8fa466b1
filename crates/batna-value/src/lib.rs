//! What an alternative is worth: dated flows, tax year by year, simulated outcomes,
//! certainty equivalents; how alternatives compare; where to walk away.
//!
//! Leaves out: what the market pays, what to ask for, and all words.

pub mod alternative;
pub mod assumptions;
mod before_exit;
pub mod comparison;
pub mod curve;
pub mod curve_store;
pub mod equity_model;
pub mod equity_outcome;
pub mod evaluate;
pub mod evaluator;
pub mod floor;
pub mod flow;
pub mod flows;
pub mod holding;
pub mod leaving;
mod lowering;
mod notes;
pub mod one_currency;
pub mod opening;
pub mod schedule;
pub mod sim;
pub mod stake;
pub mod steps;
pub mod tax_years;
pub mod valuation;
pub mod vest;
