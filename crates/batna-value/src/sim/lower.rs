//! Checks a program against its draws and compiles it: tables for look-ups, thresholds for
//! odds, coefficients by step.

use super::before_exit::{BeforeExitPlan, TenderPlan, before_exit_plan};
use super::bonus;
use super::draws::{Draws, Stream};
use super::elementary::{exp, ln};
use super::error::{SimError, indexed, within};
use super::program::*;
use super::table::Table;

mod life;

use life::life;
pub(crate) use life::{chance_over, motion};

const MOST_JUMPS: usize = 48;

pub(crate) struct Plan {
    pub steps: usize,
    pub opening: f64,
    pub step: Vec<Step>,
    pub taxes: Vec<Tax>,
    pub market: Option<u64>,
    pub motions: Vec<Motion>,
    pub lives: Vec<LifePlan>,
    pub leave: Option<Odd>,
    /// Most that exercising after leaving may take.
    pub purse: f64,
    /// Index into `lives` of the employer's, when it is private.
    pub employer_life: Option<usize>,
    pub vests: Vec<VestPlan>,
    pub refreshes: Vec<RefreshPlan>,
    pub rights: Vec<RightsPlan>,
    pub bonuses: Vec<BonusPlan>,
    pub stakes: Vec<StakePlan>,
    pub unexited: f64,
    pub bonus_key: u64,
    /// Of the luck of leavers whose vested equity may be taken back; none where none may.
    pub luck_key: Option<u64>,
}

pub(crate) struct Tax {
    pub wages: Table,
    pub wages_at_0: f64,
    pub unpayrolled: Option<Table>,
    pub gains: Vec<(f64, Table, f64)>,
    pub iso_spread: Option<(Table, f64)>,
    pub credits: Vec<CreditPlan>,
}

/// A minimum tax credit's tables.
pub(crate) struct CreditPlan {
    pub made: Table,
    pub room: Table,
    pub regular: Table,
}

/// A value path: `log v += market * m + own * z + shift (+ jumps)`.
pub(crate) struct Motion {
    pub key: u64,
    pub by_step: Vec<Move>,
    pub jumps: Option<JumpPlan>,
}

#[derive(Clone, Copy)]
pub(crate) struct Move {
    pub market: f64,
    pub own: f64,
    pub shift: f64,
}

pub(crate) struct JumpPlan {
    pub count_key: u64,
    pub size_key: u64,
    /// By step: distribution function of the number of jumps.
    pub count: Vec<Vec<f64>>,
    pub mean: f64,
    pub deviation: f64,
}

/// Thresholds of one uniform.
pub(crate) struct Odd {
    pub key: u64,
    pub below: Vec<f64>,
}

/// Life of a private company.
pub(crate) struct LifePlan {
    /// Index into `motions`.
    pub motion: usize,
    pub key: u64,
    pub value: f64,
    pub stages: Vec<StagePlan>,
    /// Part kept, by step, of the share of today's holders.
    pub keep: Vec<f64>,
    pub new_money: NewMoney,
    pub dismissed: f64,
    pub tenders: Option<TenderPlan>,
}

pub(crate) struct StagePlan {
    /// By step: cumulated thresholds of fail, acquired, listed, round.
    pub below: Vec<[f64; 4]>,
    pub dilution: f64,
    pub down_dilution: f64,
}

pub(crate) struct VestPlan {
    pub motion: usize,
    pub value: Vec<f64>,
    pub by_slot: Vec<Slots>,
}

pub(crate) struct RightsPlan {
    pub motion: usize,
    pub vested: Vec<f64>,
    pub vested_by_slot: Vec<Slots>,
    pub strike: f64,
    pub cap: f64,
    pub exercised: usize,
    pub rise: RiseTax,
}

pub(crate) struct RefreshPlan {
    pub motion: usize,
    pub granted: usize,
    /// Amount that vests by step, at an unchanged price.
    pub value: Vec<f64>,
    pub by_slot: Vec<Slots>,
}

pub(crate) struct BonusPlan {
    pub target: Vec<f64>,
    pub by_slot: Vec<Slots>,
    pub payout: Table,
    pub market: f64,
    pub own: f64,
}

