//! The sum of one row: base, bonus and a year of the grant against the stated total.

use batna_core::{Currency, Money};
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use crate::cell::{Per, Span};
use crate::model::{Pay, PayRow, Stock};

/// Largest part by which a total may miss its parts, either way, at either end.
pub const TOLERANCE: Decimal = Decimal::from_parts(3, 0, 0, false, 2);

/// How a stated total stands to its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// Within 3% at both ends.
    Reconciles,
    /// Within 3% at both ends only if the whole grant falls into one year.
    GrantCountedAsYear,
    Differs,
    NotComparable {
        why: String,
    },
}

/// One end of a range: the parts of a year and what is stated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    pub base: Decimal,
    pub bonus: Decimal,
    /// The part of the grant that falls into a year.
    pub stock: Decimal,
    pub once: Decimal,
    pub stated: Decimal,
    pub whole_grant: Decimal,
}

impl End {
    pub fn sum(&self) -> Decimal {
        self.base + self.bonus + self.stock + self.once
    }

    fn is_near(&self, sum: Decimal) -> bool {
        (self.stated - sum).abs() <= sum * TOLERANCE
    }
}

/// The arithmetic of one row of pay.
#[derive(Clone, Debug, PartialEq)]
pub struct RowSum {
    pub line: u32,
    /// Region, with the level where the row has one.
    pub label: String,
    pub currency: Option<Currency>,
    /// Years over which the grant was taken to vest.
    pub years: Option<u32>,
    pub low: Option<End>,
    pub high: Option<End>,
    pub verdict: Verdict,
}

impl RowSum {
    /// `185,000 + 18,500 + 140,000/4 = 238,500, stated 255,000 (+6.9%)`, for both ends.
    pub fn arithmetic(&self) -> String {
        let (Some(currency), Some(low), Some(high)) = (self.currency, self.low, self.high) else {
            return String::new();
        };
        let end = |end: End| {
            let money = |amount: Decimal| format!("{:#}", Money::new(amount, currency));
            let stock = match self.years {
                Some(years) if years > 1 => format!("{}/{years}", money(end.whole_grant)),
                _ => money(end.stock),
            };
            let once = if end.once.is_zero() {
                String::new()
            } else {
                format!(" + {}", money(end.once))
            };
            // Formatting a decimal cuts digits off; a float rounds.
            let ratio = end.stated / end.sum() - Decimal::ONE;
            let off = batna_core::scalar::decimal_to_f64(ratio) * 100.0;
            format!(
                "{} + {} + {stock}{once} = {}, stated {} ({:+.1}%)",
                money(end.base),
                money(end.bonus),
                money(end.sum()),
                money(end.stated),
                off
            )
        };
        format!("{}; {}", end(low), end(high))
    }
}

impl Serialize for RowSum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Form<'a> {
            line: u32,
            label: &'a str,
            currency: Option<Currency>,
            sum: Option<[f64; 2]>,
            stated: Option<[f64; 2]>,
            #[serde(flatten)]
            verdict: &'a Verdict,
            arithmetic: String,
        }
        let both = |of: fn(&End) -> Decimal| {
            let float = |end: &End| batna_core::scalar::decimal_to_f64(of(end));
            Some([float(self.low.as_ref()?), float(self.high.as_ref()?)])
        };
        Form {
            line: self.line,
            label: &self.label,
            currency: self.currency,
            sum: both(End::sum),
            stated: both(|end| end.stated),
            verdict: &self.verdict,
            arithmetic: self.arithmetic(),
        }
        .serialize(serializer)
    }
}

/// The span of an amount in the currency, as written or as the guide converts it.
fn in_currency(pay: &Pay, currency: Currency) -> Option<Span> {
    (std::iter::once(&pay.span).chain(&pay.also))
        .find(|span| span.currency() == currency)
        .copied()
}

/// Holds the total of a row against its parts.
pub fn row_sum(row: &PayRow) -> RowSum {
    let label = match &row.level {
        Some(level) => format!("{} {level}", row.region).trim().to_owned(),
        None => row.region.clone(),
    };
    let mut sum = RowSum {
        line: row.line,
        label,
        currency: None,
        years: None,
        low: None,
        high: None,
        verdict: Verdict::Reconciles,
    };
    if let Err(why) = fill(row, &mut sum) {
        sum.verdict = Verdict::NotComparable { why: why.into() };
    }
    sum
}

