//! Cases under `tests/suite/tax`, properties, and other people's models.

mod suite {
    mod batch;
    mod cases;
    mod crosscheck;
    mod equity;
    pub mod law;
    mod oracles;
    mod properties;
    mod sensitivity;
    mod states;
}
