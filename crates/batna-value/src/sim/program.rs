//! One alternative as the simulation sees it: plain compiled numbers.
//!
//! All amounts are in one currency. Steps are those of the draws: usually calendar tax
//! years, the last ones beyond the years compared so that later exits are still seen.
//! Every amount of a step falls at the step's time.

use batna_core::Piecewise;

use super::before_exit::{BeforeExit, Tenders};

/// Equal parts of a step's time in which the holder may leave.
pub const SLOTS: usize = 12;

/// What has come by the middle of each part of a step's time.
pub type Slots = [f64; SLOTS];

/// An alternative: what is certain, what depends on chance, and how it is taxed.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// Company of the draws whose leaving and bonus luck is this alternative's own.
    pub employer: usize,
    /// Net cash at the valuation date itself, not discounted.
    pub opening: f64,
    /// One for each time of the draws.
    pub steps: Vec<Step>,
    /// Taxes that steps refer to.
    pub taxes: Vec<TaxTable>,
    /// One for each company of the draws; `None` where this alternative holds nothing of it.
    pub companies: Vec<Option<Company>>,
    pub leaving: Option<Leaving>,
    /// Most a leaver can spend on exercising, tax included, all stakes together; `None`: no
    /// bound.
    pub purse: Option<f64>,
    pub holdings: Vec<Holding>,
    pub unexited: Unexited,
}

/// One step: usually a tax year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Factor from the step's time back to the valuation date, at the risk-free rate.
    pub discount: f64,
    /// Deterministic cash of the step after all tax on it, while employed.
    pub net_cash: f64,
    /// The same in steps after the one in which the holder left.
    pub net_cash_if_left: f64,
    /// What leaving in this very step changes in its net cash, by when in the step: payments
    /// missed, claw-backs (then negative).
    pub on_leaving: Slots,
    /// Entry of [`Program::taxes`].
    pub tax: usize,
}

/// What tax the uncertain income of a year causes on top of its deterministic income.
///
/// Each function gives a total along its axis; what is charged is its rise from 0. Income of
/// all holdings adds up before the look-up.
#[derive(Debug, Clone, PartialEq)]
pub struct TaxTable {
    /// All taxes by extra wages: income tax, payroll taxes.
    pub wages: Piecewise,
    /// Taxes by extra ordinary income that bears no payroll tax (a disqualifying ISO sale),
    /// read from the year's extra wages on: it stacks above them. `None`: as wages.
    pub unpayrolled: Option<Piecewise>,
    /// Taxes by long-term gain, each compiled at a level of extra ordinary income, levels
    /// ascending; between two levels the tax is interpolated. Empty: gains bear no tax.
    pub gains: Vec<(f64, Piecewise)>,
    /// Taxes by the spread of ISOs exercised and held (the alternative minimum tax), or of
    /// relieved options. `None`: none.
    pub iso_spread: Option<Piecewise>,
    /// What of that tax comes back in later years; empty: nothing does.
    pub credits: Vec<MinimumCredit>,
}

/// A credit for minimum tax paid on ISOs that were exercised and held, carried from step to step.
#[derive(Debug, Clone, PartialEq)]
pub struct MinimumCredit {
    /// Credit that the step makes, by the spread exercised in it.
    pub made: Piecewise,
    /// Most that the step gives back, by long-term gain of one basis in both taxes; below zero,
    /// minimum tax that falls due.
    pub room: Piecewise,
    /// Regular tax by long-term gain.
    pub regular: Piecewise,
}

/// How a company's value moves.
#[derive(Debug, Clone, PartialEq)]
pub enum Company {
    Public(PublicCompany),
    Private(PrivateCompany),
}

/// A share price, relative to today's: geometric Brownian motion, with Merton's jumps if asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PublicCompany {
    /// Growth of the expected price, continuously compounded, a year: 0.05 is e^0.05. Real
    /// world. Expected jumps are inside it.
    pub drift: f64,
    /// Standard deviation of the yearly log return, jumps apart.
    pub volatility: f64,
    /// Correlation of the log return with the market factor, in [-1, 1].
    pub loading: f64,
    pub jumps: Option<Jumps>,
}

/// Log-normal jumps (Merton 1976).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jumps {
    /// Expected number a year.
    pub rate: f64,
    /// Mean and standard deviation of a jump's log size.
    pub mean: f64,
    pub deviation: f64,
}

