//! What may become of a stake while its company is still private: sold in tenders, bought back
//! on leaving, or struck at the fair value of a later day.
//!
//! A tender comes with a chance a year and is open to those who have vested long enough: they sell
//! as much as they may, at a part of what every share at the last preferred price is worth by then.
//! What is paid above the fair value of a share is wages, as company-arranged purchases are read;
//! the rest is taxed as a sale of that kind of stake, options being exercised and sold at once.
//! One tender a step; none in the step of an exit. A company that fails buys nothing back.
//! Leaves out: cut-backs of an oversubscribed tender; holders who would rather wait.

use batna_core::Piecewise;

use super::error::{SimError, indexed, within};
use super::lower::{LifePlan, Odd, StakePlan, chance_over};
use super::program::StakeKind;
use super::stake::{Case, above};
use super::table::Table;

/// Tenders of a private company, as they usually are there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tenders {
    /// Chance of one in a year, in [0, 1].
    pub chance: f64,
    /// Part of what has vested and is still held that one may sell at a time, in [0, 1].
    pub part: f64,
    /// Most that one may sell for at a time.
    pub limit: Option<f64>,
    /// Whether those who have left may sell too.
    pub leavers: bool,
    /// Most that they may, where it is not what others may.
    pub leaver_limit: Option<f64>,
}

/// How a stake takes part in tenders.
#[derive(Debug, Clone, PartialEq)]
pub struct Tendered {
    /// Price of one share or unit, by the company's value that today's shares keep.
    pub price: Piecewise,
    /// First step in which its holder may sell.
    pub from: usize,
}

/// What a company pays for vested equity that it takes back from a leaver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuyBackPrice {
    Fair,
    /// What was paid for it.
    Cost,
    Nothing,
}

/// A right to take vested equity back from those who leave by choice before an exit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BuyBack {
    pub price: BuyBackPrice,
    /// Chance that it is used, in [0, 1].
    pub chance: f64,
}

/// What may become of a stake before an exit; by default nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BeforeExit {
    pub tender: Option<Tendered>,
    pub buy_back: Option<BuyBack>,
    /// Step whose fair value is the strike, in place of [`super::Stake::strike`]: options that
    /// are granted then. An exit by then leaves nothing of them.
    pub struck: Option<usize>,
    /// Step in which owned shares were bought as ISOs and a share's spread then, which the
    /// minimum tax meets.
    pub met: Option<(usize, f64)>,
}

pub(crate) struct TenderPlan {
    pub odd: Odd,
    pub terms: Tenders,
}

pub(crate) fn tender_plan(
    tenders: &Tenders,
    key: u64,
    lengths: &[f64],
) -> Result<TenderPlan, SimError> {
    within(
        "the chance of a tender",
        "in [0, 1]",
        tenders.chance,
        0.0,
        1.0,
    )?;
    within("what a tender takes", "in [0, 1]", tenders.part, 0.0, 1.0)?;
    for limit in [tenders.limit, tenders.leaver_limit].into_iter().flatten() {
        within("the limit of a tender", "from 0 to 10^13", limit, 0.0, 1e13)?;
    }
    let below = |years: &f64| match tenders.chance {
        sure if sure >= 1.0 => 1.0,
        chance => chance_over(chance, *years),
    };
    Ok(TenderPlan {
        odd: Odd {
            key,
            below: lengths.iter().map(below).collect(),
        },
        terms: *tenders,
    })
}

pub(crate) struct BeforeExitPlan {
    pub tender: Option<(Table, usize)>,
    pub buy_back: Option<BuyBack>,
    pub struck: Option<usize>,
    pub met: Option<(usize, f64)>,
}

pub(crate) fn before_exit_plan(
    before: &BeforeExit,
    steps: usize,
) -> Result<BeforeExitPlan, SimError> {
    if let Some(back) = before.buy_back {
        within(
            "the chance of a buy-back",
            "in [0, 1]",
            back.chance,
            0.0,
            1.0,
        )?;
    }
    if let Some(step) = before.struck {
        indexed("the step of a grant", step, steps)?;
    }
    if let Some((step, spread)) = before.met {
        indexed("the step of an exercise", step, steps)?;
        within("a spread", "from 0 to 10^13", spread, 0.0, 1e13)?;
    }
    Ok(BeforeExitPlan {
        tender: before
            .tender
            .as_ref()
            .map(|tender| (Table::new(&tender.price), tender.from)),
        buy_back: before.buy_back,
        struck: before.struck,
        met: before.met,
    })
}

/// As what a stake is sold in a tender.
#[derive(Clone, Copy)]
enum Sold {
    AsHeld,
    /// Shares bought by exercising, at this basis and this spread met by the minimum tax.
    Bought {
        basis: f64,
        met: f64,
    },
}

