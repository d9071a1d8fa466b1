//! Data-driven tests of the guide room: cases under `tests/suite/guide`, and, where the
//! shared guides are at hand, how much of them is read.

#![allow(
    clippy::disallowed_methods,
    reason = "tests read their cases from files and look for the shared folder by its variable"
)]

mod arbitrary;
mod cells;
mod shared;
