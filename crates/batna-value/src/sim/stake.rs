//! What stakes in private companies pay, path by path.
//!
//! An exit pays what has vested; the rest goes on vesting, worth the deal's price after an
//! acquisition and the listed price after a listing, once a lock-up is over. A leaver decides
//! about options when the window ends, and buys what is in the money as far as the purse goes,
//! tax included. A stake that never meets an exit counts what the program says, and the path
//! is marked.
//!
//! Minimum tax paid on ISOs is carried as a credit from step to step, within the room of the
//! step's certain pay and gains; what the sale's higher basis under that tax spares counts.
//! Leaves out: losses do not lower tax on other income; options are not exercised early by those
//! who stay; the holder sells everything when it can be sold.

use super::BLOCK;
use super::before_exit::{bought_back, sell_as_granted, sell_bought};
use super::kernel::{Rows, event};
use super::lower::{LifePlan, Plan, StakePlan, Tax};
use super::outcomes::flag;
use super::program::{SLOTS, StakeKind};

/// Equity value that falls to today's cap table.
///
/// Investors of later rounds hold `1 - retained` and a preference. Participating, they take
/// the preference first and then share; otherwise they choose the better of the two.
#[inline(always)]
pub fn equity_of_today(value: f64, retained: f64, preference: f64, participating: bool) -> f64 {
    let rest = value - preference;
    let rest = if rest > 0.0 { rest } else { 0.0 };
    let alike = value * retained;
    if participating {
        rest * retained
    } else if rest < alike {
        rest
    } else {
        alike
    }
}

#[inline(always)]
pub(crate) fn above(value: f64, floor: f64) -> f64 {
    if value > floor { value - floor } else { 0.0 }
}

/// One lane's view of a stake while it is settled.
pub(crate) struct Case<'a> {
    pub plan: &'a Plan,
    pub stake: &'a StakePlan,
    pub life: &'a LifePlan,
    pub rows: &'a mut Rows,
    pub lane: usize,
    /// Strike of an option, or what was paid for an owned share, on this path.
    pub strike: f64,
    /// Sold before the exit.
    pub sold: f64,
}

impl Case<'_> {
    /// Equity value of the whole company at the end of step `k`.
    #[inline(always)]
    pub fn value(&self, k: usize) -> f64 {
        self.life.value * self.rows.prices[self.life.motion][k][self.lane]
    }

    #[inline(always)]
    pub fn retained(&self, k: usize) -> f64 {
        self.rows.lives[self.stake.life].retained[k][self.lane]
    }

    /// Value of today's cap table while preferences stand.
    #[inline(always)]
    pub fn private_value(&self, k: usize) -> f64 {
        let preference = self.rows.lives[self.stake.life].preference[k][self.lane];
        let participating = self.life.new_money.participating;
        equity_of_today(self.value(k), self.retained(k), preference, participating)
    }

    /// Price, on the day of vesting or of the listing, of a share that vested in step `k` of a
    /// company listed in step `exit`: preferences have converted.
    #[inline(always)]
    fn listed_price(&self, k: usize, exit: usize) -> f64 {
        let lockup = &self.stake.lockups[exit];
        let (value, discount) = if k > exit && k >= lockup.free {
            (self.value(k), 1.0)
        } else {
            let from = self.value(lockup.before);
            let value = if lockup.part > 0.0 {
                let to = self.value(lockup.before + 1);
                lockup.part.mul_add(to - from, from)
            } else {
                from
            };
            // The wait is counted from the listing: what vests later has waited less.
            let waited = self.plan.step[k].discount / self.plan.step[exit].discount;
            (value, lockup.discount / waited)
        };
        let worth = self.stake.listed.at(value * self.retained(k));
        above(worth, 0.0) * self.stake.listing_keeps * discount
    }

    /// Shares vested by the end of step `k`, or by leaving.
    #[inline(always)]
    fn vested_by(&self, k: usize) -> f64 {
        let leave = self.rows.leave[self.lane];
        if k < leave {
            return self.stake.vested[k];
        }
        let slot = self.rows.slot[self.lane].min(SLOTS - 1);
        match self.stake.vested_by_slot.get(leave) {
            Some(vested) => vested[slot],
            None => self.stake.vested[leave.min(self.plan.steps - 1)],
        }
    }

    /// Shares vested by then and not sold before.
    #[inline(always)]
    pub fn held(&self, k: usize) -> f64 {
        above(self.vested_by(k), self.sold)
    }

    /// What a leaver has turned an ISO into by exercising later than three months.
    #[inline(always)]
    pub fn kind(&self, k: usize) -> StakeKind {
        let waited = self.stake.window.is_some_and(|window| window > 0);
        if self.stake.kind == StakeKind::Iso && waited && k > self.rows.leave[self.lane] {
            StakeKind::Nso
        } else {
            self.stake.kind
        }
    }

    /// Counts what equity paid, before tax, and what it cost, in step `k`.
    #[inline(always)]
    pub fn book(&mut self, k: usize, received: f64, cost: f64) {
        let discount = self.plan.step[k].discount;
        self.rows.received[self.lane] += received;
        let equity = &mut self.rows.equity[self.lane];
        *equity = (received - cost).mul_add(discount, *equity);
    }

    /// Pays `shares` at `price` in step `k` as the kind of stake is taxed; gives what came in
    /// above the strike for an option, in all for other kinds.
    #[inline(always)]
    pub fn pay(&mut self, k: usize, shares: f64, price: f64) -> f64 {
        let (strike, lane) = (self.strike, self.lane);
        let received = match self.kind(k) {
            StakeKind::DoubleTriggerRsu => {
                self.rows.wages[k][lane] += shares * price;
                shares * price
            }
            StakeKind::Nso => {
                let gain = shares * above(price, strike);
                self.rows.wages[k][lane] += gain;
                gain
            }
            StakeKind::Iso => {
                let gain = shares * above(price, strike);
                self.rows.unpayrolled[k][lane] += gain;
                gain
            }
            StakeKind::AtSale => {
                let gain = shares * above(price, strike);
                self.rows.gains[k][lane] += gain;
                gain
            }
            StakeKind::Relieved => {
                let gain = shares * above(price, strike);
                self.rows.iso_spread[k][lane] += gain;
                self.rows.cash[k][lane] += gain;
                gain
            }
            StakeKind::Owned => {
                let met = self.stake.before.met.map_or(0.0, |met| met.1);
                self.sell(k, shares, price, strike, met);
                shares * price
            }
        };
        self.book(k, received, 0.0);
        received
    }

    /// A sale above or below `basis`: long-term gain, the basis coming back untaxed. The minimum
    /// tax `met` so much of a share's gain at exercise.
    #[inline(always)]
    pub fn sell(&mut self, k: usize, shares: f64, price: f64, basis: f64, met: f64) {
        self.rows.gains[k][self.lane] += shares * (price - basis);
        self.rows.cash[k][self.lane] += shares * basis;
        if met > 0.0 {
            self.rows.reversed[k][self.lane] += shares * met;
        }
    }
}

