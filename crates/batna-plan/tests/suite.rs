//! Cases of `tests/suite/plan` and properties, in one binary.

#[path = "suite/coverage.rs"]
mod coverage;
#[path = "suite/fixture.rs"]
mod fixture;
#[path = "suite/heard.rs"]
mod heard;
#[path = "suite/lint.rs"]
mod lint;
#[path = "suite/live.rs"]
mod live;
#[path = "suite/packages.rs"]
mod packages;
#[path = "suite/plans.rs"]
mod plans;
#[path = "suite/practice.rs"]
mod practice;
#[path = "suite/scripts.rs"]
mod scripts;