/// Sells in tenders before the exit what may be sold of a stake as it was granted; gives what
/// came in. The shares are no longer held.
#[inline(always)]
pub(crate) fn sell_as_granted(case: &mut Case<'_>, leave: usize, exit: usize) -> f64 {
    let (stake, steps) = (case.stake, case.plan.steps);
    let Some((_, from)) = &stake.before.tender else {
        return 0.0;
    };
    let alive = last_alive(stake, leave);
    let end = exit.min(steps);
    let end = if stake.lapses_after < end {
        stake.lapses_after + 1
    } else {
        end
    };
    let mut received = 0.0;
    for k in *from..end {
        if k > alive {
            break;
        }
        let held = case.held(k);
        let (shares, paid) = tender(case, k, held, Sold::AsHeld);
        case.sold += shares;
        received += paid;
    }
    received
}

/// Last step in which a leaver still holds a stake as it was granted.
#[inline(always)]
fn last_alive(stake: &StakePlan, leave: usize) -> usize {
    if stake.kind.is_option() {
        leave.saturating_add(stake.window.unwrap_or(0))
    } else if stake.lapses_on_leaving {
        leave
    } else {
        usize::MAX
    }
}

/// Sells in tenders what a leaver exercised in step `k`; gives the shares left and what came in.
#[inline(always)]
pub(crate) fn sell_bought(
    case: &mut Case<'_>,
    k: usize,
    mut shares: f64,
    basis: f64,
    met: f64,
    exit: usize,
) -> (f64, f64) {
    let mut received = 0.0;
    if case.stake.before.tender.is_some() {
        for later in k + 1..exit.min(case.plan.steps) {
            let (sold, paid) = tender(case, later, shares, Sold::Bought { basis, met });
            shares -= sold;
            received += paid;
        }
    }
    (shares, received)
}

/// One step's tender, if there is one and it is open: shares sold of those held, and what came in.
#[inline(always)]
fn tender(case: &mut Case<'_>, k: usize, held: f64, sold: Sold) -> (f64, f64) {
    let (stake, life, lane) = (case.stake, case.life, case.lane);
    let (Some((price, _)), Some(tenders)) = (&stake.before.tender, &life.tenders) else {
        return (0.0, 0.0);
    };
    let left = k >= case.rows.leave[lane];
    let open = case.rows.lives[stake.life].tenders[k][lane] && (!left || tenders.terms.leavers);
    if !open || held <= 0.0 {
        return (0.0, 0.0);
    }
    let price = price.at(case.value(k) * case.retained(k));
    let cost = match sold {
        Sold::AsHeld if case.kind(k).is_option() => case.strike,
        _ => 0.0,
    };
    if price <= cost || price <= 0.0 {
        return (0.0, 0.0);
    }
    let limit = match (left, tenders.terms.leaver_limit) {
        (true, Some(limit)) => Some(limit),
        _ => tenders.terms.limit,
    };
    let mut shares = held * tenders.terms.part;
    if let Some(limit) = limit {
        let most = above(limit, case.rows.lives[stake.life].tendered[k][lane]) / price;
        shares = if shares < most { shares } else { most };
    }
    case.rows.lives[stake.life].tendered[k][lane] += shares * price;
    let fair = above(stake.fair.at(case.private_value(k)), 0.0);
    let over = above(price, fair);
    // Above the fair value it is pay, whatever is sold.
    let over = if over < price - cost {
        over
    } else {
        price - cost
    };
    let received = match sold {
        Sold::AsHeld => {
            let rest = case.pay(k, shares, price - over);
            case.book(k, shares * over, 0.0);
            rest + shares * over
        }
        Sold::Bought { basis, met } => {
            case.sell(k, shares, price - over, basis, met);
            case.book(k, shares * price, 0.0);
            shares * price
        }
    };
    case.rows.wages[k][lane] += shares * over;
    (shares, received)
}

/// What the company takes back from a leaver, and pays for it; none where it takes nothing.
#[inline(always)]
pub(crate) fn bought_back(case: &mut Case<'_>, leave: usize) -> Option<f64> {
    let (stake, lane) = (case.stake, case.lane);
    let back = stake.before.buy_back?;
    if !case.rows.by_choice[lane] || case.rows.luck[lane] >= back.chance {
        return None;
    }
    let shares = case.held(leave);
    let price = match back.price {
        BuyBackPrice::Fair => above(stake.fair.at(case.private_value(leave)), 0.0),
        BuyBackPrice::Cost => case.strike,
        BuyBackPrice::Nothing => 0.0,
    };
    let takes = stake.kind == StakeKind::Owned || back.price == BuyBackPrice::Fair;
    Some(if takes && price > 0.0 && shares > 0.0 {
        case.pay(leave, shares, price)
    } else {
        0.0
    })
}

/// Whether the path has tenders in each step.
#[inline(always)]
pub(crate) fn hold_tenders(
    life: &LifePlan,
    uniforms: &[super::Row],
    tenders: &mut [[bool; super::BLOCK]],
) {
    let Some(plan) = &life.tenders else { return };
    for ((below, row), uniforms) in plan.odd.below.iter().zip(tenders).zip(uniforms) {
        for lane in 0..super::BLOCK {
            row[lane] = uniforms[lane] < *below;
        }
    }
}
