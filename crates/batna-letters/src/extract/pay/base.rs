//! The base of a year: one, chosen among all that is claimed for it.

use batna_core::Money;
use rust_decimal::Decimal;

use crate::evidence::Line;
use crate::extract::{confidence, field, unread};
use crate::letter::Letter;
use crate::lexicon::{Role, Signal};
use crate::proposal::{Confidence, Proposal};
use crate::quantity::{LengthUnit, Quantity, Value, written};
use crate::token::Token;

/// A reading of the yearly base.
struct Base {
    money: Money,
    /// The letter says that it is of a year.
    yearly: bool,
    calculated: Option<String>,
    line: usize,
    score: f64,
    /// A word for pay stands by it, and not only a time: `$250,000 per year` can be of anything.
    named: bool,
}

pub(super) fn base(letter: &Letter, proposal: &mut Proposal) {
    let hours = letter.lines.iter().find_map(weekly_hours);
    let mut found: Vec<Base> = Vec::new();
    for claim in letter.claims.iter().filter(|claim| claim.is(Role::Base)) {
        let Some(line) = letter.lines.get(claim.line) else {
            continue;
        };
        let Some(quantity) = line.quantities.get(claim.quantity) else {
            continue;
        };
        let named = |line: &Line| line.speaks_of(Role::Base, 2.0) || line.headed_by(Role::Base);
        let said = named(line) || letter.before(claim.line).is_some_and(named) || line.label > 0;
        // `equity of $1,000,000 ($250,000 per year)`
        let of_shares = line.has(Signal::Shares) && !is_named(line, quantity);
        if quantity.ranged || line.near(Signal::UpTo, quantity, 2, 0) || !said || of_shares {
            unread(proposal, line);
            continue;
        }
        if let Some((money, yearly, calculated)) =
            of_a_year(line, quantity, hours).filter(|(money, _, _)| is_a_living(*money))
        {
            found.push(Base {
                money,
                yearly,
                calculated,
                line: claim.line,
                score: claim.score(Role::Base),
                named: is_named(line, quantity),
            });
        }
    }
    // `$67.31 an hour, which annualizes to about $140,000`: what was calculated vouches for it.
    let calculated: Vec<f64> = found
        .iter()
        .filter(|one| one.calculated.is_some())
        .map(|one| one.money.to_f64())
        .collect();
    for one in &mut found {
        let amount = one.money.to_f64();
        let vouched = one.calculated.is_none()
            && calculated
                .iter()
                .any(|other| (other - amount).abs() < amount * 0.01);
        one.yearly |= vouched;
        one.named |= vouched;
    }
    // `$190K to start` and `$2,000 a month for housing`: a small calculated amount beside a
    // stated one is of something else.
    let stated = found
        .iter()
        .filter(|one| one.calculated.is_none() && one.score >= 1.2)
        .map(|one| one.money.to_f64())
        .fold(0.0, f64::max);
    found.retain(|one| one.money.to_f64() >= stated * 0.25);
    // What is said to be of a year beats what was calculated; then the most evidence.
    let best = found.iter().enumerate().max_by(|(i, a), (j, b)| {
        a.named
            .cmp(&b.named)
            .then((a.yearly || a.calculated.is_some()).cmp(&(b.yearly || b.calculated.is_some())))
            .then(a.calculated.is_none().cmp(&b.calculated.is_none()))
            .then(a.score.total_cmp(&b.score))
            .then(j.cmp(i))
    });
    let Some((best, chosen)) = best else {
        return;
    };
    put(letter, chosen, proposal);
    for (index, other) in found.iter().enumerate() {
        let (a, b) = (other.money.to_f64(), chosen.money.to_f64());
        // A month's pay times twelve differs by rounding; that is no contradiction. An aside
        // with little evidence is none either.
        if index != best
            && other.money.currency() == chosen.money.currency()
            && (a - b).abs() > b.abs() * 0.005
            && other.score > 2.0
        {
            put(letter, other, proposal);
        }
    }
}

fn is_named(line: &Line, quantity: &Quantity) -> bool {
    const NAMES: &[&str] = &[
        "salary",
        "base",
        "wage",
        "compensation",
        "remuneration",
        "pay",
        "paid",
        "stipend",
        "fee",
        "rate",
        "ctc",
        "earn",
        "remunerated",
        "gross",
        "fixed",
    ];
    let other = |token: &&Token| !token.is_any(&["|", ";"]);
    let names = |token: &Token| token.is_any(NAMES);
    let before = line.tokens.get(..quantity.at.start).unwrap_or_default();
    let after = line.tokens.get(quantity.at.end..).unwrap_or_default();
    before.iter().rev().take(12).take_while(other).any(names)
        || after.iter().take(6).take_while(other).any(names)
        || line.headed_by(Role::Base)
        || line.word(quantity.at.end) == "cash"
}

