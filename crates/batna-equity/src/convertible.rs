//! SAFEs and convertible notes: what they take at an exit, and how they convert.
//!
//! At an exit a SAFE takes the larger of its money and what its shares would bring; a note
//! the larger of what is owed and its shares. Shares at an exit are counted on the
//! capitalisation without the unissued pool; every convertible with a cap is counted as
//! converting. A discount alone gives a fixed amount (money over one less the discount),
//! of which the part beyond the money comes after all preferred.
//! Source: Y Combinator, Post-Money SAFE v1.2, sections 1(b), 1(d) and 2 (Liquidity
//! Capitalization, Liquidity Price, Discount); pre-money SAFE of 2013-2018.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::captable::{CapTable, Convertible, ConvertibleKind};
use crate::exact::Overflow;

/// What one convertible takes at an exit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ExitTerms {
    /// Paid at its rank.
    pub first: Decimal,
    /// Paid after all preferred, before common: what a discount adds.
    pub beyond: Decimal,
    /// Common shares it may convert into instead; zero without a cap.
    pub shares: Decimal,
}

/// A convertible's cap and discount after a most-favoured SAFE has taken the best later terms.
pub(crate) fn effective_terms(table: &CapTable, one: &Convertible) -> (Option<Decimal>, Decimal) {
    if !one.most_favoured {
        return (one.cap, one.discount);
    }
    let later = table.convertibles.iter().filter(|other| {
        other.kind != ConvertibleKind::Note
            && other.id != one.id
            && match (one.issued, other.issued) {
                (Some(mine), Some(theirs)) => theirs >= mine,
                // Without dates the order of the table is not known; all count.
                _ => true,
            }
    });
    let (mut cap, mut discount) = (one.cap, one.discount);
    for other in later {
        cap = match (cap, other.cap) {
            (Some(mine), Some(theirs)) => Some(mine.min(theirs)),
            (mine, theirs) => mine.or(theirs),
        };
        discount = discount.max(other.discount);
    }
    (cap, discount)
}

/// Terms at an exit for each convertible of the table, in its order.
pub(crate) fn exit_terms(table: &CapTable, on: Option<Date>) -> Result<Vec<ExitTerms>, Overflow> {
    let base = table.fully_diluted(false).ok_or(Overflow)?;
    let shares = conversion_shares(table, base, base, on)?;
    table
        .convertibles
        .iter()
        .zip(shares)
        .map(|(one, shares)| {
            let owed = one.owed(on).ok_or(Overflow)?;
            let first = match one.kind {
                ConvertibleKind::Note => {
                    let premium = (one.multiple - Decimal::ONE).max(Decimal::ZERO);
                    let extra = one.amount.checked_mul(premium).ok_or(Overflow)?;
                    owed.checked_add(extra).ok_or(Overflow)?
                }
                _ => one.amount,
            };
            let (_, discount) = effective_terms(table, one);
            let discounted = owed.checked_div(Decimal::ONE - discount).ok_or(Overflow)?;
            Ok(ExitTerms {
                first,
                beyond: (discounted - first).max(Decimal::ZERO),
                shares,
            })
        })
        .collect()
}

/// Shares by cap: `base` is the capitalisation a post-money SAFE counts before convertibles,
/// `pre` the one a pre-money SAFE or a note counts. Zero for those without a cap.
pub(crate) fn conversion_shares(
    table: &CapTable,
    base: Decimal,
    pre: Decimal,
    on: Option<Date>,
) -> Result<Vec<Decimal>, Overflow> {
    let mut shares = vec![Decimal::ZERO; table.convertibles.len()];
    let mut counted = base;
    let mut post_money = Decimal::ZERO;
    for (one, shares) in table.convertibles.iter().zip(shares.iter_mut()) {
        let (cap, _) = effective_terms(table, one);
        let Some(cap) = cap.filter(|cap| *cap > Decimal::ZERO) else {
            continue;
        };
        match one.kind {
            ConvertibleKind::SafePostMoney => {
                let part = one.amount.checked_div(cap).ok_or(Overflow)?;
                post_money = post_money.checked_add(part).ok_or(Overflow)?;
            }
            _ => {
                let owed = one.owed(on).ok_or(Overflow)?;
                let price = cap.checked_div(pre);
                *shares = match price.filter(|price| !price.is_zero()) {
                    Some(price) => owed.checked_div(price).ok_or(Overflow)?,
                    None => Decimal::ZERO,
                };
                counted = counted.checked_add(*shares).ok_or(Overflow)?;
            }
        }
    }
    // Post-money SAFEs own fixed parts of the whole that they are counted in.
    let rest = Decimal::ONE - post_money;
    if rest <= Decimal::ZERO {
        return Err(Overflow);
    }
    let whole = counted.checked_div(rest).ok_or(Overflow)?;
    for (one, shares) in table.convertibles.iter().zip(shares.iter_mut()) {
        let (cap, _) = effective_terms(table, one);
        if let (ConvertibleKind::SafePostMoney, Some(cap)) =
            (one.kind, cap.filter(|cap| *cap > Decimal::ZERO))
        {
            *shares = whole
                .checked_mul(one.amount)
                .and_then(|product| product.checked_div(cap))
                .ok_or(Overflow)?;
        }
    }
    Ok(shares)
}
