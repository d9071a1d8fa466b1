//! Limits of what may be put aside before tax, and the room for after-tax contributions.

use batna_core::Scalar;
use batna_params::{Amount, Lookup, LookupError};

use crate::income::YearIncome;

#[derive(Clone, Debug)]
pub struct Limits {
    deferral: Amount,
    annual_additions: Amount,
    hsa_self: Amount,
    hsa_family: Amount,
    commuter_month: Amount,
}

/// An amount beyond its limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Excess<S> {
    /// The field of [`YearIncome`].
    pub field: &'static str,
    pub limit: S,
    pub amount: S,
}

impl Limits {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(Limits {
            deferral: lookup.amount("us.limits.deferral")?,
            annual_additions: lookup.amount("us.limits.annual_additions")?,
            hsa_self: lookup.amount_for("us.limits.hsa", "self")?,
            hsa_family: lookup.amount_for("us.limits.hsa", "family")?,
            commuter_month: lookup.amount("us.limits.commuter")?,
        })
    }

    /// Elective deferrals of a year.
    pub fn deferral<S: Scalar>(&self) -> S {
        self.deferral.get()
    }

    /// What is left for after-tax contributions (the mega back-door) once deferrals and the
    /// employer's contributions are counted; a plan may allow less.
    pub fn after_tax_room<S: Scalar>(&self, deferred: S, employer: S) -> S {
        (self.annual_additions.get::<S>() - deferred - employer).positive()
    }

    /// Amounts beyond their limits; `family` is the coverage of the health plan. Commuter
    /// benefits may be transit and parking, and each earner defers, a limit each.
    pub fn excess<S: Scalar>(&self, income: &YearIncome<S>, family: bool) -> Vec<Excess<S>> {
        let hsa: S = if family {
            self.hsa_family.get()
        } else {
            self.hsa_self.get()
        };
        let commuter = self.commuter_month.get::<S>() * S::from_int(24);
        let earners = if income.spouse_wages > S::ZERO { 2 } else { 1 };
        let deferral = self.deferral.get::<S>() * S::from_int(earners);
        [
            ("pretax_401k", income.pretax_401k, deferral),
            ("hsa", income.hsa, hsa),
            ("commuter", income.commuter, commuter),
        ]
        .into_iter()
        .filter(|(_, amount, limit)| amount > limit)
        .map(|(field, amount, limit)| Excess {
            field,
            limit,
            amount,
        })
        .collect()
    }
}
