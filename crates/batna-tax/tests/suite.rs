//! Cases under `tests/suite/tax`, properties, and other people's models.

mod suite {
    pub mod law;
    mod oracles;
}
