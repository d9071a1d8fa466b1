//! Bands of pay: percentiles of a cell, drawn toward wider cells where it is thin.
//!
//! The rule. Rows of one source class and currency are aged to the date asked for, newer
//! years weighing more. The cell's log percentiles are averaged with those of the next
//! wider cell, weight n/(n + k), where k is the variance of log pay within cells over
//! that between sibling cells (empirical Bayes for normal means: Efron and Morris 1975);
//! the wider cell is treated so in its turn. The band says how much came from wider
//! cells. Below a least number of own observations there is no band, only the reason.

mod all;
mod pool;
mod query;

pub use all::{USUAL, bands, ladder};
pub use pool::{Level, WIDENING};
pub use query::{BandAnswer, BandQuery, ClassLine, Refusal, Settings, band};