/// Whether an amount can be the pay of a year: `$200 a month` twelve times is none.
fn is_a_living(yearly: Money) -> bool {
    yearly.to_f64() / weight(yearly.currency()) >= 5_000.0
}

fn put(letter: &Letter, base: &Base, proposal: &mut Proposal) {
    let Some(line) = letter.lines.get(base.line) else {
        return;
    };
    let sure = match &base.calculated {
        Some(how) if how.contains("hour") => Confidence::Low,
        Some(_) => Confidence::Medium,
        None => confidence(base.score),
    };
    let mut found = field("base", written(base.money), line, sure);
    found.note.clone_from(&base.calculated);
    proposal.add(found);
}

/// `40 hours per week`, `a standard week of 40 hours`.
fn weekly_hours(line: &Line) -> Option<Decimal> {
    line.quantities
        .iter()
        .filter(|one| {
            // `Hours: 40 per week`
            let labelled = line.word(0) == "hour" && line.label > 0;
            labelled || matches!(line.word(one.at.end), "hour" | "hr")
        })
        .filter(|one| {
            let near = one.at.start.saturating_sub(5)..one.at.end + 6;
            near.into_iter()
                .any(|at| matches!(line.word(at), "week" | "weekly" | "wk"))
        })
        .filter_map(Quantity::count)
        .find(|hours| *hours >= Decimal::from(5) && *hours <= Decimal::from(60))
}

#[derive(Clone, Copy, PartialEq)]
enum Period {
    Year,
    Month,
    HalfMonth,
    TwoWeeks,
    Week,
    Day,
    Hour,
    /// A pay period of unknown length.
    Paycheck,
}

/// The base of a year, whether the letter says so, and how it was calculated.
fn of_a_year(
    line: &Line,
    quantity: &Quantity,
    hours: Option<Decimal>,
) -> Option<(Money, bool, Option<String>)> {
    let money = quantity.money()?;
    // In the size that an amount in dollars would have: limits below are for those.
    let amount = money.to_f64() / weight(money.currency());
    let period = period_after(line, quantity.at.end).or_else(|| {
        // `at the semi-monthly rate of $8,541.67`
        period_before(line, quantity.at.start, amount)
    });
    let times = |factor: Decimal, words: &str| {
        let yearly = money.try_mul(factor).ok()?;
        let yearly = Money::new(yearly.amount().normalize(), yearly.currency());
        Some((
            yearly,
            false,
            Some(format!("{factor} times {} {words}", written(money))),
        ))
    };
    match period {
        // `$205,000 per year, paid monthly`: what large amounts are paid by is no period.
        Some(Period::Year) => (amount >= 5_000.0).then_some((money, true, None)),
        Some(Period::Month | Period::HalfMonth | Period::TwoWeeks | Period::Week)
            if amount > 80_000.0 =>
        {
            Some((money, true, None))
        }
        Some(Period::Month) => times(salaries_a_year(line), "a month"),
        Some(Period::HalfMonth) => times(Decimal::from(24), "twice a month"),
        Some(Period::TwoWeeks) => times(Decimal::from(26), "every two weeks"),
        Some(Period::Week) => times(Decimal::from(52), "a week"),
        Some(Period::Hour) => {
            let hours = hours?;
            let yearly = money.try_mul(hours.checked_mul(Decimal::from(52))?).ok()?;
            let yearly = Money::new(yearly.amount().normalize(), yearly.currency());
            let how = format!("{money} an hour, {hours} hours a week, 52 weeks");
            Some((yearly, false, Some(how)))
        }
        Some(Period::Day | Period::Paycheck) => None,
        // Without a period, what is far too little for a year is not taken for one.
        None => (amount >= 12_000.0).then_some((money, false, None)),
    }
}

