//! The schedule of a grant, from the parts, lengths and rhythms that its sentences name.
//!
//! Sentences become a list of items in their order (a part of the grant, a length, an
//! anniversary, a rhythm, a number of instalments, `the rest`, a cliff); a few rules turn the
//! list into a schedule, and check that the parts add up. A list that no rule takes whole
//! is left out: no schedule is made up.

mod schedule;

use jiff::civil::Date;
use rust_decimal::Decimal;

use self::schedule::{Item, schedule, without_rhythm};
use super::Gathered;
use crate::evidence::Line;
use crate::extract::field;
use crate::letter::Letter;
use crate::lexicon::{Role, Says, Signal};
use crate::proposal::{Confidence, Proposal};
use crate::quantity::{Quantity, Value};

/// Most sentences that a schedule is put together from.
const MOST: usize = 5;
pub(super) fn read(letter: &Letter, grants: &[Gathered], proposal: &mut Proposal) {
    let start: Option<Date> = proposal.get("start").and_then(|day| day.parse().ok());
    let mut last: Option<Found> = None;
    for grant in grants {
        let size = proposal
            .get(&grant.at("size"))
            .and_then(|size| size.parse().ok());
        let found = of_grant(letter, grant, &Known { start, size });
        let same = || {
            let says = grant.vesting.iter().any(|(index, _)| {
                letter
                    .lines
                    .get(*index)
                    .is_some_and(|line| line.has(Signal::SameSchedule))
            });
            last.clone().filter(|_| says)
        };
        let Some(found) = found.or_else(same) else {
            continue;
        };
        if let Some(line) = letter.lines.get(found.line) {
            let value = found.schedule.clone();
            let mut proposed = field(grant.at("vesting"), value, line, found.confidence);
            proposed.sentence.clone_from(&found.text);
            proposal.add(proposed);
        }
        last = Some(found);
    }
}

#[derive(Clone)]
struct Found {
    schedule: String,
    /// Low where the rhythm is left to the reader.
    confidence: Confidence,
    /// The line it begins on.
    line: usize,
    /// The sentences it is from.
    text: String,
}

fn of_grant(letter: &Letter, grant: &Gathered, known: &Known) -> Option<Found> {
    let mut items: Vec<Item> = Vec::new();
    let mut sentences: Vec<&str> = Vec::new();
    let mut best: Option<Found> = None;
    let mut first = None;
    for (index, part) in grant.vesting.iter().take(MOST) {
        let Some(line) = letter.lines.get(*index) else {
            continue;
        };
        if let Some(schedule) = listed(line, part.start) {
            return Some(Found {
                schedule,
                confidence: Confidence::High,
                line: *index,
                text: line.sentence.text.clone(),
            });
        }
        let found = items_of(letter, *index, line, part, known);
        if found.is_empty() {
            continue;
        }
        items.extend(found);
        sentences.push(&line.sentence.text);
        let first = *first.get_or_insert(*index);
        // The first sentence may say it all; a later one may complete it, not change it.
        if let Some(schedule) = schedule(&items) {
            let extends = best.as_ref().is_none_or(|had| {
                schedule.len() > had.schedule.len()
                    && schedule.starts_with(had.schedule.split(',').next().unwrap_or(""))
            });
            if extends {
                best = Some(Found {
                    schedule,
                    confidence: Confidence::High,
                    line: first,
                    text: sentences.join(" "),
                });
            }
        }
    }
    best.or_else(|| {
        Some(Found {
            schedule: without_rhythm(&items)?,
            confidence: Confidence::Low,
            line: first?,
            text: sentences.join(" "),
        })
    })
}

/// `5/15/40/40`, `33/33/34 annually`, `25-25-25-25`.
pub(super) fn listed(line: &Line, from: usize) -> Option<String> {
    for start in from..line.tokens.len() {
        let mut parts: Vec<Decimal> = Vec::new();
        let mut at = start;
        while let Some(part) = line
            .tokens
            .get(at)
            .and_then(|token| token.stem.parse::<Decimal>().ok())
        {
            parts.push(part);
            at += 1;
            at += usize::from(line.word(at) == "%");
            if !matches!(line.word(at), "/" | "-") {
                break;
            }
            at += 1;
        }
        if parts.len() >= 2 && parts.iter().sum::<Decimal>() == Decimal::ONE_HUNDRED {
            let rhythm = rhythm_of(line);
            let even = parts.windows(2).all(|pair| pair.first() == pair.last());
            if even && parts.len() > 2 {
                // `25/25/25/25, quarterly after year 1`
                let later = line
                    .quantities
                    .iter()
                    .any(|one| one.at.start > at && one.months() == Some(12));
                let cliff = if rhythm.is_some() && later {
                    ", 1y cliff"
                } else {
                    ""
                };
                let rhythm = rhythm.unwrap_or("yearly");
                return Some(format!("{}y {rhythm}{cliff}", parts.len()));
            }
            let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
            let every = rhythm.map(|every| format!(" {every}")).unwrap_or_default();
            return Some(format!("{}{every}", parts.join("/")));
        }
    }
    None
}