/// A company without a market for its shares, until an exit.
#[derive(Debug, Clone, PartialEq)]
pub struct PrivateCompany {
    /// Equity value of the whole company today.
    pub value: f64,
    /// Growth of the expected equity value a year, continuously compounded: of the company,
    /// money raised included. Real world.
    pub drift: f64,
    pub volatility: f64,
    /// Correlation of the log return with the market factor, in [-1, 1].
    pub loading: f64,
    /// From the company's present stage on.
    pub stages: Vec<Stage>,
    /// Part of today's holders' share lost a year to new grants and pools, in [0, 1).
    pub yearly_dilution: f64,
    /// What investors of later rounds get before today's holders.
    pub new_money: NewMoney,
    pub listing: Listing,
    /// Chance that an acquirer dismisses the holder at once, in [0, 1].
    pub dismissed: f64,
    pub tenders: Option<Tenders>,
}

/// One stage of financing.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// By step; the last holds for all later steps.
    pub odds: Vec<Odds>,
    /// Part of the company that the next round's investors get, in [0, 1).
    pub dilution: f64,
    /// The same when the round is priced below the last one.
    pub down_dilution: f64,
}

/// Chances within a year of each event, were it alone in ending the year's wait; together
/// below 1. What remains is that nothing happens.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Odds {
    pub fail: f64,
    pub acquired: f64,
    pub listed: f64,
    /// A priced round that leads to the next stage; beyond the last stage it repeats the last.
    pub round: f64,
}

/// Claims of investors of simulated rounds, all rounds taken as one class senior to today's
/// cap table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NewMoney {
    /// Preference as a multiple of what they put in (their part of the value at the round).
    /// 0: they share alike.
    pub multiple: f64,
    /// Whether they share alike after their preference, instead of choosing the better.
    pub participating: bool,
}

/// What lies between a listing and cash.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Listing {
    /// Years until shares may be sold, at the price of that time (between two steps, on the
    /// line between theirs); the amount is brought back to the listing at the risk-free rate.
    pub lockup: f64,
    /// Part of the price lost on selling, in [0, 1].
    pub discount: f64,
}

/// When the holder leaves: evenly over the time of a step. What comes by slot says how much of
/// the step a leaver still gets; without slots it is all of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaving {
    /// Chance of leaving within a year, by step, in [0, 1).
    pub odds: Vec<f64>,
}

/// What a leaver does with vested options of a company that has not exited.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AfterLeaving {
    Forfeit,
    /// Exercises, in the step of leaving, what is in the money by the fair value of a share,
    /// and pays cost and tax.
    ExerciseInTheMoney,
    /// Waits this many steps for an exit, then exercises what is in the money. An ISO has
    /// turned into an NSO by then (26 U.S.C. 422(a)(2): three months).
    Extended {
        steps: usize,
    },
}

/// Something whose worth depends on chance.
// A program has few holdings: a box would save nothing.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq)]
pub enum Holding {
    Vest(Vest),
    Refresh(Refresh),
    Bonus(Bonus),
    Stake(Stake),
    Rights(Rights),
}

/// Units of a public company, sold as they vest; wages of the step.
#[derive(Debug, Clone, PartialEq)]
pub struct Vest {
    pub company: usize,
    /// Worth at today's price of what vests, by step.
    pub value: Vec<f64>,
    /// Part of it that a leaver of the step still gets, by step; may be empty.
    pub by_slot: Vec<Slots>,
}

/// Options on, or appreciation rights in, a public company: exercised and sold at once, on
/// leaving or in a stated step.
#[derive(Debug, Clone, PartialEq)]
pub struct Rights {
    pub company: usize,
    /// Worth at today's price of the shares vested by the end of each step, ascending.
    pub vested: Vec<f64>,
    /// The same by when in the step the holder leaves; may be empty.
    pub vested_by_slot: Vec<Slots>,
    /// Strike or base as a multiple of today's price.
    pub strike: f64,
    /// Most a right may pay, as a multiple of today's price.
    pub cap: Option<f64>,
    /// Step in which those who stay exercise.
    pub exercised: usize,
    pub rise: RiseTax,
}