/// `EUR 3,500 a month, paid 14 times a year`: twelve where the letter says nothing of it.
fn salaries_a_year(line: &Line) -> Decimal {
    const PAID: &[&str] = &[
        "month",
        "time",
        "x",
        "salary",
        "salarie",
        "payment",
        "installment",
        "instalment",
        "monthly",
        "payslip",
    ];
    let times = |one: &Quantity| match &one.value {
        // `x 14`, `14 payments`
        Value::Count(count)
            if PAID.contains(&line.word(one.at.end))
                || line.word_before(one.at.start, 1) == "x" =>
        {
            Some(*count)
        }
        Value::Length(length) if length.unit == LengthUnit::Month => {
            let of_a_year = matches!(line.word(one.at.end), "a" | "per" | "each");
            of_a_year.then(|| Decimal::from(length.number))
        }
        _ => None,
    };
    let (least, most) = (Decimal::from(12), Decimal::from(16));
    line.quantities
        .iter()
        .filter_map(times)
        .find(|count| *count > least && *count <= most)
        .unwrap_or(least)
}

/// How many of a currency make an amount that is in the hundreds in dollars, roughly.
fn weight(currency: batna_core::Currency) -> f64 {
    match currency.to_string().as_str() {
        "SEK" | "NOK" | "DKK" | "HKD" => 8.0,
        "CZK" => 20.0,
        "INR" => 40.0,
        "JPY" => 120.0,
        _ => 1.0,
    }
}

/// The period that words name at a token: `year`, `semi monthly`, `two weeks`.
fn period_at(line: &Line, at: usize) -> Option<Period> {
    let (word, next) = (line.word(at), line.word(at + 1));
    Some(match (word, next) {
        ("semi", "monthly") | ("half", "month") => Period::HalfMonth,
        ("bi", "weekly") | ("two", "week") | ("2", "week") => Period::TwoWeeks,
        (
            "year" | "yr" | "annum" | "annually" | "annual" | "annualized" | "annualised"
            | "yearly" | "pa",
            _,
        ) => Period::Year,
        ("p", ".") if line.word(at + 2) == "a" => Period::Year,
        ("month" | "mo" | "monthly" | "mth", _) => Period::Month,
        ("semimonthly", _) | ("twice", "monthly") => Period::HalfMonth,
        ("twice", "a") if line.word(at + 2) == "month" => Period::HalfMonth,
        ("biweekly" | "fortnight" | "fortnightly", _) => Period::TwoWeeks,
        ("week" | "weekly" | "wk", _) => Period::Week,
        ("hour" | "hr" | "hourly", _) => Period::Hour,
        ("day" | "daily" | "diem", _) => Period::Day,
        _ => return None,
    })
}

fn period_after(line: &Line, from: usize) -> Option<Period> {
    let mut at = from;
    let mut in_brackets = false;
    for _ in 0..12 {
        let word = line.word(at);
        if in_brackets {
            // `$205,000 (gross) per year`
            in_brackets = word != ")";
            at += 1;
            continue;
        }
        match word {
            "per" | "a" | "an" | "/" | "each" | "every" => {
                let skip = usize::from(matches!(line.word(at + 1), "full" | "calendar"));
                let word = line.word(at + 1 + skip);
                if word == "pay" {
                    return Some(Period::Paycheck);
                }
                return period_at(line, at + 1 + skip);
            }
            "on" if matches!(line.word(at + 1), "a" | "an") => return period_at(line, at + 2),
            "gross" | "brutto" | "bruto" | "brut" | "usd" | "eur" | "gbp" | "," | ")"
            | "before" | "tax" | "deduction" | "in" | "cash" | "less" | "withholding"
            | "applicable" | "base" | "salary" | "and" | "w" | "2" | "(" => {
                if word == "(" && period_at(line, at + 1).is_none() {
                    let bracketed = (at..at + 4).find_map(|at| {
                        matches!(line.word(at), "per" | "a" | "an" | "/")
                            .then(|| period_at(line, at + 1))
                            .flatten()
                    });
                    if bracketed.is_some() {
                        return bracketed;
                    }
                    in_brackets = true;
                }
                at += 1;
            }
            _ => return period_at(line, at),
        }
    }
    None
}

/// The period that stands before an amount small enough to be that of a period.
fn period_before(line: &Line, to: usize, amount: f64) -> Option<Period> {
    let from = to.saturating_sub(9);
    (from..to).rev().find_map(|at| {
        let period = period_at(line, at)?;
        let before = line.word_before(at, 1);
        let (period, most) = match period {
            Period::Hour => (period, 2_000.0),
            Period::Day => (period, 10_000.0),
            Period::Week if matches!(before, "bi" | "two") => (Period::TwoWeeks, 30_000.0),
            Period::Month if before == "semi" => (Period::HalfMonth, 30_000.0),
            Period::Week => (period, 20_000.0),
            Period::Year => return Some(period),
            _ => (period, 60_000.0),
        };
        (amount < most).then_some(period)
    })
}
