//! From a value and a market to what to ask, in which order, in which words.
//!
//! [`plan::plan`] makes the counter plan; [`script`] words it through the claim gate of
//! [`claim`]; [`heard`] reads what the other side answers; [`lint`] checks a text that
//! the person wrote. The other side is modelled in [`employer`]; packages are searched in
//! [`packages`] over a [`worth::PackageValue`] that the after-tax engine provides.
//!
//! Leaves out: what an offer is worth and what the walk-away is (`batna-value`), what
//! the market pays (`batna-market`), sending anything anywhere.

pub mod catalogue;
pub mod claim;
pub mod component;
pub mod disclosure;
pub mod discrete;
pub mod drill;
pub mod employer;
pub mod heard;
pub mod knowledge;
pub mod lint;
pub mod offered;
pub mod packages;
pub mod plan;
pub mod practice;
mod rounded;
pub mod script;
pub mod strategy;
mod whole_words;
pub mod worth;

pub use claim::{Claim, Line, Outgoing, Private, Statement, Support};
pub use component::{Component, Package};
pub use knowledge::Knowledge;
pub use plan::{CounterPlan, PlanInput, plan};
pub use worth::{PackageValue, Valued};
