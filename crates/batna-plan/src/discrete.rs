//! Negotiation over discrete issues with additive utilities: benchmarks and agents.
//!
//! [`read_meso`] and [`meso`] answer a domain with packages on its exact Pareto frontier;
//! [`Session`] negotiates over JSON lines by a [`Negotiator`] that learns the other
//! side's utilities from their offers. Leaves out: money, tax and time, which the real
//! planner of [`crate::packages`] knows; utilities here are what the caller says.

mod concession;
mod domain;
mod exact;
mod frontier;
mod guess;
mod meso;
mod model;
mod negotiator;
mod protocol;
mod stopping;
mod wandering;

pub use domain::{Choice, Deal, Domain, Issue, Utility};
pub use frontier::{Frontier, TooLarge};
pub use meso::{DealView, Meso, MesoQuestion, meso, read_meso};
pub use model::OpponentModel;
pub use negotiator::{Move, Negotiator, Setup, Strategy};
pub use protocol::{LONGEST_LINE, Reply, Session};
