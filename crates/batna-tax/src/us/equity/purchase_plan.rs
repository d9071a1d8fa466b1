//! Shares of an employee stock purchase plan (26 USC 423).
//!
//! Held long enough, the smaller of the discount at offering and the gain is ordinary
//! income (423(c)); sold earlier, the discount at purchase is, even at a loss (421(b)).
//! Neither bears payroll taxes (3121(a)(22)).

use batna_core::Scalar;
use batna_params::{Lookup, LookupError};
use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;

use super::disposition::{Sale, beyond};
use crate::income::YearIncome;

/// Shares bought on one purchase date. Amounts a share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanShares<S> {
    pub shares: S,
    pub offered: Date,
    pub purchased: Date,
    pub paid: S,
    pub value_at_offering: S,
    pub value_at_purchase: S,
    /// What the purchase price would have been on the offering date: value less discount.
    pub price_at_offering: S,
}

#[derive(Clone, Copy, Debug)]
pub struct PurchasePlan {
    years_from_offering: i32,
    years_from_purchase: i32,
}

impl PurchasePlan {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let years = |name: &str| {
            lookup
                .amount(&format!("us.equity.espp.{name}"))
                .map(|years| years.decimal().to_i32().unwrap_or(0))
        };
        Ok(PurchasePlan {
            years_from_offering: years("years_from_offering")?,
            years_from_purchase: years("years_from_purchase")?,
        })
    }

    pub fn sell<S: Scalar>(&self, lot: &PlanShares<S>, price: S, sold: Date) -> Sale<S> {
        let long_term = beyond(lot.purchased, 1, sold);
        let qualifying = beyond(lot.offered, self.years_from_offering, sold)
            && beyond(lot.purchased, self.years_from_purchase, sold);
        let ordinary = if qualifying {
            (lot.value_at_offering - lot.price_at_offering)
                .min(price - lot.paid)
                .positive()
        } else {
            (lot.value_at_purchase - lot.paid).positive()
        };
        let gain = (price - lot.paid - ordinary) * lot.shares;
        let mut income = YearIncome {
            iso_disqualified: ordinary * lot.shares,
            ..YearIncome::default()
        };
        if long_term {
            income.ltcg = gain;
        } else {
            income.stcg = gain;
        }
        Sale {
            income,
            proceeds: price * lot.shares,
            disqualifying: !qualifying,
            long_term,
        }
    }
}
