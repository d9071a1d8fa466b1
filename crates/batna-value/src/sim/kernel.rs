//! Evaluates a program over blocks of paths.
//!
//! Prices and holdings in public shares are computed across paths, lane by lane; the life of
//! a private company and the decisions that follow from it path by path; taxes by look-up.
//! A block's rows stay in the nearest cache.

use std::ops::Range;

use super::before_exit::hold_tenders;
use super::draws::{Draws, GROUP, normal_rows, uniform_rows};
use super::elementary::exp;
use super::engine::{Engine, dispatched};
use super::error::SimError;
use super::lower::{CreditPlan, LifePlan, Motion, Plan, Tax, lower};
use super::outcomes::{Outcomes, add_discounted, flag};
use super::program::{Program, RiseTax, SLOTS, Slots};
use super::stake::settle;
use super::worths::Worths;
use super::{BLOCK, Row};

/// Log prices stay within these bounds of today's, so that no amount overflows.
const LOG_REACH: f64 = 64.0;

/// Paths one thread takes at a time: few enough that the threads end together.
const PIECE: usize = BLOCK * 8;

/// What ended, or keeps, a private company's wait.
pub(crate) mod event {
    pub const NONE: u8 = 0;
    pub const FAILED: u8 = 1;
    pub const ACQUIRED: u8 = 2;
    pub const LISTED: u8 = 3;
}

/// Everything known of a block of paths, by step where plural.
pub(crate) struct Rows {
    market: Vec<Row>,
    own: Vec<Row>,
    pub prices: Vec<Vec<Row>>,
    pub lives: Vec<LifeRows>,
    /// Step in which the holder leaves; the number of steps when never.
    pub leave: [usize; BLOCK],
    /// When in that step, in parts of the time it can happen in.
    pub slot: [usize; BLOCK],
    /// Whether the holder left by choice, not because the company failed.
    pub by_choice: [bool; BLOCK],
    pub wages: Vec<Row>,
    pub unpayrolled: Vec<Row>,
    pub gains: Vec<Row>,
    pub iso_spread: Vec<Row>,
    /// What of the gains was met by the minimum tax at exercise.
    pub reversed: Vec<Row>,
    /// Minimum tax credits carried, one a row.
    credits: Vec<Row>,
    /// Cash that is not income: costs, returned cost, claw-backs.
    pub cash: Vec<Row>,
    pub bonus: Vec<Row>,
    pub tax: Vec<Row>,
    pub net: Vec<Row>,
    /// Present value before tax of what equity paid, less what it cost.
    pub equity: Row,
    /// Spent on exercising, tax included.
    pub spent: Row,
    /// Whether a leaver's vested equity is taken back: below the chance it is.
    pub luck: Row,
    /// Undiscounted, before cost.
    pub received: Row,
    pub pv: Row,
    pub flags: [u8; BLOCK],
}

/// A private company's life across a block.
pub(crate) struct LifeRows {
    /// Step of the event; the number of steps when there is none.
    pub exit: [usize; BLOCK],
    pub event: [u8; BLOCK],
    /// Whether the acquirer dismissed the holder.
    pub dismissed: [bool; BLOCK],
    /// Part of the company that today's holders keep.
    pub retained: Vec<Row>,
    /// Preference of later investors.
    pub preference: Vec<Row>,
    /// Whether there is a tender, and what its holder sold in it, by step; empty without tenders.
    pub tenders: Vec<[bool; BLOCK]>,
    pub tendered: Vec<Row>,
}

const ZERO: Row = [0.0; BLOCK];

impl Rows {
    pub(crate) fn new(plan: &Plan) -> Self {
        let steps = plan.steps;
        let padded = steps.div_ceil(GROUP) * GROUP;
        let rows = || vec![ZERO; steps];
        Rows {
            market: vec![ZERO; padded],
            own: vec![ZERO; padded],
            prices: plan.motions.iter().map(|_| rows()).collect(),
            lives: plan
                .lives
                .iter()
                .map(|life| LifeRows {
                    exit: [steps; BLOCK],
                    event: [event::NONE; BLOCK],
                    dismissed: [false; BLOCK],
                    retained: rows(),
                    preference: rows(),
                    tenders: match life.tenders {
                        Some(_) => vec![[false; BLOCK]; steps],
                        None => Vec::new(),
                    },
                    tendered: match life.tenders {
                        Some(_) => rows(),
                        None => Vec::new(),
                    },
                })
                .collect(),
            leave: [steps; BLOCK],
            slot: [SLOTS - 1; BLOCK],
            by_choice: [false; BLOCK],
            wages: rows(),
            unpayrolled: rows(),
            gains: rows(),
            iso_spread: rows(),
            reversed: rows(),
            credits: vec![ZERO; plan.credits()],
            cash: rows(),
            bonus: rows(),
            tax: rows(),
            net: rows(),
            equity: ZERO,
            spent: ZERO,
            luck: ZERO,
            received: ZERO,
            pv: ZERO,
            flags: [0; BLOCK],
        }
    }
}

