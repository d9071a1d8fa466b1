//! A priced round: the price, what converts, the pool's top-up, and anti-dilution.
//!
//! The price is the pre-money value over all shares before the new money: outstanding,
//! options, pool with its top-up, and converted SAFEs and notes. These depend on the price
//! and are found by iteration. A post-money SAFE counts the existing pool and all
//! convertibles, not the top-up; a pre-money SAFE and a note count the pool and its top-up
//! and no convertibles. Each converts at its cap or its discount, whichever gives more
//! shares, never fewer than at the round's price. Anti-dilution then lowers conversion prices;
//! the round's price is not raised for it.
//! Sources: Y Combinator, Post-Money SAFE v1.2 section 1(a) and Company Capitalization; NVCA
//! model certificate of incorporation, section 4.4.4 (CP2 = CP1 (A + B) / (A + C)).

use batna_core::Scalar as _;
use batna_core::scalar::decimal_to_f64;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::captable::{AntiDilution, CapTable, Class, ConvertibleKind};
use crate::convertible::effective_terms;

/// Terms of a round.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// The new class with its terms; its `shares` and price are found.
    pub class: Class,
    pub pre_money: Decimal,
    pub investment: Decimal,
    /// Unissued pool after the round, as a part of all shares after it.
    pub pool_after: Option<Decimal>,
}

/// A round as priced.
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    pub table: CapTable,
    pub price: Decimal,
    pub new_shares: Decimal,
    pub pool_added: Decimal,
    /// Each convertible's shares and price.
    pub converted: Vec<(String, Decimal, Decimal)>,
    /// Classes whose conversion changed: common for each share before and after.
    pub adjusted: Vec<(String, Decimal, Decimal)>,
    /// Part of the company that each share before the round gave up, 0 to 1.
    pub dilution: f64,
}

/// Why a round has no price.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoundError {
    #[error("the pre-money value and the investment must be above zero")]
    Amounts,
    #[error("`{0}` is already in the table")]
    Doubled(String),
    #[error("the new class of a round is preferred")]
    NotPreferred,
    #[error("a pool of {0} after the round is not a part from 0 to 1")]
    Pool(Decimal),
    #[error("the table has no shares to price")]
    NoShares,
    #[error("SAFEs, pool and new money take more than the whole company")]
    OverWhole,
}

