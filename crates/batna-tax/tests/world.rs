//! Cases of every country outside the United States, and what other people's models say.
//!
//! Cases are data under `tests/suite/tax/{uk,world}`; vectors of independent models lie
//! outside the repository and are skipped, in print, when they are not there.
#![allow(
    clippy::disallowed_methods,
    reason = "tests read their cases from files"
)]

#[path = "world/case.rs"]
mod case;
#[path = "world/crosscheck.rs"]
mod crosscheck;
#[path = "world/equity.rs"]
mod equity;
#[path = "world/official.rs"]
mod official;
#[path = "world/oracles.rs"]
mod oracles;
#[path = "world/properties.rs"]
mod properties;
#[path = "world/sensitivity.rs"]
mod sensitivity;