dispatched! {
    /// Evaluates the block of paths that begins with `first`.
    pub(crate) fn evaluate / evaluate_body, (plan: &Plan, first: u64, rows: &mut Rows)
}

#[inline(always)]
fn evaluate_body(plan: &Plan, first: u64, rows: &mut Rows) {
    if let Some(key) = plan.market {
        normals(key, first, plan.steps, &mut rows.market);
    }
    for (motion, prices) in plan.motions.iter().zip(&mut rows.prices) {
        normals(motion.key, first, plan.steps, &mut rows.own);
        move_prices(motion, first, &rows.market, &mut rows.own, prices);
    }
    for (life, out) in plan.lives.iter().zip(&mut rows.lives) {
        uniforms(life.key, first, &mut rows.own);
        live(life, &rows.own, &rows.prices[life.motion], out);
        if let Some(tenders) = &life.tenders {
            uniforms(tenders.odd.key, first, &mut rows.own);
            hold_tenders(life, &rows.own, &mut out.tenders);
            out.tendered.fill(ZERO);
        }
    }
    leave(plan, first, rows);
    if let Some(key) = plan.luck_key {
        uniforms(key, first, &mut rows.own[..GROUP]);
        rows.luck = rows.own[0];
    }
    for row in [
        &mut rows.wages,
        &mut rows.unpayrolled,
        &mut rows.gains,
        &mut rows.iso_spread,
        &mut rows.reversed,
        &mut rows.credits,
        &mut rows.cash,
        &mut rows.bonus,
    ] {
        row.fill(ZERO);
    }
    rows.equity = ZERO;
    rows.spent = ZERO;
    rows.received = ZERO;
    rows.flags = [0; BLOCK];
    hold_public(plan, rows);
    hold_rights(plan, rows);
    pay_bonuses(plan, first, rows);
    settle(plan, rows);
    assess(plan, rows);
}

/// Normals of `steps` steps.
#[inline(always)]
pub(crate) fn normals(key: u64, first: u64, steps: usize, rows: &mut [Row]) {
    let (groups, _) = rows.as_chunks_mut::<GROUP>();
    for (group, rows) in groups.iter_mut().enumerate() {
        normal_rows(key, first, group as u64, steps - group * GROUP, rows);
    }
}

#[inline(always)]
fn uniforms(key: u64, first: u64, rows: &mut [Row]) {
    let (groups, _) = rows.as_chunks_mut::<GROUP>();
    for (group, rows) in groups.iter_mut().enumerate() {
        uniform_rows(key, first, group as u64, rows);
    }
}

/// Turns normals into values relative to today's.
#[inline(always)]
pub(crate) fn move_prices(
    motion: &Motion,
    first: u64,
    market: &[Row],
    own: &mut [Row],
    prices: &mut [Row],
) {
    if let Some(jumps) = &motion.jumps {
        // The jump of a step joins its own normal, in units of the step's own deviation 1:
        // here as an addition to the log, so own becomes the whole log move.
        let mut counts = vec![ZERO; own.len()];
        let mut sizes = vec![ZERO; own.len()];
        uniforms(jumps.count_key, first, &mut counts);
        normals(jumps.size_key, first, motion.by_step.len(), &mut sizes);
        for (k, step) in motion.by_step.iter().enumerate() {
            for lane in 0..BLOCK {
                let u = counts[k][lane];
                let mut n = 0.0_f64;
                for below in &jumps.count[k] {
                    n += if u > *below { 1.0 } else { 0.0 };
                }
                let size = (n.sqrt() * jumps.deviation).mul_add(sizes[k][lane], n * jumps.mean);
                own[k][lane] = step.own.mul_add(own[k][lane], size);
            }
        }
    }
    let whole = motion.jumps.is_some();
    let mut log = ZERO;
    for (k, step) in motion.by_step.iter().enumerate() {
        let own_factor = if whole { 1.0 } else { step.own };
        let (market, own, price) = (&market[k], &own[k], &mut prices[k]);
        for lane in 0..BLOCK {
            let moved = log[lane] + step.shift;
            let moved = step.market.mul_add(market[lane], moved);
            let moved = own_factor.mul_add(own[lane], moved);
            log[lane] = moved;
            price[lane] = exp(bounded(moved));
        }
    }
}