pub(crate) struct StakePlan {
    pub life: usize,
    pub kind: StakeKind,
    pub vested: Vec<f64>,
    pub vested_by_slot: Vec<Slots>,
    pub strike: f64,
    pub paid: f64,
    pub payoff: Table,
    pub listed: Table,
    pub fair: Table,
    pub acceleration: f64,
    pub on_dismissal: f64,
    pub lapses_after: usize,
    /// When shares listed in a step may be sold, by that step.
    pub lockups: Vec<Lockup>,
    /// Part of the price that selling after a listing leaves.
    pub listing_keeps: f64,
    /// Steps from leaving to the decision; `None` forfeits.
    pub window: Option<usize>,
    pub lapses_on_leaving: bool,
    pub before: BeforeExitPlan,
}

/// The end of a lock-up, seen from the step of the listing.
#[derive(Clone, Copy)]
pub(crate) struct Lockup {
    /// The sale lies between this step and the next, `part` of the way.
    pub before: usize,
    pub part: f64,
    /// Brings the amount back to the listing.
    pub discount: f64,
    /// First step from which shares vest free of it.
    pub free: usize,
}

impl Plan {
    /// Credits that any step knows.
    pub fn credits(&self) -> usize {
        let each = self.taxes.iter().map(|tax| tax.credits.len());
        each.max().unwrap_or(0)
    }

    /// The same without the steps at the end in which nothing can be paid. Paths are those
    /// of the whole plan: a private company, or leaving, needs its every step.
    pub fn without_idle_end(mut self) -> Plan {
        if !self.lives.is_empty() || self.leave.is_some() {
            return self;
        }
        let pays = |values: &[f64]| values.iter().rposition(|value| *value != 0.0);
        let cash = self
            .step
            .iter()
            .rposition(|step| step.net_cash != 0.0 || step.net_cash_if_left != 0.0);
        let vests = self.vests.iter().map(|vest| pays(&vest.value));
        let refreshes = self.refreshes.iter().map(|refresh| pays(&refresh.value));
        let bonuses = self.bonuses.iter().map(|bonus| pays(&bonus.target));
        let rights = self.rights.iter().map(|rights| Some(rights.exercised));
        let paid = vests.chain(refreshes).chain(bonuses).chain(rights);
        let last = paid.chain([cash]).max();
        // A step is kept even where nothing is paid at all.
        let steps = last.flatten().unwrap_or(0) + 1;
        self.steps = steps;
        self.step.truncate(steps);
        for motion in &mut self.motions {
            motion.by_step.truncate(steps);
            if let Some(jumps) = &mut motion.jumps {
                jumps.count.truncate(steps);
            }
        }
        for vest in &mut self.vests {
            vest.value.truncate(steps);
        }
        for refresh in &mut self.refreshes {
            refresh.value.truncate(steps);
        }
        for bonus in &mut self.bonuses {
            bonus.target.truncate(steps);
        }
        self
    }
}

