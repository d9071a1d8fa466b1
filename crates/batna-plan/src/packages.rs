//! Packages to ask for, and the sets of packages that are worth the same.
//!
//! The owner's side of every figure comes from a [`PackageValue`](crate::worth::PackageValue);
//! the employer's from [`Employer`](crate::employer::Employer). Searches run on curves of
//! worth sampled once per component and are then checked and closed on exact values, so
//! that a plan takes tens of valuations, not thousands.

mod accept;
mod bargain;
mod curve;
mod meso;
mod price;
mod propose;
mod search;

pub use accept::{AcceptIf, Binds, Conditional, IfLost, Threshold, accept_if};
pub use bargain::{BargainPoint, Orientation, orientation};
pub use meso::{MesoPackage, MesoSet, meso};
pub use price::{Equal, Price, prices};
pub use propose::{Backing, Move, Proposal, Proposals, propose};

pub(crate) use accept::accept_with;
pub(crate) use bargain::orient;
pub(crate) use curve::{Curves, nice};
pub(crate) use meso::set as meso_with;
pub(crate) use price::from_curves as prices_of;
pub(crate) use propose::{Proposing, outside_band, propose_with, reaching};
pub(crate) use search::Search;
