//! Data-first tests of the values: cases live under `tests/suite/value`.
#![allow(clippy::disallowed_methods)] // Tests read files and measure time.

mod flows;
mod one_currency;
mod opening;
mod outcomes;
mod sim;
mod tax_choices;