#[inline(always)]
pub(crate) fn bounded(log: f64) -> f64 {
    let log = if log > LOG_REACH { LOG_REACH } else { log };
    if log < -LOG_REACH { -LOG_REACH } else { log }
}

/// Rounds, dilution and the end of the wait for one private company.
#[inline(always)]
fn live(life: &LifePlan, uniforms: &[Row], values: &[Row], out: &mut LifeRows) {
    let steps = values.len();
    let last_stage = life.stages.len() - 1;
    for lane in 0..BLOCK {
        let mut retained = 1.0;
        let mut preference = 0.0;
        let mut last_round = 1.0;
        let mut stage = 0;
        let mut exit = steps;
        let mut happened = event::NONE;
        let mut dismissed = false;
        for k in 0..steps {
            if happened == event::NONE {
                retained *= life.keep[k];
                let u = uniforms[k][lane];
                let plan = &life.stages[stage];
                let [fail, acquired, listed, round] = plan.below[k];
                if u < round {
                    if u < listed {
                        exit = k;
                        // What lies within the odds of a sale is uniform there: it says more.
                        let cut = life.dismissed.mul_add(acquired - fail, fail);
                        dismissed = u >= fail && u < cut;
                        happened = if u < fail {
                            event::FAILED
                        } else if u < acquired {
                            event::ACQUIRED
                        } else {
                            event::LISTED
                        };
                    } else {
                        let value = values[k][lane];
                        let dilution = if value < last_round {
                            plan.down_dilution
                        } else {
                            plan.dilution
                        };
                        retained *= 1.0 - dilution;
                        preference += dilution * value * life.value * life.new_money.multiple;
                        last_round = value;
                        stage = if stage < last_stage { stage + 1 } else { stage };
                    }
                }
            }
            out.retained[k][lane] = retained;
            out.preference[k][lane] = preference;
        }
        out.exit[lane] = exit;
        out.event[lane] = happened;
        out.dismissed[lane] = dismissed;
    }
}

#[inline(always)]
fn leave(plan: &Plan, first: u64, rows: &mut Rows) {
    rows.leave = [plan.steps; BLOCK];
    rows.slot = [SLOTS - 1; BLOCK];
    if let Some(odd) = &plan.leave {
        uniforms(odd.key, first, &mut rows.own);
        for (k, below) in odd.below.iter().enumerate().rev() {
            // A uniform below its threshold is uniform below it: it says when, too.
            let parts = SLOTS as f64 / below.max(f64::MIN_POSITIVE);
            for lane in 0..BLOCK {
                let u = rows.own[k][lane];
                if u < *below {
                    rows.leave[lane] = k;
                    rows.slot[lane] = ((u * parts) as usize).min(SLOTS - 1);
                }
            }
        }
    }
    for lane in 0..BLOCK {
        rows.by_choice[lane] = rows.leave[lane] < plan.steps;
    }
    // When the employer fails, everyone leaves; when it is sold, whom the buyer dismisses.
    if let Some(life) = plan.employer_life.map(|life| &rows.lives[life]) {
        for lane in 0..BLOCK {
            let over = life.event[lane] == event::FAILED || life.dismissed[lane];
            if over && life.exit[lane] <= rows.leave[lane] {
                rows.leave[lane] = life.exit[lane];
                rows.slot[lane] = SLOTS - 1;
                rows.by_choice[lane] = false;
            }
        }
    }
}

