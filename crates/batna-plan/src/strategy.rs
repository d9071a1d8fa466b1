//! What to do in which order, with whom, and when to stop.
//!
//! Each module gives one part of a plan as plain data with its reasons; nothing here is
//! worded for the other side.

pub mod anchoring;
pub mod apt;
pub mod caution;
pub mod deadlines;
pub mod leverage;
pub mod make_whole;
pub mod order;
pub mod search_on;
