//! Who gets what at an exit, exactly, at any value.
//!
//! The compiled form rests on one observation. Let `x` be what one common share gets. Every
//! taker's payoff is a non-decreasing function of `x` alone once all preferences are paid:
//! a non-participating class takes the larger of its preference and its shares times `x`, a
//! capped one its preference and `x` up to the cap, an option `x` less its strike. Their sum
//! rises with `x`, so for each exit there is one `x`, and the classes that convert at it are
//! those better off converting. Below that, preferences are paid by rank, pro rata within a
//! rank. Payoffs are therefore piecewise linear between break points that are found in order,
//! without search, and an equilibrium of conversion always exists with unique payoffs:
//! deviating moves `x` against whoever deviates. Which classes convert can be undetermined
//! only where it changes nobody's payoff; [`Waterfall::ambiguities`] lists those places.
//!
//! Leaves out: earn-outs, escrow and deferred parts of a price (value those first), taxes,
//! and the circularity of a post-money SAFE whose cap counts only SAFEs that convert: all
//! convertibles with a cap are counted as converting, which makes their shares fixed.
//! Source: National Venture Capital Association, model certificate of incorporation
//! (liquidation preference, participation, conversion); Y Combinator SAFE forms, section 1.

mod compile;
mod payoffs;

use batna_core::Diagnostics;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::captable::CapTable;
use crate::exact::{Exact, Overflow};

pub use payoffs::Payoffs;

/// What kind of exit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExitEvent {
    /// A sale or liquidation: preferences are paid.
    #[default]
    Sale,
    /// A listing: classes that convert at one give up their preference.
    Listing,
}

/// What sort of claim a taker has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakerKind {
    Common,
    Preferred,
    Option,
    Warrant,
    Rsu,
    Safe,
    Note,
}

/// A class, an option grant or a convertible: one claim on what is distributed.
#[derive(Clone, Debug, PartialEq)]
pub struct Taker {
    pub id: String,
    /// Its class, or the class it would buy.
    pub class: String,
    pub kind: TakerKind,
    pub shares: Decimal,
    /// Cash paid in a share on exercise.
    pub strike: Decimal,
    /// Common shares for each share.
    pub ratio: Decimal,
    /// Value of a common share from which it converts or is exercised; none where it never
    /// has a choice.
    pub threshold: Option<Decimal>,
    /// Parts by holder, where the table names them.
    pub holders: Vec<(String, Decimal)>,
}

/// A stretch of distributable value over which every payoff is linear.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Distributable value at which it begins (after fees, debt and carve-outs).
    pub from: Decimal,
    /// Value of a common share where it begins.
    pub common_from: Decimal,
    /// What each taker has where it begins.
    pub base: Vec<Decimal>,
    /// Relative parts of each further unit of value.
    pub weights: Vec<Decimal>,
    /// Sum of `weights`, above zero.
    pub total: Decimal,
    /// Value of a common share per weight: zero while preferences are paid, else one.
    common_per_weight: Decimal,
    /// What happens where it begins.
    pub events: Vec<BreakEvent>,
}

/// What changes at a break point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BreakEvent {
    pub id: String,
    pub what: BreakKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BreakKind {
    /// Its preference begins to be paid.
    PreferenceBegins,
    /// Shares in what is left.
    Participates,
    /// Has reached its participation cap.
    CapReached,
    /// Gives up the preference for common shares.
    Converts,
    /// Is worth exercising.
    Exercises,
}

impl BreakKind {
    pub fn label(self) -> &'static str {
        match self {
            BreakKind::PreferenceBegins => "preference begins to be paid",
            BreakKind::Participates => "shares in the rest",
            BreakKind::CapReached => "reaches its participation cap",
            BreakKind::Converts => "converts",
            BreakKind::Exercises => "is worth exercising",
        }
    }
}

/// A point at which somebody's part of a further unit of exit value changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Breakpoint {
    /// Exit value; none where deductions never leave this much.
    pub exit: Option<Decimal>,
    /// After fees, debt and carve-outs.
    pub distributable: Decimal,
    /// Value of a common share there.
    pub common_per_share: Decimal,
    pub events: Vec<BreakEvent>,
    /// Part of the next unit distributable, by taker id, where above zero.
    pub shares_of_next: Vec<(String, Decimal)>,
}