#[inline(always)]
fn hold_public(plan: &Plan, rows: &mut Rows) {
    for vest in &plan.vests {
        for (k, value) in vest.value.iter().enumerate() {
            if *value == 0.0 {
                continue;
            }
            let kept = kept(plan, &vest.by_slot, k, &rows.leave, &rows.slot);
            let (price, wages) = (&rows.prices[vest.motion][k], &mut rows.wages[k]);
            let discount = plan.step[k].discount;
            for lane in 0..BLOCK {
                let paid = value * price[lane] * kept[lane];
                wages[lane] += paid;
                rows.received[lane] += paid;
                rows.equity[lane] = paid.mul_add(discount, rows.equity[lane]);
            }
        }
    }
    for refresh in &plan.refreshes {
        for (k, value) in refresh.value.iter().enumerate().skip(refresh.granted + 1) {
            if *value == 0.0 {
                continue;
            }
            let kept = kept(plan, &refresh.by_slot, k, &rows.leave, &rows.slot);
            let prices = &rows.prices[refresh.motion];
            let (at_grant, price, wages) =
                (&prices[refresh.granted], &prices[k], &mut rows.wages[k]);
            let discount = plan.step[k].discount;
            for lane in 0..BLOCK {
                let worth = value * (price[lane] / at_grant[lane]);
                let paid = worth * kept[lane];
                wages[lane] += paid;
                rows.received[lane] += paid;
                rows.equity[lane] = paid.mul_add(discount, rows.equity[lane]);
            }
        }
    }
}

/// Part of a step's pay that reaches the holder: all before the step of leaving, what its time
/// says in it, nothing after.
#[inline(always)]
fn kept(
    plan: &Plan,
    by_slot: &[Slots],
    k: usize,
    leave: &[usize; BLOCK],
    slot: &[usize; BLOCK],
) -> Row {
    let mut kept = [1.0; BLOCK];
    if plan.leave.is_none() && plan.employer_life.is_none() {
        return kept;
    }
    let all = [1.0; SLOTS];
    let parts = by_slot.get(k).unwrap_or(&all);
    for lane in 0..BLOCK {
        let part = parts[if slot[lane] < SLOTS { slot[lane] } else { 0 }];
        let here = if k < leave[lane] { 1.0 } else { part };
        kept[lane] = if k > leave[lane] { 0.0 } else { here };
    }
    kept
}

/// Options on public shares: exercised and sold at once, on leaving or in their step.
#[inline(always)]
fn hold_rights(plan: &Plan, rows: &mut Rows) {
    for rights in &plan.rights {
        for lane in 0..BLOCK {
            let (leave, slot) = (rows.leave[lane], rows.slot[lane]);
            let left = leave < rights.exercised;
            let k = if left { leave } else { rights.exercised };
            let worth = match rights.vested_by_slot.get(k) {
                Some(vested) if leave == k => vested[slot.min(SLOTS - 1)],
                _ => rights.vested[k],
            };
            let gain = rows.prices[rights.motion][k][lane] - rights.strike;
            let gain = if gain > 0.0 { gain } else { 0.0 };
            let gain = if gain < rights.cap { gain } else { rights.cap };
            let paid = worth * gain;
            match rights.rise {
                RiseTax::Wages => rows.wages[k][lane] += paid,
                RiseTax::Unpayrolled => rows.unpayrolled[k][lane] += paid,
                RiseTax::Gain => rows.gains[k][lane] += paid,
                RiseTax::Relieved => {
                    rows.iso_spread[k][lane] += paid;
                    rows.cash[k][lane] += paid;
                }
            }
            rows.received[lane] += paid;
            rows.equity[lane] = paid.mul_add(plan.step[k].discount, rows.equity[lane]);
        }
    }
}

#[inline(always)]
fn pay_bonuses(plan: &Plan, first: u64, rows: &mut Rows) {
    if plan.bonuses.is_empty() {
        return;
    }
    normals(plan.bonus_key, first, plan.steps, &mut rows.own);
    for bonus in &plan.bonuses {
        for (k, target) in bonus.target.iter().enumerate() {
            if *target == 0.0 {
                continue;
            }
            let (market, own) = (&rows.market[k], &rows.own[k]);
            let (mut scores, mut payouts) = (ZERO, ZERO);
            for lane in 0..BLOCK {
                scores[lane] = bonus.market.mul_add(market[lane], bonus.own * own[lane]);
            }
            bonus.payout.row(&scores, &mut payouts);
            let kept = kept(plan, &bonus.by_slot, k, &rows.leave, &rows.slot);
            for lane in 0..BLOCK {
                let paid = target * payouts[lane] * kept[lane];
                rows.wages[k][lane] += paid;
                rows.bonus[k][lane] += paid;
            }
        }
    }
}

