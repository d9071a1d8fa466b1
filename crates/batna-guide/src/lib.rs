//! Company guides and published pay: read them, check their arithmetic, build better ones.
//!
//! Two kinds of material come in as text. [`published`] holds the cited figures that
//! ship with the program: ranges, premiums and habits that widely read pages state,
//! each with its source and its evidence grade. Leaves out: files, the clock, and
//! the market store, whose bands arrive as plain [`batna_core::Band`]s.

pub mod audit;
pub mod build;
pub mod cell;
mod column;
mod heading;
pub mod levels;
pub mod model;
pub mod mojibake;
pub mod published;
pub mod read;
mod table;

pub use audit::{Audit, audit};
pub use build::{BuildRequest, BuiltGuide, RegionEvidence, build};
pub use model::Guide;
pub use published::{PublishedError, PublishedRange, PublishedSet, Query};
pub use read::read;