/// Settles every stake of the plan over the block.
#[inline(always)]
pub(crate) fn settle(plan: &Plan, rows: &mut Rows) {
    for stake in &plan.stakes {
        let life = &plan.lives[stake.life];
        for lane in 0..BLOCK {
            settle_path(&mut Case {
                plan,
                stake,
                life,
                rows,
                lane,
                strike: stake.strike,
                sold: 0.0,
            });
        }
    }
}

#[inline(always)]
fn settle_path(case: &mut Case<'_>) {
    let (stake, lane, steps) = (case.stake, case.lane, case.plan.steps);
    let leave = case.rows.leave[lane];
    let exit = case.rows.lives[stake.life].exit[lane];
    let happened = case.rows.lives[stake.life].event[lane];
    let option = stake.kind.is_option();
    if let Some(granted) = stake.before.struck {
        if exit <= granted {
            return;
        }
        case.strike = above(stake.fair.at(case.private_value(granted)), 0.0);
    }

    let mut spent = 0.0;
    let mut received = 0.0;
    if stake.kind == StakeKind::Owned {
        spent = stake.paid;
        case.rows.equity[lane] -= spent;
        let granted = stake.vested[steps - 1];
        if let Some((k, spread)) = stake.before.met {
            case.rows.iso_spread[k][lane] += granted * spread;
        }
        if leave < steps && leave < exit {
            // Bought back at the price paid.
            let back = (granted - case.vested_by(leave)) * case.strike;
            case.rows.cash[leave][lane] += back;
            case.book(leave, 0.0, -back);
            spent -= back;
        }
    }

    received += sell_as_granted(case, leave, exit);
    let taken = if leave < exit && leave < steps {
        bought_back(case, leave)
    } else {
        None
    };
    // A leaver's options last until the window ends.
    let decision = match stake.window {
        _ if !option || leave >= steps => None,
        Some(window) => Some(leave + window),
        None => Some(leave),
    };
    let gone = stake.lapses_on_leaving && !option && leave < exit && leave < steps;
    match decision {
        _ if taken.is_some() => received += taken.unwrap_or(0.0),
        _ if gone => {}
        Some(decision) if decision < exit && decision < steps && stake.window.is_none() => {}
        Some(decision) if decision < exit && decision < steps => {
            let shares = case.held(leave);
            let (cost, proceeds) = exercise(case, decision, shares, exit, happened);
            spent += cost;
            received += proceeds;
        }
        _ if exit < steps && exit <= stake.lapses_after => {
            received += cash_in(case, exit, happened, leave);
        }
        _ if exit >= steps && stake.lapses_after >= steps => {
            received += keep(case, case.held(steps - 1));
        }
        _ => {}
    }
    let flags = &mut case.rows.flags[lane];
    if spent > 0.0 {
        *flags |= flag::PAID_COST;
        if received < spent {
            *flags |= flag::LOST_COST;
        }
    }
}

