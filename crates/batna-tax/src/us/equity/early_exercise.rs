//! Shares got before they vest: early exercise, restricted stock, and the election of
//! section 83(b).
//!
//! With the election the value at transfer less what was paid is income then, and the
//! holding period begins; without it each part is income at its vesting. For incentive
//! options the same holds for the minimum tax alone (26 USC 56(b)(3)).

use batna_core::Scalar;
use batna_params::{Lookup, LookupError};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;

/// Shares transferred while they may still be lost. Amounts a share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Restricted<S> {
    pub transferred: Date,
    pub paid: S,
    pub value: S,
    /// The election was filed in time.
    pub elected: bool,
    /// From an incentive option.
    pub incentive: bool,
}

/// A part that vests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VestedPart<S> {
    pub on: Date,
    pub shares: S,
    /// Value of a share at vesting.
    pub value: S,
}

/// When income arises and how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taxed<S> {
    pub on: Date,
    /// Wages; zero for incentive options.
    pub wages: S,
    /// Adjustment of the alternative minimum tax, for incentive options.
    pub adjustment: S,
    /// Basis a share: of the regular tax, and of the minimum tax.
    pub basis: S,
    pub amt_basis: S,
    pub shares: S,
}

impl<S: Scalar> Restricted<S> {
    /// Income by date; one entry at transfer with the election, one a part without.
    pub fn taxed(&self, parts: &[VestedPart<S>]) -> Vec<Taxed<S>> {
        if self.elected {
            let shares = parts.iter().map(|part| part.shares).sum();
            return vec![self.entry(self.transferred, shares, self.value)];
        }
        parts
            .iter()
            .map(|part| self.entry(part.on, part.shares, part.value))
            .collect()
    }

    fn entry(&self, on: Date, shares: S, value: S) -> Taxed<S> {
        let spread = (value - self.paid).positive();
        let (wages, adjustment, basis) = if self.incentive {
            (S::ZERO, spread * shares, self.paid)
        } else {
            (spread * shares, S::ZERO, self.paid + spread)
        };
        Taxed {
            on,
            wages,
            adjustment,
            basis,
            amt_basis: self.paid + spread,
            shares,
        }
    }
}

/// Last day on which the election may be filed: it may not be late for any reason.
pub fn election_deadline(
    lookup: &Lookup<'_>,
    transferred: Date,
) -> Result<Option<Date>, LookupError> {
    let days = lookup.amount("us.equity.election_83b.days")?;
    let days = days.decimal().to_i32().unwrap_or(0);
    Ok(transferred.checked_add(days.days()).ok())
}
