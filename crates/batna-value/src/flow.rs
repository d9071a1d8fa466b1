//! Dated cash flows with their tax character: what everything downstream reads.
//!
//! A flow is a fact of the terms, not a forecast: equity is stated at the price
//! of the day it is seen from, a bonus at its target. What may come instead is the
//! business of the simulation.

use batna_core::Money;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What part of the terms a flow belongs to.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Component {
    Base,
    Bonus,
    Signing,
    Retention,
    Relocation,
    Milestone,
    Stipend,
    Equity,
    Refresher,
    RetirementMatch,
    HealthPremium,
    HealthSavings,
}

impl Component {
    pub fn label(self) -> &'static str {
        match self {
            Component::Base => "base",
            Component::Bonus => "bonus",
            Component::Signing => "signing",
            Component::Retention => "retention",
            Component::Relocation => "relocation",
            Component::Milestone => "milestone",
            Component::Stipend => "stipend",
            Component::Equity => "equity",
            Component::Refresher => "refresher",
            Component::RetirementMatch => "retirement match",
            Component::HealthPremium => "health premium",
            Component::HealthSavings => "employer HSA",
        }
    }

    /// Paid once, and so never averaged into a year without saying so.
    pub fn is_one_off(self) -> bool {
        matches!(
            self,
            Component::Signing
                | Component::Retention
                | Component::Relocation
                | Component::Milestone
        )
    }

    pub fn is_equity(self) -> bool {
        matches!(self, Component::Equity | Component::Refresher)
    }

    /// Worth something, but never on the account.
    pub fn is_benefit(self) -> bool {
        matches!(self, Component::RetirementMatch | Component::HealthSavings)
    }
}

/// How the tax law sees a flow.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum TaxCharacter {
    /// Regular wages.
    Wages,
    /// Bonuses and one-off pay: wages taxed alike, withheld apart.
    Supplemental,
    /// Shares delivered: wages at their value on the day.
    Rsu,
    /// Lowers taxable wages (a pre-tax premium).
    PretaxDeduction,
    /// Not taxed when received (employer's retirement money, reimbursements).
    Untaxed,
    /// Nothing is due until an exercise or a sale; the simulation follows it.
    Deferred,
}

/// How sure a flow is, by the terms.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// Promised, if one stays.
    Guaranteed,
    /// A target the employer may miss.
    Target,
    /// Promised in shares whose price moves.
    Advertised,
    /// Usual but not promised.
    Discretionary,
}

/// One dated amount.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flow {
    pub date: Date,
    /// Negative where the person pays.
    pub amount: Money,
    pub component: Component,
    pub character: TaxCharacter,
    pub certainty: Certainty,
    /// Id of the grant or payment it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}
