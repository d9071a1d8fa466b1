//! Discrete negotiation, rehearsal and drills: cases of `tests/suite/nego` and properties.
#![allow(clippy::disallowed_methods)] // Tests read their cases.

#[path = "../../../bench/arena/contest.rs"]
mod contest;
#[path = "nego/discrete.rs"]
mod discrete;
#[path = "../../../bench/arena/domains.rs"]
mod domains;
#[path = "nego/drills.rs"]
mod drills;
#[path = "nego/rehearsal.rs"]
mod rehearsal;
#[path = "../../../bench/arena/sides.rs"]
mod sides;
