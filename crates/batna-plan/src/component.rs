//! What can be negotiated, and a package of it.
//!
//! A package is a plain table of amounts by component, each in the component's own
//! unit. It says what is in it; what it is worth, and to whom, is said elsewhere.
//! Leaves out: vesting schedules and bonus payouts, which the offer's own terms keep.

use std::collections::BTreeMap;

use batna_core::{Currency, Money, Rate, Scalar};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One thing that can be asked for.
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
    /// Currency a year.
    Base,
    /// Target bonus as a fraction of base.
    BonusTarget,
    /// Bonus guaranteed in the first year, currency.
    BonusGuaranteed,
    /// Currency, once, at the start.
    Signing,
    /// Currency, once.
    Relocation,
    /// First grant, currency over its whole schedule.
    EquityAmount,
    /// First grant, number of shares, units or options.
    EquityShares,
    /// First grant as a fraction of the fully diluted company.
    EquityPercent,
    /// New grants in later years, currency a year.
    Refresher,
    /// Levels above the one offered.
    Level,
    /// Weeks the start is moved back from the date offered.
    StartDelay,
    /// Days a week away from the office.
    RemoteDays,
    /// Currency a year.
    LearningBudget,
    /// Compute for one's own research, currency a year.
    Compute,
    /// Months until a written pay review; fewer are better.
    ReviewMonths,
    /// Months of pay on dismissal without cause.
    Severance,
    /// Paid leave, days a year.
    PaidLeave,
    /// Choice of team: in or out.
    Team,
    /// The right to publish: in or out.
    Publication,
    /// Sponsorship of a visa: in or out.
    Visa,
}

/// What an amount of a component counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    CurrencyPerYear,
    CurrencyOnce,
    Fraction,
    Shares,
    Steps,
    Weeks,
    Months,
    DaysPerWeek,
    DaysPerYear,
    /// 0 or 1: cannot be had by halves.
    Flag,
}

impl Component {
    pub const ALL: [Component; 20] = [
        Component::Base,
        Component::BonusTarget,
        Component::BonusGuaranteed,
        Component::Signing,
        Component::Relocation,
        Component::EquityAmount,
        Component::EquityShares,
        Component::EquityPercent,
        Component::Refresher,
        Component::Level,
        Component::StartDelay,
        Component::RemoteDays,
        Component::LearningBudget,
        Component::Compute,
        Component::ReviewMonths,
        Component::Severance,
        Component::PaidLeave,
        Component::Team,
        Component::Publication,
        Component::Visa,
    ];

    pub fn unit(self) -> Unit {
        match self {
            Component::Base
            | Component::Refresher
            | Component::LearningBudget
            | Component::Compute => Unit::CurrencyPerYear,
            Component::BonusGuaranteed
            | Component::Signing
            | Component::Relocation
            | Component::EquityAmount => Unit::CurrencyOnce,
            Component::BonusTarget | Component::EquityPercent => Unit::Fraction,
            Component::EquityShares => Unit::Shares,
            Component::Level => Unit::Steps,
            Component::StartDelay => Unit::Weeks,
            Component::RemoteDays => Unit::DaysPerWeek,
            Component::ReviewMonths | Component::Severance => Unit::Months,
            Component::PaidLeave => Unit::DaysPerYear,
            Component::Team | Component::Publication | Component::Visa => Unit::Flag,
        }
    }

    /// The name in JSON, files and figure ids.
    pub fn id(self) -> &'static str {
        match self {
            Component::Base => "base",
            Component::BonusTarget => "bonus-target",
            Component::BonusGuaranteed => "bonus-guaranteed",
            Component::Signing => "signing",
            Component::Relocation => "relocation",
            Component::EquityAmount => "equity-amount",
            Component::EquityShares => "equity-shares",
            Component::EquityPercent => "equity-percent",
            Component::Refresher => "refresher",
            Component::Level => "level",
            Component::StartDelay => "start-delay",
            Component::RemoteDays => "remote-days",
            Component::LearningBudget => "learning-budget",
            Component::Compute => "compute",
            Component::ReviewMonths => "review-months",
            Component::Severance => "severance",
            Component::PaidLeave => "paid-leave",
            Component::Team => "team",
            Component::Publication => "publication",
            Component::Visa => "visa",
        }
    }

    pub fn from_id(id: &str) -> Option<Component> {
        Component::ALL.into_iter().find(|c| c.id() == id)
    }

    /// One of the three measures of the first grant.
    pub fn is_equity(self) -> bool {
        matches!(
            self,
            Component::EquityAmount | Component::EquityShares | Component::EquityPercent
        )
    }

    /// Pay, as against conditions of work.
    pub fn is_pay(self) -> bool {
        self.is_equity()
            || matches!(
                self,
                Component::Base
                    | Component::BonusTarget
                    | Component::BonusGuaranteed
                    | Component::Signing
                    | Component::Relocation
                    | Component::Refresher
            )
    }

    /// Cannot be had by halves.
    pub fn is_indivisible(self) -> bool {
        matches!(self.unit(), Unit::Flag | Unit::Steps)
    }

    /// Whether less of it is better for the person.
    pub fn less_is_better(self) -> bool {
        self == Component::ReviewMonths
    }
}