fn rhythm_of(line: &Line) -> Option<&'static str> {
    if line.has(Signal::Quarterly) {
        Some("quarterly")
    } else if line.has(Signal::Monthly) {
        Some("monthly")
    } else {
        None
    }
}

/// What is known of a grant beside its schedule.
struct Known {
    start: Option<Date>,
    /// Its number of shares.
    size: Option<Decimal>,
}

/// `15,000 of these vest on the first anniversary and 1,250 each month after`: a part by its number.
fn part_of_size(line: &Line, quantity: &Quantity, size: Decimal) -> Option<f64> {
    const BEHIND: &[&str] = &[
        "of", "share", "unit", "rsu", "option", "vest", "each", "every", "per", "on", "after", "a",
    ];
    let count = quantity.count().filter(|count| *count >= Decimal::TEN)?;
    let behind = BEHIND.contains(&line.word(quantity.at.end));
    let share = count.checked_div(size)?;
    let year = count >= Decimal::from(1990) && count <= Decimal::from(2100);
    (behind && !year && share <= Decimal::new(6, 1))
        .then(|| share.round_dp(6).to_string().parse().ok())
        .flatten()
}

/// What a part of a line says of a schedule, in its order.
fn items_of(
    letter: &Letter,
    index: usize,
    line: &Line,
    part: &std::ops::Range<usize>,
    grant: &Known,
) -> Vec<Item> {
    let (start, size) = (grant.start, grant.size);
    let mut found: Vec<(usize, Item)> = Vec::new();
    let not_vesting = [Role::Bonus, Role::Guaranteed, Role::Match, Role::Aside];
    for (at, quantity) in line.quantities.iter().enumerate() {
        if !part.contains(&quantity.at.start) {
            continue;
        }
        // A bonus is no part of the schedule, nor is a share of the company.
        let of_company = line.near(Signal::WholeCompany, quantity, 3, 7);
        let other = letter.claims_of(index).any(|(claim, one)| {
            claim.quantity == at
                && one.rate().is_some()
                && (not_vesting.iter().any(|role| claim.is(*role))
                    || (of_company && claim.is(Role::Equity)))
        });
        // `1.5% (that is 150,000 shares)`: the grant as a share of the company.
        let is_size = quantity.rate().is_some()
            && line
                .quantities
                .get(at + 1)
                .and_then(Quantity::count)
                .is_some_and(|count| count >= Decimal::ONE_THOUSAND);
        if other || is_size {
            continue;
        }
        let of_size = || {
            let share = part_of_size(line, quantity, size?)?;
            Some(Item::Part(share))
        };
        if let Some(item) = of_size().or_else(|| item(line, quantity, start)) {
            found.push((quantity.at.start, item));
        }
    }
    for hit in &line.hits {
        let Says::Signal(signal) = hit.says else {
            continue;
        };
        // `a year after your start` is a time, and no rhythm.
        let timed = line.quantities.iter().any(|one| {
            one.length().is_some() && one.at.start <= hit.at.start && hit.at.end <= one.at.end
        });
        // `($250,000 per year)`: of the amount, and no rhythm either.
        let of_amount = line
            .quantities
            .iter()
            .any(|one| one.money().is_some() && one.at.end == hit.at.start);
        if !part.contains(&hit.at.start) || timed || of_amount {
            continue;
        }
        let item = match signal {
            Signal::Monthly | Signal::Quarterly | Signal::HalfYearly | Signal::Yearly
                if of_pay(line, hit.at.end) =>
            {
                continue;
            }
            Signal::Monthly => Item::Every(1),
            Signal::Quarterly => Item::Every(3),
            Signal::HalfYearly => Item::Every(6),
            Signal::Yearly => Item::Every(12),
            Signal::Rest => Item::Rest,
            Signal::Cliff => Item::Cliff,
            Signal::NoCliff => Item::NoCliff,
            Signal::Immediate => Item::Immediate,
            _ => continue,
        };
        found.push((hit.at.start, item));
    }
    for (at, token) in line.tokens.iter().enumerate() {
        let anniversary = token.is_any(&["anniversary", "anniversarie"]);
        if part.contains(&at) && anniversary && is_each(line, at) {
            found.push((at, Item::Every(12)));
        }
    }
    found.extend(first_anniversaries(line, part));
    if let Some((at, every)) = days_of_each_year(line) {
        found.retain(|(other, item)| *other < at || !matches!(item, Item::Point(_)));
        found.push((at, every));
    }
    found.sort_by_key(|(at, _)| *at);
    found.dedup_by(|b, a| {
        b.1 == a.1 && (matches!(a.1, Item::Rest | Item::Cliff | Item::Every(_))) && b.0 - a.0 <= 4
    });
    found.into_iter().map(|(_, item)| item).collect()
}

/// `on each 15 February, 15 May, 15 August and 15 November`: as many times a year as it names days.
fn days_of_each_year(line: &Line) -> Option<(usize, Item)> {
    let mut days = line
        .quantities
        .iter()
        .filter(|one| one.day().is_some_and(|day| day.assumed_year))
        .map(|one| one.at.start)
        .skip_while(|at| {
            !at.checked_sub(1)
                .is_some_and(|at| matches!(line.word(at), "each" | "every"))
        });
    let first = days.next()?;
    match days.count() + 1 {
        4 => Some((first, Item::Every(3))),
        2 => Some((first, Item::Every(6))),
        _ => None,
    }
}

