//! What work is paid, with the evidence: public reference tables, a store of
//! comparable pay, and the bands, premiums and predictions made from them.
//!
//! Hands out plain [`batna_core::Band`]s; where rows live is the business of an
//! `Observations` source. Leaves out: the person's own case, and any advice.

// The store reads and writes its own files; the readers in `reference` do not.
#![allow(clippy::disallowed_methods)]

pub mod reference;

pub mod ask;
pub mod band;
pub mod drift;
pub mod employers;
pub mod fold;
pub mod hedonic;
pub mod histogram;
pub mod import;
pub mod insights;
pub mod mapping;
mod memo;
pub mod normal;
pub mod observation;
pub mod pay;
pub mod places;
pub mod predict;
pub mod raw;
pub mod roles;
pub mod rollup;
pub mod rules;
pub mod sample;
pub mod seniority;
pub mod siblings;
pub mod store;
pub mod varint;
pub mod zones;
