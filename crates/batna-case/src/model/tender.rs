//! What a private company lets people do with vested equity before an exit, and what it may do.

use batna_core::{Money, Rate};

/// Tender offers that a company holds; what is not known is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tenders {
    /// Chance of one in a year.
    pub chance: Option<Rate>,
    /// Months between one and the next, as a rule.
    pub every_months: Option<f64>,
    /// Most of what has vested that may be sold at one.
    pub sells: Option<Rate>,
    /// Most that one person may sell for at one.
    pub limit: Option<Money>,
    /// What is paid, as a part of the last preferred price.
    pub price: Option<Rate>,
    /// Whether those who have left may sell.
    pub leavers: Option<bool>,
    /// Most that they may sell for, where it differs.
    pub leaver_limit: Option<Money>,
    /// Months after the start in which one may not sell.
    pub after_months: Option<f64>,
    /// Whether units that wait for a listing or sale are taken too.
    pub units: Option<bool>,
}

/// What a company pays a leaver for vested equity that it takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenBackAt {
    /// It has no such right.
    Never,
    FairValue,
    /// What the holder paid.
    Cost,
    /// Vested equity is forfeited.
    Nothing,
}
