//! What is computed of each country outside the United States, and what is not.
//!
//! Nothing is left out in silence: a regime that no rule here computes is named, with what a
//! reader should do about it.

use serde::Serialize;

/// How far a regime is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// By a rule in this crate.
    Computed,
    /// By no rule: the figure is absent and has to be asked for.
    NotCovered,
}

/// One regime of one country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Stable id such as `uk.emi`, also the code of the diagnostic that names it.
    pub id: &'static str,
    pub name: &'static str,
    pub extent: Extent,
    /// What is computed, or what is missing and what to do.
    pub note: &'static str,
}