/// `in thirds on the first three anniversaries`: how many, and that they are a year apart.
fn first_anniversaries(line: &Line, part: &std::ops::Range<usize>) -> Vec<(usize, Item)> {
    let ends = |at: usize| matches!(line.word(at), "anniversary" | "anniversarie");
    line.quantities
        .iter()
        .filter(|one| part.contains(&one.at.start) && ends(one.at.end))
        .filter(|one| {
            one.at
                .start
                .checked_sub(1)
                .is_some_and(|at| line.word(at) == "first")
        })
        .filter_map(|one| {
            let times: u32 = one.count()?.to_string().parse().ok()?;
            (2..=6).contains(&times).then_some((one.at.start, times))
        })
        .flat_map(|(at, times)| [(at, Item::Every(12)), (at, Item::Times(times))])
        .collect()
}

/// `each anniversary`, `each of the first, second and third anniversaries`.
fn is_each(line: &Line, at: usize) -> bool {
    const BETWEEN: &[&str] = &[
        "of",
        "the",
        "your",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "two",
        "three",
        "four",
        "five",
        "and",
        ",",
        "annual",
        "next",
        "following",
        "work",
        "one",
        "year",
        "yearly",
        "2",
        "3",
        "4",
        "5",
    ];
    line.tokens
        .get(..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .find(|token| !token.is_any(BETWEEN))
        .is_some_and(|token| token.is_any(&["each", "every", "successive", "subsequent"]))
}

/// `annual bonus`, `annual salary`: no rhythm of vesting.
fn of_pay(line: &Line, at: usize) -> bool {
    matches!(
        line.word(at),
        "bonus"
            | "salary"
            | "base"
            | "incentive"
            | "refresh"
            | "review"
            | "grant"
            | "award"
            | "equity"
            | "general"
            | "meeting"
            | "report"
    )
}

fn item(line: &Line, quantity: &Quantity, start: Option<Date>) -> Option<Item> {
    let word_before = |back: usize| line.word_before(quantity.at.start, back);
    match &quantity.value {
        Value::Percent(_) | Value::Fraction(_) => quantity
            .share()
            .and_then(|share| share.to_string().parse::<f64>().ok())
            // What is under a hundredth is a share of the company.
            .filter(|share| *share > 0.01 && *share < 1.0)
            .map(Item::Part),
        Value::Anniversary(months) => Some(Item::Point(*months)),
        // `one quarter on March 1, 2029`
        Value::Day(day) => months_to(start?, day.date).map(Item::Point),
        Value::NthYear(year) => Some(Item::Year(year * 12)),
        Value::Length(length) => {
            // `exercise within ten years`, `expires seven years after`: of another matter.
            let other = (1..=4).any(|back| {
                matches!(
                    word_before(back),
                    "within" | "expire" | "exercise" | "exercised" | "term" | "lapse"
                )
            });
            // `ten years to exercise`
            let after = line.word(quantity.at.end + 1);
            let other = other || matches!(after, "exercise" | "window");
            length.months().filter(|_| !other).map(Item::Length)
        }
        // `40 percent in the first year, 30 in the second`: the unit is not said again.
        Value::Count(count)
            if line.word(quantity.at.end) == "in"
                && line.word(quantity.at.end + 1) == "the"
                && matches!(
                    line.word(quantity.at.end + 2),
                    "second" | "third" | "fourth" | "fifth" | "last"
                )
                && line
                    .quantities
                    .iter()
                    .any(|one| one.at.end <= quantity.at.start && one.rate().is_some()) =>
        {
            let share: f64 = count.to_string().parse().ok()?;
            (share > 0.0 && share < 100.0).then_some(Item::Part(share / 100.0))
        }
        Value::Count(count) => {
            let installments = line
                .tokens
                .get(quantity.at.end..(quantity.at.end + 6).min(line.tokens.len()))
                .unwrap_or_default()
                .iter()
                .any(|token| {
                    token.is_any(&[
                        "installment",
                        "instalment",
                        "tranche",
                        "tranch",
                        "portion",
                        "part",
                        "increment",
                        "step",
                        "payment",
                        "piece",
                        "slice",
                        "batch",
                        "lot",
                    ])
                });
            let number: u32 = count.to_string().parse().ok()?;
            (installments && (2..=72).contains(&number)).then_some(Item::Times(number))
        }
        _ => None,
    }
}

/// Months from the start to a day on which shares vest. Such days lie on a few dates of the
/// year, so the anniversary is met only roughly.
fn months_to(start: Date, day: Date) -> Option<u32> {
    let days = start.until(day).ok()?.get_days();
    let years = (days + 60).div_euclid(365);
    let off = days - years * 365;
    (years >= 1 && (-45..=110).contains(&off))
        .then(|| u32::try_from(years * 12).ok())
        .flatten()
}