/// Taxes, nets and present values.
#[inline(always)]
fn assess(plan: &Plan, rows: &mut Rows) {
    rows.pv = [plan.opening; BLOCK];
    let stakes = !plan.stakes.is_empty() || plan.rights.iter().any(|r| r.rise != RiseTax::Wages);
    let mut carries = false;
    for (k, step) in plan.step.iter().enumerate() {
        let tax = &plan.taxes[step.tax];
        let due = &mut rows.tax[k];
        for lane in 0..BLOCK {
            let wages = rows.wages[k][lane];
            due[lane] = if wages == 0.0 {
                0.0
            } else {
                tax.wages.at(wages) - tax.wages_at_0
            };
        }
        if stakes {
            for lane in 0..BLOCK {
                let other = rows.unpayrolled[k][lane];
                let gain = rows.gains[k][lane];
                let spread = rows.iso_spread[k][lane];
                if other != 0.0 || gain > 0.0 || spread > 0.0 {
                    due[lane] += tax_on_stakes(tax, rows.wages[k][lane], other, gain, spread);
                }
                if spread > 0.0 {
                    carries = true;
                    for (credit, balance) in tax.credits.iter().zip(&mut rows.credits) {
                        balance[lane] += credit.made.at(spread);
                    }
                }
            }
            if carries {
                let (gains, reversed) = (&rows.gains[k], &rows.reversed[k]);
                let spreads = &rows.iso_spread[k];
                for (credit, balance) in tax.credits.iter().zip(&mut rows.credits) {
                    for lane in 0..BLOCK {
                        if balance[lane] > 0.0 && spreads[lane] <= 0.0 {
                            let gain = gains[lane];
                            due[lane] -=
                                given_back(credit, gain, reversed[lane], &mut balance[lane]);
                        }
                    }
                }
            }
        }
        let net = &mut rows.net[k];
        for lane in 0..BLOCK {
            let left = rows.leave[lane];
            let certain = if k <= left {
                step.net_cash
            } else {
                step.net_cash_if_left
            };
            let parting = if k == left && rows.by_choice[lane] {
                step.on_leaving[rows.slot[lane].min(SLOTS - 1)]
            } else {
                0.0
            };
            let income = rows.wages[k][lane] + rows.unpayrolled[k][lane] + rows.gains[k][lane];
            net[lane] = certain + parting + (income + rows.cash[k][lane]) - due[lane];
            rows.pv[lane] = net[lane].mul_add(step.discount, rows.pv[lane]);
        }
    }
    for lane in 0..BLOCK {
        let flags = &mut rows.flags[lane];
        if rows.received[lane] <= 0.0 {
            *flags |= flag::NO_EQUITY;
        }
        if rows.leave[lane] < plan.steps {
            *flags |= flag::LEFT;
        }
        if let Some(life) = plan.employer_life {
            *flags |= rows.lives[life].event[lane] << flag::EVENT_SHIFT;
        }
    }
}

/// Ordinary income stacks above wages, gains above both, the minimum tax stands alone.
#[inline(always)]
fn tax_on_stakes(tax: &Tax, wages: f64, other: f64, gain: f64, spread: f64) -> f64 {
    let mut due = 0.0;
    if other != 0.0 {
        let table = tax.unpayrolled.as_ref().unwrap_or(&tax.wages);
        due += table.at(wages + other) - table.at(wages);
    }
    if gain > 0.0 && !tax.gains.is_empty() {
        due += tax_on_gain(tax, wages + other, gain);
    }
    if spread > 0.0
        && let Some((table, at_0)) = &tax.iso_spread
    {
        due += table.at(spread) - at_0;
    }
    due
}

/// Minimum tax that a later step gives back, taken from what is carried. `reversed` is the part
/// of the gain that the minimum tax met at exercise.
#[inline(always)]
fn given_back(credit: &CreditPlan, gain: f64, reversed: f64, balance: &mut f64) -> f64 {
    let positive = |value: f64| if value > 0.0 { value } else { 0.0 };
    let gain = positive(gain);
    let mut room = credit.room.at(gain);
    let mut spared = 0.0;
    if reversed > 0.0 {
        let met = positive(gain - reversed);
        let as_due = positive(-room);
        room = credit.room.at(met) + credit.regular.at(gain) - credit.regular.at(met);
        // Minimum tax on the gain of the lower basis, which is not due; no credit either.
        spared = positive(as_due - positive(-room));
    }
    let room = positive(room);
    let used = if *balance < room { *balance } else { room };
    *balance = positive(*balance - used - spared);
    used + spared
}