/// As what the rise of a right above its strike is taxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RiseTax {
    /// Pay, with payroll tax: an NSO, a right paid in cash.
    Wages,
    /// Pay without payroll tax: an ISO.
    Unpayrolled,
    /// A long-term gain: options of a plan untaxed until the sale.
    Gain,
    /// As [`StakeKind::Relieved`].
    Relieved,
}

/// A grant of so much money, made into units at the price of its step; wages as it vests.
#[derive(Debug, Clone, PartialEq)]
pub struct Refresh {
    pub company: usize,
    /// Step at whose end it is granted.
    pub granted: usize,
    pub amount: f64,
    /// Part of the units that vests, by step of the draws; entries up to the grant count nothing.
    pub fractions: Vec<f64>,
    /// Part of a step's units that a leaver of the step still gets, by step; may be empty.
    pub by_slot: Vec<Slots>,
}

/// A bonus between two bounds: wages of the step, while employed.
#[derive(Debug, Clone, PartialEq)]
pub struct Bonus {
    /// Target amount by step.
    pub target: Vec<f64>,
    /// Part of it that a leaver of the step still gets, by step; may be empty.
    pub by_slot: Vec<Slots>,
    /// Lowest, most likely and highest payout as multiples of the target: a PERT
    /// distribution (a beta of shape 4).
    pub low: f64,
    pub mode: f64,
    pub high: f64,
    /// Correlation of the normal score of the payout with the market factor.
    pub loading: f64,
}

/// Shares of, or options on, a private company.
#[derive(Debug, Clone, PartialEq)]
pub struct Stake {
    pub company: usize,
    pub kind: StakeKind,
    /// Shares vested by the end of each step, ascending; the last holds for later steps.
    pub vested: Vec<f64>,
    /// The same by when in the step the holder leaves; may be empty.
    pub vested_by_slot: Vec<Slots>,
    /// Strike of an option, or what was paid for an owned share.
    pub strike: f64,
    /// Cash paid for owned shares at the valuation date, at risk from then on; 0 for options
    /// and for shares paid for earlier.
    pub paid: f64,
    /// What one share of the class gets when the company is acquired, by the equity value
    /// that falls to today's cap table, before the strike.
    pub payoff: Piecewise,
    /// The same at a listing, where preferred shares have usually converted.
    pub listed: Piecewise,
    /// Fair value of one such share while the company is private, by the equity value of
    /// today's cap table: what a leaver weighs against the strike, and the spread that is taxed.
    pub fair: Piecewise,
    /// Part of unvested shares that vests at an acquisition; the rest keeps vesting, worth the
    /// deal's price.
    pub acceleration: f64,
    /// Part of unvested shares that vests when the holder is dismissed at an acquisition.
    pub on_dismissal: f64,
    /// Step after which a grant that needs an exit lapses.
    pub lapses_after: Option<usize>,
    /// What a leaver does with vested options; other kinds keep what has vested.
    pub after_leaving: AfterLeaving,
    /// Units lapse when the holder leaves before the exit.
    pub lapses_on_leaving: bool,
    pub before: BeforeExit,
}

/// How a stake turns into income.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StakeKind {
    /// Units paid at the exit: wages then.
    DoubleTriggerRsu,
    /// Exercised at the exit: the spread is wages.
    Nso,
    /// Exercised and sold at the exit: ordinary income without payroll tax. Exercised by a
    /// leaver and held: the spread counts for the minimum tax, the rest is long-term gain.
    Iso,
    /// Nothing is taxed before the sale, and then the whole spread is a long-term gain (the
    /// capital track of Israel's section 102).
    AtSale,
    /// Taxed at exercise by a table of its own, [`TaxTable::iso_spread`] (the deduction of
    /// Canada's paragraph 110(1)(d)); the basis is the fair value then.
    Relieved,
    /// Shares paid for at the valuation date (83(b), early exercise): long-term gain above
    /// the price paid. Unvested ones are bought back at that price on leaving.
    Owned,
}

impl StakeKind {
    /// An option that is exercised, not shares or units that are already the person's.
    pub(crate) const fn is_option(self) -> bool {
        matches!(
            self,
            StakeKind::Nso | StakeKind::Iso | StakeKind::AtSale | StakeKind::Relieved
        )
    }
}

/// What a stake counts that is still unsold after the last step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unexited {
    /// Nothing; the part of such paths is reported.
    Nothing,
    /// This part of its fair value, as if paid in the last step.
    Fair(f64),
}
