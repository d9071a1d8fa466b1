//! For how long a payment has to be given back on leaving, whether less is owed with time, and of what.

use jiff::civil::Date;
use jiff::{ToSpan, Unit};
use rust_decimal::Decimal;

use crate::evidence::Line;
use crate::extract::field;
use crate::letter::Letter;
use crate::lexicon::Signal;
use crate::proposal::{Confidence, Proposal};
use crate::quantity::{LengthUnit, Quantity, Value};

/// Months for which a payment has to be paid back on leaving, as a sentence states them.
fn months_of_leaving(line: &Line) -> Option<u32> {
    let named = line.quantities.iter().any(|one| one.months().is_some());
    line.quantities
        .iter()
        .filter(|one| !is_time_to_pay(line, one))
        .filter_map(|one| {
            one.months()
                .or_else(|| bare_months(line, one).filter(|_| named))
        })
        .filter(|months| (1..=72).contains(months))
        .max()
}

/// `within six months, and by half within twelve`, `in the second six`: the unit is not said again.
fn bare_months(line: &Line, quantity: &Quantity) -> Option<u32> {
    let ends = matches!(line.word(quantity.at.end), "" | "." | "," | ";" | ")");
    let times = match line.word_before(quantity.at.start, 1) {
        "within" | "before" | "after" => 1,
        "second" => 2,
        _ => return None,
    };
    // `within one year, and half of it within two`
    let unit = line
        .quantities
        .iter()
        .rfind(|one| one.at.end <= quantity.at.start && one.length().is_some())
        .and_then(Quantity::length)
        .map_or(1, |length| {
            if length.unit == LengthUnit::Year {
                12
            } else {
                1
            }
        });
    let number: u32 = quantity.count()?.to_string().parse().ok()?;
    ends.then(|| number.checked_mul(times * unit)).flatten()
}

/// Whether a sentence speaks of a time that the one before names: `before that period is over`.
fn points_to_period(line: &Line) -> bool {
    const TIMES: &[&str] = &[
        "period",
        "time",
        "date",
        "term",
        "month",
        "year",
        "anniversary",
    ];
    line.tokens.windows(2).any(|pair| {
        matches!(pair, [this, time] if this.is_any(&["that", "this", "such", "the", "those", "these"])
            && time.is_any(TIMES))
    }) || line.has(Signal::Otherwise)
        || line
            .tokens
            .iter()
            .any(|token| token.is_any(&["then", "before", "earlier", "unearned", "earned"]))
}

/// `less 1/24 for each month`: the part tells the months.
fn months_of_part(line: &Line) -> Option<u32> {
    if !line.has(Signal::Monthly) && !line.has(Signal::Prorated) {
        return None;
    }
    line.quantities.iter().find_map(|one| {
        let Value::Fraction(share) = one.value else {
            return None;
        };
        let months = Decimal::ONE.checked_div(share)?.round();
        months
            .to_string()
            .parse()
            .ok()
            .filter(|months| (6..=48).contains(months))
    })
}

/// `on leaving before 2 October 2029`: whole months from the start to that day.
fn months_to_day(line: &Line, proposal: &Proposal) -> Option<u32> {
    let start: Date = proposal.get("start")?.parse().ok()?;
    line.quantities
        .iter()
        .filter_map(Quantity::day)
        .filter_map(|day| {
            // The last day of a year of service is the one before its anniversary, or the end of a month.
            let after = day.date.checked_add(4.days()).ok()?;
            let span = start.until((Unit::Month, after)).ok()?;
            let exact = span.get_days() <= 8;
            let months = u32::try_from(span.get_months()).ok()?;
            (exact && (6..=48).contains(&months)).then_some(months)
        })
        .max()
}