/// Where it makes no difference to any payoff which of these convert.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ambiguity {
    pub takers: Vec<String>,
    /// Value of the exit at which it happens; none where it is never reached.
    pub exit: Option<Decimal>,
    pub why: String,
}

/// What one taker or holder gets.
#[derive(Clone, Debug, PartialEq)]
pub struct Payout {
    /// Taker's id, or `class/holder` for a holder's part of one.
    pub id: String,
    pub class: String,
    pub holder: Option<String>,
    pub kind: TakerKind,
    pub shares: Decimal,
    /// Net of strikes paid.
    pub amount: Decimal,
    pub per_share: Decimal,
    /// Whether it converts or is exercised; none where it has no choice (common stock,
    /// fully participating preferred).
    pub converts: Option<bool>,
    /// Strikes paid in.
    pub exercise_cost: Decimal,
}

/// One deduction as paid.
#[derive(Clone, Debug, PartialEq)]
pub struct Deducted {
    pub id: String,
    pub kind: DeductedKind,
    pub amount: Decimal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeductedKind {
    Fee,
    Debt,
    CarveOut,
}

/// The whole of an exit, divided. Deductions and payouts sum to the exit exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    pub exit: Decimal,
    pub deducted: Vec<Deducted>,
    pub distributable: Decimal,
    /// Value of a common share.
    pub common_per_share: Decimal,
    pub payouts: Vec<Payout>,
    /// Takers for whom converting and not converting pay the same at this very exit.
    pub indifferent: Vec<String>,
}

/// Why an exit could not be divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WaterfallError {
    #[error("an exit is worth zero or more")]
    NegativeExit,
    #[error("the amounts are larger than can be represented exactly")]
    Overflow,
}

impl From<Overflow> for WaterfallError {
    fn from(_: Overflow) -> Self {
        WaterfallError::Overflow
    }
}

/// A cap table compiled for exits of one kind on one day.
#[derive(Clone, Debug)]
pub struct Waterfall {
    event: ExitEvent,
    takers: Vec<Taker>,
    segments: Vec<Segment>,
    /// Each with its payment by exit value, in order of payment.
    deductions: Vec<(String, DeductedKind, Exact)>,
    /// What is left for takers, by exit value.
    distributable: Exact,
    ambiguities: Vec<Ambiguity>,
}

impl Waterfall {
    /// Compiles for a sale on the table's own day.
    ///
    /// Errors: the table's problems ([`CapTable::check`]), or amounts too large.
    pub fn compile(table: &CapTable) -> Result<Waterfall, Diagnostics> {
        Waterfall::compile_for(table, ExitEvent::Sale, table.as_of)
    }

    /// Compiles for a kind of exit on a day, to which interest and dividends accrue.
    ///
    /// Errors: as [`Waterfall::compile`].
    pub fn compile_for(
        table: &CapTable,
        event: ExitEvent,
        on: Option<Date>,
    ) -> Result<Waterfall, Diagnostics> {
        compile::compile(table, event, on)
    }

    pub fn event(&self) -> ExitEvent {
        self.event
    }

    /// Takers in the order of every vector of this waterfall.
    pub fn takers(&self) -> &[Taker] {
        &self.takers
    }

    /// Position of a taker by its id.
    pub fn taker(&self, id: &str) -> Option<usize> {
        self.takers.iter().position(|taker| taker.id == id)
    }

    /// Stretches of distributable value, ascending, the first from zero.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Where it does not matter who converts.
    pub fn ambiguities(&self) -> &[Ambiguity] {
        &self.ambiguities
    }