pub(crate) fn lower(program: &Program, draws: &Draws) -> Result<Plan, SimError> {
    let steps = draws.steps();
    let lengths = draws.lengths();
    indexed("the employer", program.employer, draws.companies().len())?;
    length("steps", steps, program.steps.len())?;
    length(
        "companies",
        draws.companies().len(),
        program.companies.len(),
    )?;
    amount("the opening cash", program.opening)?;
    for step in &program.steps {
        within(
            "a discount factor",
            "in (0, 10]",
            step.discount,
            1e-12,
            10.0,
        )?;
        amount("the cash of a step", step.net_cash)?;
        amount("the cash of a step", step.net_cash_if_left)?;
        for change in step.on_leaving {
            amount("the cash of leaving", change)?;
        }
        indexed("the tax of a step", step.tax, program.taxes.len())?;
    }

    let mut motions = Vec::new();
    let mut lives = Vec::new();
    let mut motion_of = vec![None; program.companies.len()];
    let mut life_of = vec![None; program.companies.len()];
    for (at, company) in program.companies.iter().enumerate() {
        match company {
            None => {}
            Some(Company::Public(public)) => {
                motion_of[at] = Some(motions.len());
                motions.push(motion(public, draws, at, &lengths)?);
            }
            Some(Company::Private(private)) => {
                let as_public = PublicCompany {
                    drift: private.drift,
                    volatility: private.volatility,
                    loading: private.loading,
                    jumps: None,
                };
                life_of[at] = Some(lives.len());
                lives.push(life(private, draws, at, motions.len(), &lengths)?);
                motions.push(motion(&as_public, draws, at, &lengths)?);
            }
        }
    }
    let public = |what, company: usize| {
        indexed(what, company, program.companies.len())?;
        match (life_of[company], motion_of[company]) {
            (None, Some(motion)) => Ok(motion),
            (life, _) => Err(SimError::Model {
                company,
                is: if life.is_some() { "private" } else { "absent" },
                needs: "public",
                what,
            }),
        }
    };

    let mut plan = Plan {
        steps,
        opening: program.opening,
        step: program.steps.clone(),
        taxes: program.taxes.iter().map(tax).collect::<Result<_, _>>()?,
        market: None,
        motions: Vec::new(),
        lives: Vec::new(),
        leave: None,
        purse: program.purse.unwrap_or(f64::INFINITY),
        employer_life: life_of[program.employer],
        vests: Vec::new(),
        refreshes: Vec::new(),
        rights: Vec::new(),
        bonuses: Vec::new(),
        stakes: Vec::new(),
        unexited: match program.unexited {
            Unexited::Nothing => 0.0,
            Unexited::Fair(part) => {
                within(
                    "the part of an unsold stake's value",
                    "in [0, 1]",
                    part,
                    0.0,
                    1.0,
                )?;
                part
            }
        },
        bonus_key: draws.key(Stream::Bonus, program.employer),
        luck_key: None,
    };
    if let Some(purse) = program.purse {
        amounts("the money for exercising", &[purse])?;
    }
    if let Some(leaving) = &program.leaving {
        length("odds of leaving", steps, leaving.odds.len())?;
        let mut below = Vec::with_capacity(steps);
        for (odds, years) in leaving.odds.iter().zip(&lengths) {
            within("the chance of leaving", "in [0, 1)", *odds, 0.0, 0.999_999)?;
            below.push(chance_over(*odds, *years));
        }
        if below.iter().any(|b| *b > 0.0) {
            plan.leave = Some(Odd {
                key: draws.key(Stream::Leave, program.employer),
                below,
            });
        }
    }

    for holding in &program.holdings {
        match holding {
            Holding::Vest(vest) => {
                length("vesting values", steps, vest.value.len())?;
                amounts("a vesting value", &vest.value)?;
                parts_by_slot(&vest.by_slot, steps)?;
                plan.vests.push(VestPlan {
                    motion: public("a vesting grant", vest.company)?,
                    value: vest.value.clone(),
                    by_slot: vest.by_slot.clone(),
                });
            }
            Holding::Refresh(refresh) => {
                length("vesting fractions", steps, refresh.fractions.len())?;
                indexed("the step of a refresher", refresh.granted, steps)?;
                amounts("a refresher", &[refresh.amount])?;
                for part in &refresh.fractions {
                    within("a vesting fraction", "in [0, 1]", *part, 0.0, 1.0)?;
                }
                parts_by_slot(&refresh.by_slot, steps)?;
                plan.refreshes.push(RefreshPlan {
                    motion: public("a refresher", refresh.company)?,
                    granted: refresh.granted,
                    value: refresh
                        .fractions
                        .iter()
                        .map(|f| f * refresh.amount)
                        .collect(),
                    by_slot: refresh.by_slot.clone(),
                });
            }
            Holding::Rights(rights) => {
                let motion = public("options", rights.company)?;
                plan.rights.push(rights_plan(rights, motion, steps)?);
            }
            Holding::Bonus(bonus) => plan.bonuses.push(bonus_plan(bonus, steps)?),
            Holding::Stake(stake) => {
                indexed("a stake", stake.company, program.companies.len())?;
                let (Some(life), Some(Company::Private(company))) =
                    (life_of[stake.company], &program.companies[stake.company])
                else {
                    return Err(SimError::Model {
                        company: stake.company,
                        is: if motion_of[stake.company].is_some() {
                            "public"
                        } else {
                            "absent"
                        },
                        needs: "private",
                        what: "a stake",
                    });
                };
                plan.stakes
                    .push(stake_plan(stake, life, company, program, draws)?);
            }
        }
    }
    let loads = motions
        .iter()
        .any(|m: &Motion| m.by_step.iter().any(|s| s.market != 0.0))
        || plan.bonuses.iter().any(|b| b.market != 0.0);
    plan.market = loads.then(|| draws.key(Stream::Market, 0));
    plan.motions = motions;
    plan.lives = lives;
    if plan.stakes.iter().any(|s| s.before.buy_back.is_some()) {
        plan.luck_key = Some(draws.key(Stream::BuyBack, program.employer));
    }
    for stake in plan.stakes.iter().filter(|s| s.kind == StakeKind::Owned) {
        plan.opening -= stake.paid;
    }
    Ok(plan)
}

