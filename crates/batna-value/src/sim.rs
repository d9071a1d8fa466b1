//! The Monte Carlo engine: `draw(spec, seed) -> Draws; apply(&Draws, &Program) -> Outcomes`.
//!
//! A [`Program`] is one alternative lowered to plain numbers: steps with their discount
//! factor, deterministic net cash and compiled taxes, and holdings that depend on public
//! prices, private exits, bonuses and staying. It is applied to a set of [`Draws`], which
//! name the randomness of every path: alternatives applied to the same draws share their
//! market, so that they can be compared path by path.
//!
//! Paths are in the real world and discounted at the risk-free rate; risk is priced once,
//! afterwards, by a certainty equivalent ([`Outcomes::certainty_equivalent`]). No
//! marketability discount exists here, because the time to exit is simulated. Growth is the
//! company's; dilution stands between it and a share.
//!
//! Results are bit for bit the same on any number of threads and any vector width. Random
//! numbers come from a counter ([`philox`]), not from a state, so a path can be drawn again
//! on its own; nothing is kept between `draw` and `apply` but keys, because drawing again is
//! as fast as reading a gigabyte back. No variance reduction is used: neither antithetic
//! paths nor control variates, so that every path stands for itself and errors are plain.
//!
//! Leaves out: tax law, cap tables, vesting calendars and currencies. They arrive compiled
//! as [`batna_core::Piecewise`] functions and numbers in one currency.

// Rows are walked lane by lane, several at once: an index says that, and is what vectorises.
#![allow(clippy::needless_range_loop)]

mod before_exit;
mod bonus;
mod certainty;
mod compare;
mod draws;
mod elementary;
mod engine;
mod error;
mod gbm;
mod kernel;
mod lower;
mod outcomes;
pub mod philox;
mod program;
mod quantile;
mod replay;
mod stake;
mod stress;
mod table;
mod worths;

pub use before_exit::{BeforeExit, BuyBack, BuyBackPrice, Tendered, Tenders};
pub use certainty::CertaintyEquivalent;
pub use compare::{Duel, beats, mean_gap, wins};
pub use draws::{CompanyDraw, DrawSpec, Draws, PathDraws, Stream, draw};
pub use engine::{Engine, Lanes};
pub use error::SimError;
pub use gbm::{final_values, final_values_into, mean_values, value_paths};
pub use kernel::{apply, apply_with, worths, worths_twice};
pub(crate) use lower::chance_over;
pub use outcomes::{Estimate, Fan, Histogram, Labels, Outcomes, StepSpread, Summary};
pub use program::{
    AfterLeaving, Bonus, Company, Holding, Jumps, Leaving, Listing, MinimumCredit, NewMoney, Odds,
    PrivateCompany, Program, PublicCompany, Refresh, Rights, RiseTax, SLOTS, Slots, Stage, Stake,
    StakeKind, Step, TaxTable, Unexited, Vest,
};
pub use quantile::{plain_quantiles, quantiles};
pub use replay::{Event, PathReplay, ReplayStep, replay};
pub use stake::equity_of_today;
pub use stress::Stress;
pub use table::Table;
pub use worths::Worths;

/// Paths evaluated together. Part of no result: only of the order in which sums are taken.
pub(crate) const BLOCK: usize = 256;

/// One number for each path of a block.
pub(crate) type Row = [f64; BLOCK];