#[inline(always)]
fn tax_on_gain(tax: &Tax, level: f64, gain: f64) -> f64 {
    let above = tax.gains.partition_point(|(l, _, _)| *l <= level);
    let at = |i: usize| {
        let (_, table, at_0) = &tax.gains[i];
        table.at(gain) - at_0
    };
    if above == 0 {
        return at(0);
    }
    if above == tax.gains.len() {
        return at(above - 1);
    }
    let (low, high) = (tax.gains[above - 1].0, tax.gains[above].0);
    let part = (level - low) / (high - low);
    let below = at(above - 1);
    part.mul_add(at(above) - below, below)
}

/// Runs a program over every path, on all cores and the widest lanes.
///
/// The result is the same for any engine. Errors name what does not fit the draws or is out
/// of bounds.
pub fn apply(draws: &Draws, program: &Program) -> Result<Outcomes, SimError> {
    apply_with(draws, program, Engine::detect())
}

/// [`apply`] on given threads and lanes.
pub fn apply_with(draws: &Draws, program: &Program, engine: Engine) -> Result<Outcomes, SimError> {
    let plan = lower(program, draws)?.without_idle_end();
    let mut outcomes = Outcomes::empty(draws, program, &plan);
    let pieces = outcomes.pieces(PIECE);
    walk(&plan, engine, pieces, |piece, paths, rows| {
        let here = paths.len();
        piece.pv[paths.clone()].copy_from_slice(&rows.pv[..here]);
        piece.equity[paths.clone()].copy_from_slice(&rows.equity[..here]);
        piece.flags[paths.clone()].copy_from_slice(&rows.flags[..here]);
        for (net, row) in piece.nets.iter_mut().zip(&rows.net) {
            net[paths.clone()].copy_from_slice(&row[..here]);
        }
    });
    Ok(outcomes)
}

/// As [`apply_with`], and keeps of each path only what it is worth: for the many programs
/// that are weighed and not shown.
pub fn worths(draws: &Draws, program: &Program, engine: Engine) -> Result<Worths, SimError> {
    let plan = lower(program, draws)?.without_idle_end();
    let mut worths = Worths::empty(draws);
    let pieces = worths.pieces(PIECE);
    walk(&plan, engine, pieces, |(_, values), paths, rows| {
        let here = paths.len();
        values[paths].copy_from_slice(&rows.pv[..here]);
    });
    Ok(worths)
}

/// As [`worths`], and a second time under other discount factors, one a step. Only for
/// programs whose cash does not depend on the factors: without a lock-up after a listing.
pub fn worths_twice(
    draws: &Draws,
    program: &Program,
    discounts: &[f64],
    engine: Engine,
) -> Result<(Worths, Worths), SimError> {
    let plan = lower(program, draws)?.without_idle_end();
    let (mut first, mut second) = (Worths::empty(draws), Worths::empty(draws));
    let pairs = first.pieces(PIECE).into_iter().zip(second.pieces(PIECE));
    let lanes = engine.lanes();
    walk(
        &plan,
        engine,
        pairs.collect(),
        |(one, other), paths, rows| {
            let here = paths.len();
            one.1[paths.clone()].copy_from_slice(&rows.pv[..here]);
            let again = &mut other.1[paths];
            again.fill(plan.opening);
            for (net, discount) in rows.net.iter().zip(discounts) {
                add_discounted(lanes, net, *discount, again);
            }
        },
    );
    Ok((first, second))
}

/// A run of neighbouring paths, to be filled by one thread.
pub(crate) trait Run {
    fn first(&self) -> usize;
    fn paths(&self) -> usize;
}

/// Evaluates the plan block by block and has `keep` take what it wants of each: the piece,
/// the block's paths within it, and the rows.
fn walk<P: Run + Send>(
    plan: &Plan,
    engine: Engine,
    pieces: Vec<P>,
    keep: impl Fn(&mut P, Range<usize>, &Rows) + Sync,
) {
    let lanes = engine.lanes();
    let room = || Rows::new(plan);
    engine.share(pieces, room, |rows, mut piece| {
        let paths = piece.paths();
        for from in (0..paths).step_by(BLOCK) {
            evaluate(lanes, plan, (piece.first() + from) as u64, rows);
            keep(&mut piece, from..(from + BLOCK).min(paths), rows);
        }
    });
}

/// Path of the block a path lies in, and its lane.
pub(crate) fn block_of(path: usize) -> (u64, usize) {
    ((path / BLOCK * BLOCK) as u64, path % BLOCK)
}