    /// Break points with the exit value of each, ascending; the first is at zero.
    ///
    /// Errors: `Overflow`.
    pub fn breakpoints(&self) -> Result<Vec<Breakpoint>, WaterfallError> {
        self.segments
            .iter()
            .map(|segment| {
                let shares_of_next = self
                    .takers
                    .iter()
                    .zip(&segment.weights)
                    .filter(|(_, weight)| **weight > Decimal::ZERO)
                    .map(|(taker, weight)| {
                        let part = weight.checked_div(segment.total).ok_or(Overflow)?;
                        Ok((taker.id.clone(), part))
                    })
                    .collect::<Result<_, Overflow>>()?;
                Ok(Breakpoint {
                    exit: self.distributable.last_before_exceeding(segment.from)?,
                    distributable: segment.from,
                    common_per_share: segment.common_from,
                    events: segment.events.clone(),
                    shares_of_next,
                })
            })
            .collect()
    }

    /// What is left for takers at an exit value.
    ///
    /// Errors: `NegativeExit`, `Overflow`.
    pub fn distributable(&self, exit: Decimal) -> Result<Decimal, WaterfallError> {
        if exit < Decimal::ZERO {
            return Err(WaterfallError::NegativeExit);
        }
        Ok(self.distributable.at(exit)?)
    }

    /// Value of a common share and every taker's amount at a distributable value.
    ///
    /// Errors: `NegativeExit`, `Overflow`.
    pub fn divide(&self, value: Decimal) -> Result<(Decimal, Vec<Decimal>), WaterfallError> {
        if value < Decimal::ZERO {
            return Err(WaterfallError::NegativeExit);
        }
        let after = self
            .segments
            .partition_point(|segment| segment.from <= value);
        let Some(segment) = after.checked_sub(1).and_then(|at| self.segments.get(at)) else {
            return Ok((Decimal::ZERO, vec![Decimal::ZERO; self.takers.len()]));
        };
        let beyond = value - segment.from;
        let mut sum = Decimal::ZERO;
        let mut amounts = Vec::with_capacity(self.takers.len());
        for (base, weight) in segment.base.iter().zip(&segment.weights) {
            let part = proportion(beyond, *weight, segment.total)?;
            let amount = base.checked_add(part).ok_or(Overflow)?.round_dp(PLACES);
            sum = sum.checked_add(amount).ok_or(Overflow)?;
            amounts.push(amount);
        }
        // Divisions round; the largest claim absorbs it, so that the amounts sum to what is
        // divided.
        if let Some(largest) = amounts.iter_mut().max() {
            *largest += value - sum;
        }
        let common = segment
            .common_from
            .checked_add(proportion(
                beyond,
                segment.common_per_weight,
                segment.total,
            )?)
            .ok_or(Overflow)?;
        Ok((common, amounts))
    }

    /// Divides an exit.
    ///
    /// Errors: `NegativeExit`, `Overflow`.
    pub fn payouts(&self, exit: Decimal) -> Result<Distribution, WaterfallError> {
        let value = self.distributable(exit)?;
        let mut deducted = Vec::with_capacity(self.deductions.len());
        let mut taken = Decimal::ZERO;
        for (id, kind, payment) in &self.deductions {
            let amount = payment.at(exit)?.round_dp(PLACES);
            taken = taken.checked_add(amount).ok_or(Overflow)?;
            deducted.push(Deducted {
                id: id.clone(),
                kind: *kind,
                amount,
            });
        }
        let value = if deducted.is_empty() {
            value
        } else {
            exit - taken
        };
        let (common, amounts) = self.divide(value.max(Decimal::ZERO))?;
        let mut payouts = Vec::with_capacity(self.takers.len());
        let mut indifferent = Vec::new();
        for (taker, amount) in self.takers.iter().zip(amounts) {
            let converts = taker.threshold.map(|threshold| match taker.kind {
                TakerKind::Option | TakerKind::Warrant => amount > Decimal::ZERO,
                _ => common > threshold,
            });
            if taker.threshold == Some(common) && common > Decimal::ZERO {
                indifferent.push(taker.id.clone());
            }
            split(taker, amount, converts, &mut payouts)?;
        }
        Ok(Distribution {
            exit,
            deducted,
            distributable: value,
            common_per_share: common,
            payouts,
            indifferent,
        })
    }

    /// The form for simulation and charts: floats, compiled once, looked up per path.
    ///
    /// Errors: `Overflow`.
    pub fn payoffs(&self) -> Result<Payoffs, WaterfallError> {
        Payoffs::of(self)
    }

