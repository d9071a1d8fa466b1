//! Runs the data-first cases under `tests/suite/market`.
#![allow(clippy::disallowed_methods)] // Tests read the real files where they are at hand.

mod imports;
mod official;
mod parquet;
mod reference;
mod rollup;
mod rules;
mod shared;
mod sheets;
mod siblings;
mod statistics;