impl CapTable {
    /// Prices a round on a day and gives the table after it.
    ///
    /// Errors: see [`RoundError`].
    pub fn with_round(&self, round: &Round, on: Option<Date>) -> Result<Priced, RoundError> {
        let zero = Decimal::ZERO;
        if round.pre_money <= zero || round.investment <= zero {
            return Err(RoundError::Amounts);
        }
        if self.class(&round.class.id).is_some() {
            return Err(RoundError::Doubled(round.class.id.clone()));
        }
        if round.class.preference.is_none() {
            return Err(RoundError::NotPreferred);
        }
        if let Some(pool) = round.pool_after
            && (pool < zero || pool >= Decimal::ONE)
        {
            return Err(RoundError::Pool(pool));
        }
        let outstanding = self.fully_diluted(false).ok_or(RoundError::NoShares)?;
        if outstanding <= zero {
            return Err(RoundError::NoShares);
        }
        let (pre, money) = (
            decimal_to_f64(round.pre_money),
            decimal_to_f64(round.investment),
        );
        let pool = decimal_to_f64(self.pool_unissued);
        let base = decimal_to_f64(outstanding) + pool;
        let target = round.pool_after.map_or(0.0, decimal_to_f64);
        let mut shares = vec![0.0; self.convertibles.len()];
        let (mut added, mut price) = (0.0_f64, pre / base);
        let mut settled = false;
        for _ in 0..2_000 {
            let converted: f64 = shares.iter().sum();
            for (one, shares) in self.convertibles.iter().zip(shares.iter_mut()) {
                let owed = decimal_to_f64(one.owed(on).ok_or(RoundError::OverWhole)?);
                let (cap, discount) = effective_terms(self, one);
                let by_cap = match (cap.map(decimal_to_f64), one.kind) {
                    (Some(cap), ConvertibleKind::SafePostMoney) if cap > 0.0 => {
                        owed / cap * (base + converted)
                    }
                    (Some(cap), _) if cap > 0.0 => owed / cap * (base + added),
                    _ => 0.0,
                };
                *shares = by_cap.max(owed / (price * (1.0 - decimal_to_f64(discount))));
            }
            let before = base + added + shares.iter().sum::<f64>();
            let next = pre / before;
            let topped = (target * (before + money / next) - pool).max(0.0);
            if !next.is_finite() || next <= 0.0 || before > 1e15 {
                return Err(RoundError::OverWhole);
            }
            settled =
                (next / price - 1.0).abs() < 1e-14 && (topped - added).abs() <= 1e-12 * before;
            (price, added) = (next, topped);
            if settled {
                break;
            }
        }
        if !settled {
            return Err(RoundError::OverWhole);
        }
        let price = Decimal::from_f64(price).round_dp(10);
        if price <= zero {
            return Err(RoundError::OverWhole);
        }
        let new_shares = round
            .investment
            .checked_div(price)
            .ok_or(RoundError::OverWhole)?
            .floor();
        let mut table = self.clone();
        let mut converted = Vec::new();
        for (one, shares) in self.convertibles.iter().zip(&shares) {
            let count = Decimal::from_f64(*shares).round_dp(6).floor();
            let paid = one.owed(on).unwrap_or(one.amount);
            let each = paid.checked_div(count).unwrap_or(zero);
            converted.push((one.id.clone(), count, each.round_dp(10)));
            // A shadow series: the round's terms at the price the convertible paid.
            let mut class = round.class.clone();
            class.id.clone_from(&one.id);
            class.shares = count;
            if let Some(preference) = class.preference.as_mut() {
                preference.price = each;
            }
            table.classes.push(class);
        }
        table.convertibles.clear();
        let adjusted = table.protect(outstanding, price, round.investment, new_shares);
        let mut class = round.class.clone();
        class.shares = new_shares;
        if let Some(preference) = class.preference.as_mut() {
            preference.price = price;
        }
        table.classes.push(class);
        let pool_added = Decimal::from_f64(added).round_dp(6).floor();
        table.pool_unissued += pool_added;
        let after = table
            .fully_diluted(true)
            .map_or(f64::INFINITY, decimal_to_f64);
        Ok(Priced {
            table,
            price,
            new_shares,
            pool_added,
            converted,
            adjusted,
            dilution: 1.0 - base / after,
        })
    }

    /// Lowers conversion prices of protected classes that paid more than `price`.
    fn protect(
        &mut self,
        outstanding: Decimal,
        price: Decimal,
        money: Decimal,
        new_shares: Decimal,
    ) -> Vec<(String, Decimal, Decimal)> {
        let preferred = self
            .classes
            .iter()
            .filter(|class| class.preference.is_some())
            .filter_map(|class| class.shares.checked_mul(class.ratio))
            .fold(Decimal::ZERO, Decimal::saturating_add);
        let mut adjusted = Vec::new();
        for class in &mut self.classes {
            let Some(preference) = &class.preference else {
                continue;
            };
            let Some(old) = preference.price.checked_div(class.ratio) else {
                continue;
            };
            if price >= old {
                continue;
            }
            let weighted = |counted: Decimal| {
                let at_old = counted.checked_add(money.checked_div(old)?)?;
                old.checked_mul(at_old)?
                    .checked_div(counted.checked_add(new_shares)?)
            };
            let new = match preference.anti_dilution {
                AntiDilution::None => None,
                AntiDilution::BroadBased => weighted(outstanding),
                AntiDilution::NarrowBased => weighted(preferred),
                AntiDilution::FullRatchet => Some(price),
            };
            if let Some(ratio) = new.and_then(|new| preference.price.checked_div(new)) {
                adjusted.push((class.id.clone(), class.ratio, ratio));
                class.ratio = ratio;
            }
        }
        adjusted
    }
}
