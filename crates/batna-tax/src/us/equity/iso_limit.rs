//! The $100,000 rule (26 USC 422(d), Reg. 1.422-4).
//!
//! Options first exercisable in a calendar year count with their value at grant, in the
//! order granted; what exceeds the limit is a non-qualified option from the start. Shares
//! exercisable early count whole in the grant year. Acceleration counts what it makes
//! exercisable in the year it happens (Reg. 1.422-4(b)(3)): pass the tranches as they stand
//! then, and the split is made anew.

use std::collections::BTreeMap;

use batna_params::{Lookup, LookupError};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// An option grant meant to be an incentive option.
#[derive(Clone, Debug, PartialEq)]
pub struct IsoGrant {
    pub granted: Date,
    /// Value of a share at grant.
    pub value: Decimal,
    pub tranches: Vec<Tranche>,
    /// All shares may be exercised from the day of grant.
    pub early_exercisable: bool,
}

/// Shares that become exercisable on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tranche {
    pub exercisable: Date,
    pub shares: Decimal,
}

/// A tranche divided; whole shares are incentive options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SplitTranche {
    pub exercisable: Date,
    pub iso: Decimal,
    pub nso: Decimal,
}

#[derive(Clone, Copy, Debug)]
pub struct IsoLimit {
    limit: Decimal,
}

impl IsoLimit {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(IsoLimit {
            limit: lookup.amount("us.equity.iso.limit")?.decimal(),
        })
    }

    /// The tranches of each grant, divided; grants come back in the order passed in.
    pub fn split(&self, grants: &[IsoGrant]) -> Vec<Vec<SplitTranche>> {
        let mut order: Vec<usize> = (0..grants.len()).collect();
        order.sort_by_key(|index| grants.get(*index).map(|grant| grant.granted));
        let mut used: BTreeMap<i16, Decimal> = BTreeMap::new();
        let mut out = vec![Vec::new(); grants.len()];
        for index in order {
            let (Some(grant), Some(slot)) = (grants.get(index), out.get_mut(index)) else {
                continue;
            };
            let mut tranches = grant.tranches.clone();
            if grant.early_exercisable {
                for tranche in &mut tranches {
                    tranche.exercisable = grant.granted;
                }
            }
            tranches.sort_by_key(|tranche| tranche.exercisable);
            for tranche in tranches {
                let used = used.entry(tranche.exercisable.year()).or_default();
                let room = (self.limit - *used).max(Decimal::ZERO);
                let fit = if grant.value > Decimal::ZERO {
                    room.checked_div(grant.value)
                        .map_or(Decimal::ZERO, |fit| fit.floor())
                } else {
                    tranche.shares
                };
                let iso = tranche.shares.min(fit);
                *used += iso * grant.value;
                slot.push(SplitTranche {
                    exercisable: tranche.exercisable,
                    iso,
                    nso: tranche.shares - iso,
                });
            }
        }
        out
    }
}
