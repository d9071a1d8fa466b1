//! What leaving the current job costs, as a ground for a signing payment.
//!
//! Leaves out: the value of unvested grants, which vesting and the share price give; the
//! value engine hands it in.

use batna_case::model::Case;
use batna_core::Money;
use serde::Serialize;

/// One thing lost or owed on leaving.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct LeavingCost {
    pub item: LeavingItem,
    /// Before tax; none where it is not known.
    pub amount: Option<Money>,
    /// Figure id: `me.current_job.accrued_bonus`.
    pub figure: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LeavingItem {
    AccruedBonus,
    UnvestedEquity,
    Clawback,
    UnvestedRetirement,
}

impl LeavingItem {
    pub fn id(self) -> &'static str {
        match self {
            LeavingItem::AccruedBonus => "accrued-bonus",
            LeavingItem::UnvestedEquity => "unvested-equity",
            LeavingItem::Clawback => "clawback",
            LeavingItem::UnvestedRetirement => "unvested-retirement",
        }
    }
}

/// What leaving costs by the case's records. `unvested_equity` is what the value engine
/// puts on grants that lapse, with its figure id.
pub fn leaving_costs(case: &Case, unvested_equity: Option<(Money, &str)>) -> Vec<LeavingCost> {
    let Some(job) = &case.profile.current_job else {
        return Vec::new();
    };
    let figure = |name: &str| format!("me.current_job.{name}");
    let mut costs = Vec::new();
    if let Some(amount) = job.accrued_bonus {
        costs.push(LeavingCost {
            item: LeavingItem::AccruedBonus,
            amount: Some(amount),
            figure: figure("accrued_bonus"),
        });
    }
    for (index, amount) in job.clawbacks_owed.iter().enumerate() {
        costs.push(LeavingCost {
            item: LeavingItem::Clawback,
            amount: Some(*amount),
            figure: figure(&format!("clawbacks_owed.{index}")),
        });
    }
    if let Some(amount) = job.unvested_retirement {
        costs.push(LeavingCost {
            item: LeavingItem::UnvestedRetirement,
            amount: Some(amount),
            figure: figure("unvested_retirement"),
        });
    }
    match unvested_equity {
        Some((amount, id)) => costs.push(LeavingCost {
            item: LeavingItem::UnvestedEquity,
            amount: Some(amount),
            figure: id.to_owned(),
        }),
        None if !job.grants.is_empty() => costs.push(LeavingCost {
            item: LeavingItem::UnvestedEquity,
            amount: None,
            figure: figure("grants"),
        }),
        None => {}
    }
    costs
}

/// The sum of what is known, in one currency; other currencies are left out.
pub fn known_total(costs: &[LeavingCost], currency: batna_core::Currency) -> Option<Money> {
    let sum = costs
        .iter()
        .filter_map(|cost| cost.amount)
        .filter(|amount| amount.currency() == currency && amount.is_positive())
        .try_fold(Money::zero(currency), Money::try_add)
        .ok()?;
    sum.is_positive().then_some(sum)
}