/// `repay within one month of leaving`: how fast, not for how long.
fn is_time_to_pay(line: &Line, quantity: &Quantity) -> bool {
    let Value::Length(length) = quantity.value else {
        return false;
    };
    let after = |at: usize| line.word(quantity.at.end + at);
    let of_leaving = (0..6).any(|at| {
        matches!(
            after(at),
            "termination" | "departure" | "leaving" | "separation" | "resignation"
        ) || (after(at) == "last" && after(at + 1) == "day")
    });
    let within = (1..=3).any(|back| line.word_before(quantity.at.start, back) == "within");
    matches!(length.unit, LengthUnit::Day | LengthUnit::Week)
        || (within && of_leaving && matches!(after(0), "of" | "after" | "following"))
}

/// `... repay it in full; within 24 months, half.`: the second step is part of the claw-back.
pub(super) fn longer_step(letter: &Letter, index: usize, name: &str, proposal: &mut Proposal) {
    let (Some(line), Some(before)) = (letter.lines.get(index), letter.before(index)) else {
        return;
    };
    let part = line.tokens.iter().any(|token| token.is("half"))
        || line.quantities.iter().any(|one| one.share().is_some());
    // `25% a year for four years` of the units is no step.
    let of_equity = line.has(Signal::Shares) || line.has(Signal::Vesting);
    if !before.has(Signal::Repay)
        || !part
        || of_equity
        || line.quantities.iter().any(|one| one.money().is_some())
    {
        return;
    }
    let path = format!("{name}.clawback");
    let had = proposal.fields.iter_mut().find(|had| had.path == path);
    if let (Some(had), Some(months)) = (had, months_of_leaving(line))
        && had
            .value
            .split(' ')
            .next()
            .and_then(|had| had.parse().ok())
            .is_some_and(|had: u32| had < months)
    {
        had.value = format!("{months} months");
        had.confidence = Confidence::Medium;
        had.note = Some("less is owed in the later months: read the steps".into());
    }
}

/// Proposes how long a payment has to be given back on leaving, as a sentence says it.
pub(super) fn clawback(letter: &Letter, index: usize, name: &str, proposal: &mut Proposal) {
    let Some(line) = letter.lines.get(index) else {
        return;
    };
    let path = format!("{name}.clawback");
    // `which you earn ratably over two years. On leaving you return what is not earned`
    let earned = letter
        .before(index)
        .is_some_and(|before| points_to_period(line) && before.has(Signal::Prorated));
    let by_part = months_of_part(line).or_else(|| letter.before(index).and_then(months_of_part));
    let by_part = by_part.filter(|_| months_of_leaving(line).is_none());
    let prorated = (line.has(Signal::Prorated) || earned || by_part.is_some())
        && !line.signals(Signal::NotProrated).any(|hit| {
            line.tokens.get(hit.at.clone()).is_some_and(|words| {
                words
                    .first()
                    .is_some_and(|word| word.is_any(&["not", "no", "without"]))
            })
        });
    if proposal.get(&path).is_none()
        && let Some(months) = months_of_leaving(line)
            .or_else(|| {
                // `earned over your first eighteen months. Should you resign before that period is over`
                letter
                    .before(index)
                    .filter(|_| points_to_period(line))
                    .and_then(months_of_leaving)
            })
            .or_else(|| months_to_day(line, proposal))
            .or(by_part)
    {
        let value = format!("{months} months{}", if prorated { " prorated" } else { "" });
        let mut found = field(path.clone(), value, line, Confidence::High);
        let several = line
            .quantities
            .iter()
            .filter(|one| !is_time_to_pay(line, one) && one.months().is_some())
            .count();
        if several > 1 {
            found.confidence = Confidence::Medium;
            found.note = Some("the sentence names several times; the longest was taken".into());
        }
        proposal.add(found);
    } else if prorated
        && let Some(had) = proposal.fields.iter_mut().find(|had| had.path == path)
        && !had.value.contains("prorated")
    {
        had.value.push_str(" prorated");
    }
    if proposal.get(&path).is_none() {
        return;
    }
    let gross = match (line.has(Signal::Gross), line.has(Signal::Net)) {
        (true, false) => "true",
        (false, true) => "false",
        _ => return,
    };
    let path = format!("{name}.clawback_gross");
    proposal.add(field(path, gross, line, Confidence::Medium));
}