/// The exit of a stake still held as it was granted.
#[inline(always)]
fn cash_in(case: &mut Case<'_>, exit: usize, happened: u8, leave: usize) -> f64 {
    let (stake, steps) = (case.stake, case.plan.steps);
    let by_now = case.vested_by(exit);
    if happened == event::FAILED {
        return 0.0;
    }
    let deal = above(stake.payoff.at(case.private_value(exit)), 0.0);
    let acquired = happened == event::ACQUIRED;
    let granted = stake.vested[steps - 1];
    let dismissed = acquired
        && case.plan.employer_life == Some(stake.life)
        && case.rows.lives[stake.life].dismissed[case.lane];
    let hurried = if acquired && leave >= exit {
        let part = if dismissed {
            stake.on_dismissal
        } else {
            stake.acceleration
        };
        (granted - by_now) * part
    } else {
        0.0
    };
    let price = if acquired {
        deal
    } else {
        case.listed_price(exit, exit)
    };
    let mut received = case.pay(exit, above(by_now, case.sold) + hurried, price);
    if stake.acceleration < 1.0 || !acquired {
        let slower = if acquired {
            1.0 - stake.acceleration
        } else {
            1.0
        };
        let mut before = by_now;
        for k in exit + 1..steps {
            if k > leave {
                break;
            }
            let vested = case.vested_by(k);
            let more = (vested - before) * slower;
            before = vested;
            if more > 0.0 {
                let price = if acquired {
                    deal
                } else {
                    case.listed_price(k, exit)
                };
                received += case.pay(k, more, price);
            }
        }
    }
    received
}

/// Tax that exercising with this spread causes in the step.
#[inline(always)]
fn tax_on_exercise(tax: &Tax, kind: StakeKind, wages: f64, spread: f64) -> f64 {
    match (kind, &tax.iso_spread) {
        (StakeKind::Iso | StakeKind::Relieved, Some((table, at_0))) => table.at(spread) - at_0,
        (StakeKind::Iso | StakeKind::Relieved, None) | (StakeKind::AtSale, _) => 0.0,
        _ => tax.wages.at(wages + spread) - tax.wages.at(wages),
    }
}

/// A leaver's decision at `k`, and the sale of what was bought; gives cost and proceeds.
#[inline(always)]
fn exercise(case: &mut Case<'_>, k: usize, shares: f64, exit: usize, happened: u8) -> (f64, f64) {
    let (stake, lane, steps) = (case.stake, case.lane, case.plan.steps);
    let fair = stake.fair.at(case.private_value(k));
    let strike = case.strike;
    if fair <= strike || shares <= 0.0 {
        return (0.0, 0.0);
    }
    let kind = case.kind(k);
    let tax = &case.plan.taxes[case.plan.step[k].tax];
    let due = |shares: f64| {
        let spread = shares * (fair - strike);
        tax_on_exercise(tax, kind, case.rows.wages[k][lane], spread)
    };
    let whole = shares.mul_add(strike, due(shares));
    let purse = above(case.plan.purse, case.rows.spent[lane]);
    // Tax rises at least in proportion, so a part of the shares costs at most that part.
    let shares = if whole > purse {
        shares * (purse / whole)
    } else {
        shares
    };
    if shares <= 0.0 {
        return (0.0, 0.0);
    }
    let cost = shares * strike;
    let spread = shares * (fair - strike);
    let owed = due(shares);
    case.rows.spent[lane] += cost + owed;
    case.rows.cash[k][lane] -= cost;
    case.book(k, 0.0, cost);
    let basis = match kind {
        StakeKind::Iso => {
            case.rows.iso_spread[k][lane] += spread;
            strike
        }
        StakeKind::AtSale => strike,
        StakeKind::Relieved => {
            case.rows.iso_spread[k][lane] += spread;
            fair
        }
        _ => {
            // Taxed as wages and not received: it goes out again as cash.
            case.rows.wages[k][lane] += spread;
            case.rows.cash[k][lane] -= spread;
            fair
        }
    };
    let met = if kind == StakeKind::Iso {
        fair - strike
    } else {
        0.0
    };
    let (shares, tendered) = sell_bought(case, k, shares, basis, met, exit);
    let (at, price) = if exit < steps {
        match happened {
            event::ACQUIRED => (exit, above(stake.payoff.at(case.private_value(exit)), 0.0)),
            event::LISTED => (exit, case.listed_price(exit, exit)),
            _ => return (cost, tendered),
        }
    } else {
        case.rows.flags[lane] |= flag::UNSOLD;
        let last = steps - 1;
        let fair = above(stake.fair.at(case.private_value(last)), 0.0);
        (last, fair * case.plan.unexited)
    };
    if exit >= steps && case.plan.unexited == 0.0 {
        return (cost, tendered);
    }
    case.sell(at, shares, price, basis, met);
    case.book(at, shares * price, 0.0);
    (cost, tendered + shares * price)
}

/// A stake that saw no exit.
#[inline(always)]
fn keep(case: &mut Case<'_>, shares: f64) -> f64 {
    if shares <= 0.0 {
        return 0.0;
    }
    case.rows.flags[case.lane] |= flag::UNSOLD;
    if case.plan.unexited == 0.0 {
        return 0.0;
    }
    let last = case.plan.steps - 1;
    let price = above(case.stake.fair.at(case.private_value(last)), 0.0) * case.plan.unexited;
    case.pay(last, shares, price)
}
