//! What a package costs the employer over the horizon.
//!
//! Base drags along payroll tax, the bonus that is a share of it and retirement money
//! matched on it; a signing payment is paid once; equity counts at the employer's price
//! of it. Leaves out: overheads that no ask changes (equipment, recruiting), and levels,
//! whose cost is the pay they bring.

use serde::Serialize;

use crate::component::{Component, Package};
use crate::knowledge::Watched;

/// How payroll tax was found.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PayrollBasis {
    /// Id of the finding that the schedule cites.
    Cited(String),
    /// Nothing is known for the place: none is counted.
    Unknown,
}

/// The employer's price of one share or unit of the grant.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct EquityPrice {
    /// Currency a share, for grants in shares.
    pub share: Option<f64>,
    /// Currency for the whole company, for grants in percent.
    pub company: Option<f64>,
}

/// Prices an employer pays.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct EmployerCost {
    pub horizon_years: f64,
    /// Marginal payroll rate from each amount of yearly pay on.
    pub payroll: Vec<(f64, f64)>,
    pub payroll_basis: PayrollBasis,
    /// Employer's retirement money as a share of base.
    pub matched: f64,
    pub equity: EquityPrice,
}

/// Cost over the horizon by the budget it is charged to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, schemars::JsonSchema)]
pub struct CostParts {
    #[serde(serialize_with = "crate::rounded::cents")]
    pub recurring: f64,
    #[serde(serialize_with = "crate::rounded::cents")]
    pub one_time: f64,
    #[serde(serialize_with = "crate::rounded::cents")]
    pub equity: f64,
    #[serde(serialize_with = "crate::rounded::cents")]
    pub condition: f64,
}

impl CostParts {
    pub fn total(self) -> f64 {
        self.recurring + self.one_time + self.equity + self.condition
    }

    pub fn part(self, watched: Watched) -> f64 {
        match watched {
            Watched::Recurring => self.recurring,
            Watched::OneTime => self.one_time,
            Watched::Equity => self.equity,
            Watched::Condition => self.condition,
        }
    }
}

impl EmployerCost {
    fn payroll_on(&self, pay: f64) -> f64 {
        let mut tax = 0.0;
        let mut bands = self.payroll.iter().peekable();
        while let Some((from, rate)) = bands.next() {
            let to = bands.peek().map_or(f64::MAX, |next| next.0);
            tax += (pay.min(to) - from).max(0.0) * rate;
        }
        tax
    }

    /// Cost over the horizon; equity that cannot be priced counts nothing.
    pub fn parts(&self, package: &Package) -> CostParts {
        let years = self.horizon_years;
        let base = package.amount(Component::Base);
        let bonus = base * package.amount(Component::BonusTarget);
        let yearly = base + bonus;
        let once = package.amount(Component::Signing)
            + package.amount(Component::Relocation)
            + package.amount(Component::BonusGuaranteed);
        let payroll = self.payroll_on(yearly);
        let on_once = self.payroll_on(yearly + once) - payroll;
        let grant = package.amount(Component::EquityAmount)
            + package.amount(Component::EquityShares) * self.equity.share.unwrap_or(0.0)
            + package.amount(Component::EquityPercent) * self.equity.company.unwrap_or(0.0);
        // A grant of each year after the first, over four even years: what vests inside.
        let refreshed = package.amount(Component::Refresher) * years * (years - 1.0).max(0.0) / 8.0;
        CostParts {
            recurring: (yearly + payroll + self.matched * base) * years,
            one_time: once + on_once,
            equity: grant + refreshed,
            condition: (package.amount(Component::LearningBudget)
                + package.amount(Component::Compute))
                * years
                + package.amount(Component::PaidLeave) * base / 260.0 * years,
        }
    }

    /// Cost over the horizon of moving from one package to another.
    pub fn change(&self, from: &Package, to: &Package) -> f64 {
        self.parts(to).total() - self.parts(from).total()
    }

    /// Whether the grant's measure has a price.
    pub fn prices(&self, component: Component) -> bool {
        match component {
            Component::EquityShares => self.equity.share.is_some(),
            Component::EquityPercent => self.equity.company.is_some(),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use batna_core::Currency;

    #[test]
    fn base_drags_tax_bonus_and_match_along() {
        let cost = EmployerCost {
            horizon_years: 4.0,
            // 7.65% up to the wage base of 2026, 1.45% above.
            payroll: vec![(0.0, 0.0765), (184_500.0, 0.0145)],
            payroll_basis: PayrollBasis::Unknown,
            matched: 0.04,
            equity: EquityPrice {
                share: None,
                company: None,
            },
        };
        let at = |base: f64| {
            Package::new(Currency::USD)
                .with(Component::Base, base)
                .with(Component::BonusTarget, 0.10)
        };
        // Four years of 10,000 + 1,000 bonus + 1.45% of 11,000 + 4% of 10,000.
        let expected = 4.0 * (11_000.0 + 159.5 + 400.0);
        let change = cost.change(&at(200_000.0), &at(210_000.0));
        assert!((change - expected).abs() < 1e-6, "{change} {expected}");
    }
}