    /// A taker's payoff by exit value. None where there is no such taker.
    ///
    /// Errors: `Overflow`.
    pub fn holder_payoff(&self, id: &str) -> Result<Option<batna_core::Piecewise>, WaterfallError> {
        match self.taker(id) {
            Some(at) => Ok(self.payoffs()?.piecewise(at)),
            None => Ok(None),
        }
    }

    /// Value of one common share by exit value: what an option is exercised against.
    ///
    /// Errors: `Overflow`.
    pub fn common_payoff(&self) -> Result<Option<batna_core::Piecewise>, WaterfallError> {
        Ok(self.payoffs()?.common())
    }
}

/// Decimals kept of amounts: with 10^13 before the point, sums of them are exact.
const PLACES: u32 = 12;

/// `amount * part / whole`, without overflow where the product is too large for decimals.
fn proportion(amount: Decimal, part: Decimal, whole: Decimal) -> Result<Decimal, Overflow> {
    if part == whole {
        return Ok(amount);
    }
    match amount.checked_mul(part) {
        Some(product) => product.checked_div(whole).ok_or(Overflow),
        None => part
            .checked_div(whole)
            .and_then(|share| share.checked_mul(amount))
            .ok_or(Overflow),
    }
}

/// One payout, or one for each named holder and one for those not named.
fn split(
    taker: &Taker,
    amount: Decimal,
    converts: Option<bool>,
    payouts: &mut Vec<Payout>,
) -> Result<(), WaterfallError> {
    let exercised = converts == Some(true);
    let mut left = (taker.shares, amount);
    let mut parts = Vec::new();
    for (holder, shares) in &taker.holders {
        let part = if *shares == left.0 {
            left.1
        } else {
            proportion(amount, *shares, taker.shares)?
        };
        left = (left.0 - *shares, left.1 - part);
        parts.push((Some(holder.clone()), *shares, part));
    }
    if parts.is_empty() || left.0 > Decimal::ZERO {
        parts.push((None, left.0, left.1));
    }
    let whole = parts.len() == 1;
    for (holder, shares, amount) in parts {
        let id = match &holder {
            Some(name) if !whole => format!("{}/{name}", taker.id),
            None if !whole => format!("{}/others", taker.id),
            _ => taker.id.clone(),
        };
        let exercise_cost = if exercised {
            shares.checked_mul(taker.strike).ok_or(Overflow)?
        } else {
            Decimal::ZERO
        };
        payouts.push(Payout {
            id,
            class: taker.class.clone(),
            holder,
            kind: taker.kind,
            shares,
            amount,
            per_share: amount.checked_div(shares).unwrap_or(Decimal::ZERO),
            converts,
            exercise_cost,
        });
    }
    Ok(())
}

impl Distribution {
    /// Amounts rounded to `places` decimals so that they still sum to the rounded exit:
    /// each is rounded down, and the units left go to the largest remainders.
    pub fn rounded(mut self, places: u32) -> Distribution {
        let unit = Decimal::new(1, places.min(10));
        self.exit = self
            .exit
            .round_dp_with_strategy(places, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        let mut amounts: Vec<&mut Decimal> = self
            .deducted
            .iter_mut()
            .map(|one| &mut one.amount)
            .chain(self.payouts.iter_mut().map(|one| &mut one.amount))
            .collect();
        let mut left = self.exit;
        let mut remainders = Vec::with_capacity(amounts.len());
        for (index, amount) in amounts.iter_mut().enumerate() {
            let down = amount
                .round_dp_with_strategy(places, rust_decimal::RoundingStrategy::ToNegativeInfinity);
            remainders.push((**amount - down, index));
            **amount = down;
            left -= down;
        }
        remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, index) in remainders {
            if left < unit {
                break;
            }
            if let Some(amount) = amounts.get_mut(index) {
                **amount += unit;
                left -= unit;
            }
        }
        let taken: Decimal = self.deducted.iter().map(|one| one.amount).sum();
        self.distributable = self.exit - taken;
        self
    }
}
