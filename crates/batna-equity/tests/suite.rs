//! Runs the cases under `tests/suite/equity`, and the properties that must always hold.
#![allow(clippy::disallowed_methods)] // Tests read their cases.

mod suite {
    pub mod cases;
    pub mod exits;
    pub mod prices;
    pub mod tables;
    pub mod vestings;
    pub mod waterfalls;
}