impl std::fmt::Display for Component {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

/// Amounts by component. A component that is absent is not spoken of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Package {
    pub currency: Currency,
    /// In each component's own unit; money in `currency`.
    #[serde(serialize_with = "crate::rounded::terms")]
    pub terms: BTreeMap<Component, f64>,
}

impl Package {
    pub fn new(currency: Currency) -> Self {
        Package {
            currency,
            terms: BTreeMap::new(),
        }
    }

    /// Amounts that are not finite are left out.
    pub fn with(mut self, component: Component, amount: f64) -> Self {
        self.set(component, amount);
        self
    }

    pub fn set(&mut self, component: Component, amount: f64) {
        if amount.is_finite() {
            self.terms.insert(component, amount);
        }
    }

    pub fn get(&self, component: Component) -> Option<f64> {
        self.terms.get(&component).copied()
    }

    /// The amount, or what absence means: nothing.
    pub fn amount(&self, component: Component) -> f64 {
        self.get(component).unwrap_or(0.0)
    }

    /// The equity measure the package speaks in, where it has a grant.
    pub fn equity(&self) -> Option<Component> {
        self.terms.keys().copied().find(|c| c.is_equity())
    }

    /// The amount of a money component as money, rounded to the minor unit.
    pub fn money(&self, component: Component) -> Option<Money> {
        matches!(component.unit(), Unit::CurrencyOnce | Unit::CurrencyPerYear)
            .then(|| self.get(component))
            .flatten()
            .map(|amount| to_money(amount, self.currency))
    }

    /// Components whose amounts differ, with both amounts (absent counts as zero).
    pub fn differences(&self, other: &Package) -> Vec<(Component, f64, f64)> {
        Component::ALL
            .into_iter()
            .filter_map(|component| {
                let (mine, theirs) = (self.amount(component), other.amount(component));
                let scale = mine.abs().max(theirs.abs()).max(1e-9);
                ((mine - theirs).abs() > scale * 1e-9).then_some((component, mine, theirs))
            })
            .collect()
    }
}

/// An amount rounded to the currency's minor unit.
pub fn to_money(amount: f64, currency: Currency) -> Money {
    Money::new(Decimal::from_f64(amount), currency).rounded()
}

/// `$225,000`, `12.5%`, `0.05%`, `12,000`, `2 weeks`: an amount as people write it.
pub fn written(component: Component, amount: f64, currency: Currency) -> String {
    let plain = |digits: u32| {
        Decimal::from_f64(amount)
            .round_to(digits)
            .normalize()
            .to_string()
    };
    let counted = |one: &str, many: &str| {
        let number = plain(1);
        let noun = if number == "1" { one } else { many };
        format!("{number} {noun}")
    };
    match component.unit() {
        Unit::CurrencyPerYear | Unit::CurrencyOnce => {
            format!("{:#}", to_money(amount, currency))
        }
        Unit::Fraction => Rate::from_fraction(Decimal::from_f64(amount).round_to(6)).to_string(),
        Unit::Shares => match batna_core::Shares::new(Decimal::from_f64(amount).round_to(0)) {
            Ok(shares) => shares.to_string(),
            Err(_) => plain(0),
        },
        Unit::Steps => counted("level up", "levels up"),
        Unit::Weeks => counted("week", "weeks"),
        Unit::Months => counted("month", "months"),
        Unit::DaysPerWeek => counted("day a week", "days a week"),
        Unit::DaysPerYear => counted("day a year", "days a year"),
        Unit::Flag => if amount >= 0.5 { "yes" } else { "no" }.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back() {
        for component in Component::ALL {
            assert_eq!(Component::from_id(component.id()), Some(component));
            let json = serde_json::to_string(&component).unwrap();
            assert_eq!(json, format!("\"{}\"", component.id()));
        }
    }

    #[test]
    fn amounts_are_written_in_their_unit() {
        let usd = Currency::USD;
        assert_eq!(written(Component::Base, 225_000.0, usd), "$225,000");
        assert_eq!(written(Component::EquityPercent, 0.0005, usd), "0.05%");
        assert_eq!(written(Component::BonusTarget, 0.15, usd), "15%");
        assert_eq!(written(Component::EquityShares, 12_000.0, usd), "12,000");
        assert_eq!(written(Component::Severance, 1.0, usd), "1 month");
        assert_eq!(written(Component::RemoteDays, 3.0, usd), "3 days a week");
    }

    #[test]
    fn what_is_not_a_number_stays_out() {
        let package = Package::new(Currency::USD).with(Component::Base, f64::NAN);
        assert!(package.terms.is_empty());
    }
}
