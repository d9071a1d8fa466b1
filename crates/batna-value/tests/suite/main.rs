//! Data-first tests of the values: cases live under `tests/suite/value`.

mod flows;
mod opening;
mod sim;