fn fill(row: &PayRow, sum: &mut RowSum) -> Result<(), &'static str> {
    let base = row.base.as_ref().ok_or("no base")?;
    let total = row.total.as_ref().ok_or("no total")?;
    let currency = base.span.currency();
    let total = in_currency(total, currency).ok_or("the total is in another currency")?;
    let bonus = bonus(row, &base.span, currency)?;
    let (grant, years) = equity(row, currency)?;
    let once = match &row.signing {
        Some(signing) if row.total_is_first_year => {
            let span = in_currency(signing, currency).ok_or("signing in another currency")?;
            [span.low.amount(), span.high.amount()]
        }
        _ => [Decimal::ZERO; 2],
    };
    let divisor = Decimal::from(years.unwrap_or(1).max(1));
    let end = |base: Money, bonus: Decimal, grant: Decimal, once: Decimal, stated: Money| End {
        base: base.amount(),
        bonus,
        stock: grant / divisor,
        once,
        stated: stated.amount(),
        whole_grant: grant,
    };
    let low = end(base.span.low, bonus[0], grant[0], once[0], total.low);
    let high = end(base.span.high, bonus[1], grant[1], once[1], total.high);
    if low.sum() <= Decimal::ZERO || high.sum() <= Decimal::ZERO {
        return Err("the parts sum to nothing");
    }
    let near = |of: fn(&End) -> Decimal| low.is_near(of(&low)) && high.is_near(of(&high));
    let whole = |end: &End| end.sum() - end.stock + end.whole_grant;
    sum.verdict = if near(End::sum) {
        Verdict::Reconciles
    } else if divisor > Decimal::ONE && near(whole) {
        Verdict::GrantCountedAsYear
    } else {
        Verdict::Differs
    };
    sum.currency = Some(currency);
    sum.years = years;
    sum.low = Some(low);
    sum.high = Some(high);
    Ok(())
}

/// The bonus at both ends: an amount where one stands, else the rate on the base.
fn bonus(row: &PayRow, base: &Span, currency: Currency) -> Result<[Decimal; 2], &'static str> {
    let Some(bonus) = &row.bonus else {
        return Ok([Decimal::ZERO; 2]);
    };
    if row.stock_and_bonus.is_some() {
        return Err("one column mixes equity with bonus, another holds the bonus");
    }
    if let Some(amount) = &bonus.amount {
        let span = in_currency(amount, currency).ok_or("the bonus is in another currency")?;
        return Ok([span.low.amount(), span.high.amount()]);
    }
    match bonus.rate {
        Some(rate) => Ok([
            base.low.amount() * rate.low.fraction(),
            base.high.amount() * rate.high.fraction(),
        ]),
        None if bonus.none => Ok([Decimal::ZERO; 2]),
        None => Err("the bonus is not stated as a figure"),
    }
}

/// The grant at both ends and its years; one year where the amount is yearly.
fn equity(row: &PayRow, currency: Currency) -> Result<([Decimal; 2], Option<u32>), &'static str> {
    let ends = |span: Span| [span.low.amount(), span.high.amount()];
    if let Some(mixed) = &row.stock_and_bonus {
        let span = in_currency(mixed, currency).ok_or("equity in another currency")?;
        return Ok((ends(span), Some(1)));
    }
    let Some(Stock { pay, per, .. }) = &row.stock else {
        return Ok(([Decimal::ZERO; 2], Some(1)));
    };
    let Some(pay) = pay else {
        return Ok(([Decimal::ZERO; 2], Some(1)));
    };
    let span = in_currency(pay, currency).ok_or("equity in another currency")?;
    match per {
        Some(Per::Year) => Ok((ends(span), Some(1))),
        Some(Per::Grant { years }) => Ok((ends(span), Some(*years))),
        None => Err("the guide does not say over how many years its equity runs"),
    }
}