fn length(what: &'static str, wanted: usize, given: usize) -> Result<(), SimError> {
    if wanted == given {
        Ok(())
    } else {
        Err(SimError::Length {
            what,
            wanted,
            given,
        })
    }
}

fn amount(what: &'static str, value: f64) -> Result<(), SimError> {
    within(what, "finite and at most 10^13", value, -1e13, 1e13)
}

fn amounts(what: &'static str, values: &[f64]) -> Result<(), SimError> {
    values
        .iter()
        .try_for_each(|v| within(what, "from 0 to 10^13", *v, 0.0, 1e13))
}

fn tax(tax: &TaxTable) -> Result<Tax, SimError> {
    let table = |f: &batna_core::Piecewise| {
        let table = Table::new(f);
        let at_0 = table.at(0.0);
        (table, at_0)
    };
    let (wages, wages_at_0) = table(&tax.wages);
    let mut gains = Vec::with_capacity(tax.gains.len());
    for (level, f) in &tax.gains {
        amounts("the level of income of a tax on gains", &[*level])?;
        let (table, at_0) = table(f);
        gains.push((*level, table, at_0));
    }
    gains.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(Tax {
        wages,
        wages_at_0,
        unpayrolled: tax.unpayrolled.as_ref().map(Table::new),
        gains,
        iso_spread: tax.iso_spread.as_ref().map(table),
        credits: tax
            .credits
            .iter()
            .map(|credit| CreditPlan {
                made: Table::new(&credit.made),
                room: Table::new(&credit.room),
                regular: Table::new(&credit.regular),
            })
            .collect(),
    })
}

/// Parts of amounts by slot: none, or one row a step, each part in [0, 1].
fn parts_by_slot(rows: &[Slots], steps: usize) -> Result<(), SimError> {
    if !rows.is_empty() {
        length("parts by time of leaving", steps, rows.len())?;
    }
    rows.iter()
        .flatten()
        .try_for_each(|part| within("a part by time of leaving", "in [0, 1]", *part, 0.0, 1.0))
}

/// Shares vested by slot: none, or one row a step.
fn shares_by_slot(rows: &[Slots], steps: usize) -> Result<(), SimError> {
    if !rows.is_empty() {
        length("vested shares by time of leaving", steps, rows.len())?;
    }
    rows.iter()
        .try_for_each(|row| amounts("vested shares", row))
}

fn rights_plan(rights: &Rights, motion: usize, steps: usize) -> Result<RightsPlan, SimError> {
    length("vested options", steps, rights.vested.len())?;
    amounts("vested options", &rights.vested)?;
    shares_by_slot(&rights.vested_by_slot, steps)?;
    indexed("the step of exercise", rights.exercised, steps)?;
    within(
        "a strike over today's price",
        "from 0 to 10^9",
        rights.strike,
        0.0,
        1e9,
    )?;
    let cap = rights.cap.unwrap_or(f64::INFINITY);
    if cap.is_nan() || cap < 0.0 {
        return Err(SimError::Range {
            what: "the cap of a right",
            must: "zero or more",
            value: cap,
        });
    }
    Ok(RightsPlan {
        motion,
        vested: rights.vested.clone(),
        vested_by_slot: rights.vested_by_slot.clone(),
        strike: rights.strike,
        cap,
        exercised: rights.exercised,
        rise: rights.rise,
    })
}

