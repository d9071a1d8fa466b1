//! Restricted stock units and tenders.
//!
//! A unit is income when shares are delivered: at vest, or, with a second trigger, when the
//! later of service and liquidity is met (26 USC 83, 409A short-term deferral). What a
//! buyer pays in a company-arranged tender above fair value is wages, unless facts show
//! otherwise (Rev. Rul. 79-305 on compensation in the guise of price; 26 USC 83(h)).

use batna_core::Scalar;
use jiff::civil::Date;

use super::disposition::Holding;
use super::exercise::Lot;
use crate::income::YearIncome;

/// Units whose service condition is met on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit<S> {
    pub vested: Date,
    pub shares: S,
}

/// Units that become income.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Released<S> {
    pub on: Date,
    pub shares: S,
}

/// When units become income: at vest, or not before liquidity where that is required.
/// Units that expire before liquidity come to nothing and are left out.
pub fn released<S: Scalar>(
    units: &[Unit<S>],
    liquidity: Option<Option<Date>>,
    expires: Option<Date>,
) -> Vec<Released<S>> {
    units
        .iter()
        .filter_map(|unit| {
            let on = match liquidity {
                None => unit.vested,
                Some(event) => event?.max(unit.vested),
            };
            if expires.is_some_and(|expires| on > expires) {
                return None;
            }
            Some(Released {
                on,
                shares: unit.shares,
            })
        })
        .collect()
}

/// A sale into a tender at `price` while the fair value is `fair_value`: the excess is
/// wages, the rest a sale at fair value.
pub fn tender<S: Scalar>(
    lot: &Lot<S>,
    price: S,
    fair_value: S,
    sold: Date,
    holding: &Holding,
) -> YearIncome<S> {
    let excess = (price - fair_value).positive() * lot.shares;
    let mut income = lot.sell(price.min(fair_value), sold, holding).income;
    income.bonus += excess;
    income
}
