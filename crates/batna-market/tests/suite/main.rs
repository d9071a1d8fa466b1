//! Runs the data-first cases under `tests/suite/market`.

mod reference;