fn bonus_plan(bonus: &Bonus, steps: usize) -> Result<BonusPlan, SimError> {
    length("bonus targets", steps, bonus.target.len())?;
    parts_by_slot(&bonus.by_slot, steps)?;
    amounts("a bonus target", &bonus.target)?;
    within("the lowest payout", "in [0, 100]", bonus.low, 0.0, 100.0)?;
    within(
        "the highest payout",
        "at least the lowest, at most 100",
        bonus.high,
        bonus.low,
        100.0,
    )?;
    within(
        "the likeliest payout",
        "between the lowest and the highest",
        bonus.mode,
        bonus.low,
        bonus.high,
    )?;
    within(
        "the loading of the bonus",
        "in [-1, 1]",
        bonus.loading,
        -1.0,
        1.0,
    )?;
    Ok(BonusPlan {
        target: bonus.target.clone(),
        by_slot: bonus.by_slot.clone(),
        payout: Table::new(&bonus::payout(bonus.low, bonus.mode, bonus.high)),
        market: bonus.loading,
        own: (1.0 - bonus.loading * bonus.loading).sqrt(),
    })
}

fn stake_plan(
    stake: &Stake,
    life: usize,
    company: &PrivateCompany,
    program: &Program,
    draws: &Draws,
) -> Result<StakePlan, SimError> {
    let steps = draws.steps();
    let Some(last) = stake.vested.last().copied() else {
        return Err(SimError::Empty);
    };
    amounts("vested shares", &stake.vested)?;
    amounts("the price of a share", &[stake.strike, stake.paid])?;
    within("acceleration", "in [0, 1]", stake.acceleration, 0.0, 1.0)?;
    within("acceleration", "in [0, 1]", stake.on_dismissal, 0.0, 1.0)?;
    let mut vested: Vec<f64> = stake.vested.iter().copied().take(steps).collect();
    if !vested.is_sorted() {
        return Err(SimError::Range {
            what: "vested shares",
            must: "ascending",
            value: last,
        });
    }
    vested.resize(steps, last);
    shares_by_slot(&stake.vested_by_slot, steps)?;
    let lockups = (0..steps)
        .map(|listed| lockup(listed, company.listing.lockup, program, draws))
        .collect();
    Ok(StakePlan {
        life,
        kind: stake.kind,
        vested,
        vested_by_slot: stake.vested_by_slot.clone(),
        strike: stake.strike,
        paid: stake.paid,
        payoff: Table::new(&stake.payoff),
        listed: Table::new(&stake.listed),
        fair: Table::new(&stake.fair),
        acceleration: stake.acceleration,
        on_dismissal: stake.on_dismissal.max(stake.acceleration),
        lapses_after: stake.lapses_after.unwrap_or(steps),
        lockups,
        listing_keeps: 1.0 - company.listing.discount,
        window: match stake.after_leaving {
            AfterLeaving::Forfeit => None,
            AfterLeaving::ExerciseInTheMoney => Some(0),
            AfterLeaving::Extended { steps } => Some(steps),
        },
        lapses_on_leaving: stake.lapses_on_leaving,
        before: before_exit_plan(&stake.before, steps)?,
    })
}

/// When what is listed in a step may be sold. After the last step prices stand still.
fn lockup(listed: usize, years: f64, program: &Program, draws: &Draws) -> Lockup {
    let times = draws.times();
    let last = times.len().saturating_sub(1);
    let end = times[listed] + years;
    let free = times.partition_point(|time| *time < end).max(listed);
    let before = if free > listed && times.get(free).is_none_or(|time| *time > end) {
        free - 1
    } else {
        free
    };
    let (from, to) = if listed < last {
        (listed, listed + 1)
    } else {
        (listed.max(1) - 1, listed)
    };
    // The risk-free rate of the step after, or of the last one.
    let apart = times[to] - times[from];
    let fall = program.steps[to].discount / program.steps[from].discount;
    let rate = if apart > 0.0 { ln(fall) / apart } else { 0.0 };
    Lockup {
        before,
        part: match times.get(before + 1) {
            Some(next) if before < last => (end - times[before]) / (next - times[before]),
            _ => 0.0,
        },
        discount: exp(rate * years),
        free,
    }
}
