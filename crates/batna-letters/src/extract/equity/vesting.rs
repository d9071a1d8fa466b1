//! The schedule of a grant, from the parts, lengths and rhythms that its sentences name.
//!
//! Sentences become a list of items in their order (a part of the grant, a length, an
//! anniversary, a rhythm, a number of instalments, `the rest`, a cliff); a few rules turn the
//! list into a schedule, and check that the parts add up. A list that no rule takes whole
//! is left out: no schedule is made up.

use rust_decimal::Decimal;

use super::Gathered;
use crate::evidence::Line;
use crate::extract::field;
use crate::letter::Letter;
use crate::lexicon::{Role, Says, Signal};
use crate::proposal::{Confidence, Proposal};
use crate::quantity::{Quantity, Value};

/// Most sentences that a schedule is put together from.
const MOST: usize = 5;
/// How far parts may be from their sum for having been rounded.
const ROUNDING: f64 = 0.011;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Item {
    /// A share of the grant.
    Part(f64),
    /// A length in months.
    Length(u32),
    /// A point in time, in months from the start.
    Point(u32),
    /// The n-th year as a span, in months at its end.
    Year(u32),
    /// A rhythm, in months.
    Every(u32),
    /// So many instalments.
    Times(u32),
    /// What follows is about the rest.
    Rest,
    Cliff,
    NoCliff,
    Immediate,
}

pub(super) fn read(letter: &Letter, grants: &[Gathered], proposal: &mut Proposal) {
    let mut last: Option<(String, usize, String)> = None;
    for grant in grants {
        let found = of_grant(letter, grant);
        let same = || {
            let says = grant.vesting.iter().any(|(index, _)| {
                letter
                    .lines
                    .get(*index)
                    .is_some_and(|line| line.has(Signal::SameSchedule))
            });
            last.clone().filter(|_| says)
        };
        let Some((value, line, text)) = found.or_else(same) else {
            continue;
        };
        if let Some(line) = letter.lines.get(line) {
            let mut found = field(grant.at("vesting"), value.clone(), line, Confidence::High);
            found.sentence.clone_from(&text);
            proposal.add(found);
        }
        last = Some((value, line, text));
    }
}

/// The schedule, the line it begins on and the sentences it is from.
fn of_grant(letter: &Letter, grant: &Gathered) -> Option<(String, usize, String)> {
    let mut items: Vec<Item> = Vec::new();
    let mut sentences: Vec<&str> = Vec::new();
    let mut best: Option<(String, usize, String)> = None;
    let mut first = None;
    for (index, part) in grant.vesting.iter().take(MOST) {
        let Some(line) = letter.lines.get(*index) else {
            continue;
        };
        if let Some(written) = listed(line, part.start) {
            return Some((written, *index, line.sentence.text.clone()));
        }
        let found = items_of(letter, *index, line, part);
        if found.is_empty() {
            continue;
        }
        items.extend(found);
        sentences.push(&line.sentence.text);
        let first = *first.get_or_insert(*index);
        // The first sentence may say it all; a later one may complete it, not change it.
        if let Some(schedule) = schedule(&items) {
            let extends = best.as_ref().is_none_or(|(had, _, _)| {
                schedule.len() > had.len()
                    && schedule.starts_with(had.split(',').next().unwrap_or(""))
            });
            if extends {
                best = Some((schedule, first, sentences.join(" ")));
            }
        }
    }
    best
}

/// `5/15/40/40`, `33/33/34 annually`, `25-25-25-25`.
fn listed(line: &Line, from: usize) -> Option<String> {
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
                return Some(format!("{}y {}", parts.len(), rhythm.unwrap_or("yearly")));
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

/// What a part of a line says of a schedule, in its order.
fn items_of(
    letter: &Letter,
    index: usize,
    line: &Line,
    part: &std::ops::Range<usize>,
) -> Vec<Item> {
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
        if other {
            continue;
        }
        if let Some(item) = item(line, quantity) {
            found.push((quantity.at.start, item));
        }
    }
    for hit in &line.hits {
        let Says::Signal(signal) = hit.says else {
            continue;
        };
        if !part.contains(&hit.at.start) {
            continue;
        }
        let item = match signal {
            Signal::Monthly => Item::Every(1),
            Signal::Quarterly => Item::Every(3),
            Signal::HalfYearly => Item::Every(6),
            Signal::Yearly if !of_pay(line, hit.at.end) => Item::Every(12),
            Signal::Rest => Item::Rest,
            Signal::Cliff => Item::Cliff,
            Signal::NoCliff => Item::NoCliff,
            Signal::Immediate => Item::Immediate,
            _ => continue,
        };
        found.push((hit.at.start, item));
    }
    // `each anniversary`, `each of the first four anniversaries`.
    for (at, token) in line.tokens.iter().enumerate() {
        if part.contains(&at)
            && token.is_any(&["anniversary", "anniversarie", "anniversaries"])
            && line
                .tokens
                .get(at.saturating_sub(8)..at)
                .unwrap_or_default()
                .iter()
                .any(|token| token.is_any(&["each", "every", "successive", "subsequent"]))
            && !line.quantities.iter().any(|one| one.at.contains(&at))
        {
            found.push((at, Item::Every(12)));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.dedup_by(|b, a| {
        b.1 == a.1 && (matches!(a.1, Item::Rest | Item::Cliff | Item::Every(_))) && b.0 - a.0 <= 4
    });
    found.into_iter().map(|(_, item)| item).collect()
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

fn item(line: &Line, quantity: &Quantity) -> Option<Item> {
    let word_before = |back: usize| {
        quantity
            .at
            .start
            .checked_sub(back)
            .map_or("", |at| line.word(at))
    };
    match &quantity.value {
        Value::Percent(_) | Value::Fraction(_) => quantity
            .share()
            .and_then(|share| share.to_string().parse::<f64>().ok())
            .filter(|share| *share > 0.0 && *share < 1.0)
            .map(Item::Part),
        Value::Anniversary(months) => Some(Item::Point(*months)),
        Value::NthYear(year) => Some(Item::Year(year * 12)),
        Value::Length(length) => {
            // `exercise within ten years`, `expires seven years after`: of another matter.
            let other = (1..=4).any(|back| {
                matches!(
                    word_before(back),
                    "within" | "expire" | "exercise" | "exercised" | "term" | "lapse"
                )
            });
            length.months().filter(|_| !other).map(Item::Length)
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

/// A rate of vesting: so much every so many months.
struct Steps {
    share: f64,
    every: u32,
}

/// A part at a point in time.
#[derive(Clone, Copy)]
struct Timed {
    share: f64,
    at: Option<u32>,
}

/// The schedule in the notation of offer files.
fn schedule(items: &[Item]) -> Option<String> {
    if items.contains(&Item::Immediate) {
        return Some("immediate".into());
    }
    let rest = items.iter().position(|item| *item == Item::Rest);
    let (timed, steps) = parts(items);
    let sum: f64 = timed.iter().map(|part| part.share).sum();
    let every = rhythm(items, rest);
    if timed.len() >= 2 && (sum - 1.0).abs() <= ROUNDING {
        return whole_list(&timed, items, every);
    }
    if let (false, Some(steps)) = (timed.is_empty(), &steps) {
        return timed_then_steps(&timed, steps);
    }
    if let [first] = timed.as_slice()
        && rest.is_some() | first.at.is_some()
        && first.at.is_some() | cliff(items).is_some()
        && let Some(found) = part_then_rest(*first, items, rest, every)
    {
        return Some(found);
    }
    let (total, every) = even(items, &steps, every)?;
    Some(written(total, every, cliff(items)))
}

/// Parts with their times, and the steps that follow them.
fn parts(items: &[Item]) -> (Vec<Timed>, Option<Steps>) {
    let mut timed: Vec<Timed> = Vec::new();
    let mut steps = None;
    for (at, item) in items.iter().enumerate() {
        let Item::Part(share) = *item else {
            continue;
        };
        let after: Vec<Item> = items
            .get(at + 1..)
            .unwrap_or_default()
            .iter()
            .copied()
            .take_while(|item| !matches!(item, Item::Part(_)))
            .collect();
        let before = at.checked_sub(1).and_then(|at| items.get(at)).copied();
        // `the remaining 75%` says what is left again.
        let so_far: f64 = timed.iter().map(|part| part.share).sum();
        if before == Some(Item::Rest)
            && (so_far + share - 1.0).abs() <= ROUNDING
            && timed.len() == 1
        {
            continue;
        }
        let every = after.iter().take(2).find_map(|item| match item {
            Item::Every(months) => Some(*months),
            _ => None,
        });
        let point = after
            .iter()
            .take_while(|item| **item != Item::Rest)
            .find_map(|item| match item {
                Item::Point(months) | Item::Year(months) => Some(*months),
                Item::Length(months) if *months <= 36 => Some(*months),
                _ => None,
            })
            .or(match before {
                Some(Item::Point(months) | Item::Year(months)) => Some(months),
                Some(Item::Length(months)) if months <= 24 => Some(months),
                _ => None,
            }
            // The time of the part before is not that of this one.
            .filter(|months| timed.last().is_none_or(|had| had.at != Some(*months))));
        let first_is_point = match after.first() {
            Some(Item::Point(_) | Item::Year(_) | Item::Length(_) | Item::Cliff) => true,
            // `25%, the rest monthly`, but `1/36 of the rest each month`.
            Some(Item::Rest) => timed.is_empty(),
            _ => false,
        };
        match (every, point) {
            // `20% every six months`; `25% on the first anniversary, then monthly` is a part.
            (Some(every), _) if !first_is_point => {
                steps.get_or_insert(Steps { share, every });
            }
            (_, at) => {
                // The same part said again: `25% (one quarter)`.
                let again = timed.last().is_some_and(|had| {
                    (had.share - share).abs() < 1e-9 && at.is_some() && had.at == at
                });
                if !again {
                    timed.push(Timed { share, at });
                }
            }
        }
    }
    (timed, steps)
}

/// The rhythm of the rest where there is one, else the first.
fn rhythm(items: &[Item], rest: Option<usize>) -> Option<u32> {
    let first = |items: &[Item]| {
        items.iter().find_map(|item| match item {
            Item::Every(months) => Some(*months),
            _ => None,
        })
    };
    rest.and_then(|at| first(items.get(at..).unwrap_or_default()))
        .or_else(|| {
            // `annual` of another matter stands beside a finer rhythm.
            items
                .iter()
                .filter_map(|item| match item {
                    Item::Every(months) => Some(*months),
                    _ => None,
                })
                .min()
        })
}

fn cliff(items: &[Item]) -> Option<u32> {
    if items.contains(&Item::NoCliff) {
        return None;
    }
    let at = items.iter().position(|item| *item == Item::Cliff)?;
    let length = |item: Option<&Item>| match item {
        Some(Item::Length(months) | Item::Point(months) | Item::Year(months)) if *months <= 24 => {
            Some(*months)
        }
        _ => None,
    };
    let before = at.checked_sub(1).and_then(|at| items.get(at));
    Some(
        length(before)
            .or_else(|| length(items.get(at + 1)))
            .unwrap_or(12),
    )
}

fn name(every: u32) -> Option<&'static str> {
    Some(match every {
        1 => "monthly",
        3 => "quarterly",
        6 => "semi-annually",
        12 => "yearly",
        _ => return None,
    })
}

fn written(total: u32, every: u32, cliff: Option<u32>) -> String {
    let length = if total.is_multiple_of(12) {
        format!("{}y", total / 12)
    } else {
        format!("{total} months")
    };
    let every_word = name(every).unwrap_or("monthly");
    // A cliff says nothing where it is no longer than the rhythm.
    match cliff.filter(|cliff| *cliff > every) {
        Some(months) if months.is_multiple_of(12) => {
            format!("{length} {every_word}, {}y cliff", months / 12)
        }
        Some(months) => format!("{length} {every_word}, {months} months cliff"),
        None => format!("{length} {every_word}"),
    }
}

/// Shares by year, in percent.
fn by_year(years: &[f64], every: Option<u32>) -> Option<String> {
    let sum: f64 = years.iter().sum();
    if (sum - 1.0).abs() > ROUNDING || years.len() > 8 {
        return None;
    }
    let parts: Option<Vec<String>> = years
        .iter()
        .map(|share| {
            let percent = Decimal::from_f64_retain(share * 100.0)?;
            Some(percent.round_dp(2).normalize().to_string())
        })
        .collect();
    let every = match every {
        Some(1) => " monthly",
        Some(3) => " quarterly",
        _ => "",
    };
    Some(format!("{}{every}", parts?.join("/")))
}

/// Parts that add up to the whole.
fn whole_list(timed: &[Timed], items: &[Item], every: Option<u32>) -> Option<String> {
    let times: Option<Vec<u32>> = timed.iter().map(|part| part.at).collect();
    let rising = times
        .as_ref()
        .is_some_and(|times| times.windows(2).all(|pair| pair.first() < pair.last()));
    let mut years: Vec<f64> = Vec::new();
    match times.filter(|times| rising && times.iter().all(|at| at.is_multiple_of(12) && *at > 0)) {
        Some(times) => {
            for (part, at) in timed.iter().zip(times) {
                let year = usize::try_from(at / 12).unwrap_or(usize::MAX).min(12);
                years.resize(year.max(years.len()), 0.0);
                if let Some(slot) = year.checked_sub(1).and_then(|year| years.get_mut(year)) {
                    *slot += part.share;
                }
            }
        }
        None => years = timed.iter().map(|part| part.share).collect(),
    }
    let even = years.windows(2).all(|pair| match pair {
        [a, b] => (a - b).abs() < ROUNDING,
        _ => true,
    });
    if even {
        let total = u32::try_from(years.len()).ok()? * 12;
        let every = every.filter(|every| *every < 12).unwrap_or(12);
        return Some(written(total, every, cliff(items)));
    }
    by_year(&years, every)
}

/// `5% after a year, 15% after two, then 20% every six months`.
fn timed_then_steps(timed: &[Timed], steps: &Steps) -> Option<String> {
    let p: f64 = timed.iter().map(|part| part.share).sum();
    let start = timed
        .last()?
        .at
        .or_else(|| u32::try_from(timed.len()).ok().map(|years| years * 12))?;
    let every = f64::from(steps.every);
    let count = |share: f64| {
        let count = (1.0 - p) / share;
        let near = count.round();
        ((count - near).abs() < 0.006 * near && near > 0.0).then_some(near)
    };
    let linear = |total: f64| {
        timed.len() == 1 && (p * total - f64::from(start)).abs() < 0.025 * f64::from(start)
    };
    let total_of = |steps: f64| f64::from(start) + steps * every;
    let direct = count(steps.share).map(total_of);
    // `1/36 of the rest each month`
    let of_rest = Some(total_of((1.0 / steps.share).round()));
    let whole = |total: f64| {
        Decimal::from_f64_retain(total.round())
            .and_then(|total| total.to_string().parse::<u32>().ok())
    };
    for total in [direct, of_rest].into_iter().flatten() {
        if linear(total) {
            return Some(written(whole(total)?, steps.every, Some(start)));
        }
    }
    // `1/48 each month` after a year's cliff of another share says no more than the rhythm.
    let count = count(steps.share)?;
    let mut years: Vec<f64> = timed.iter().map(|part| part.share).collect();
    if start != u32::try_from(timed.len()).ok()? * 12 {
        return None;
    }
    let a_year = steps.share * 12.0 / every;
    let mut left = count * steps.share;
    while left > ROUNDING {
        years.push(a_year.min(left));
        left -= a_year;
    }
    by_year(&years, Some(steps.every))
}

/// `25% after one year and the rest over the next three years, monthly`.
fn part_then_rest(
    first: Timed,
    items: &[Item],
    rest: Option<usize>,
    every: Option<u32>,
) -> Option<String> {
    let start = first.at.or_else(|| cliff(items))?;
    let after = items.get(rest.unwrap_or(items.len())..).unwrap_or_default();
    let times = items.iter().find_map(|item| match item {
        Item::Times(times) => Some(*times),
        _ => None,
    });
    let lengths = |items: &[Item]| -> Vec<u32> {
        items
            .iter()
            .filter_map(|item| match item {
                Item::Length(months) if *months >= 13 || (*months == 12 && start != 12) => {
                    Some(*months)
                }
                _ => None,
            })
            .collect()
    };
    let length_after = lengths(after).first().copied();
    let length = lengths(items).first().copied();
    let linear = |total: u32| {
        (first.share * f64::from(total) - f64::from(start)).abs() < 0.025 * f64::from(start)
    };
    let every = every.or_else(|| {
        // `in 36 instalments over the next three years`
        let (length, times) = (length_after.or(length)?, times?);
        (times > 0 && length.is_multiple_of(times)).then(|| length / times)
    })?;
    name(every)?;
    let mut totals: Vec<u32> = Vec::new();
    if let Some(times) = times {
        totals.push(start + times * every);
    }
    if let Some(length) = length_after {
        totals.push(start + length);
    }
    totals.extend(length);
    if totals.is_empty() {
        // The whole follows from the first part, where it is a usual one.
        let whole = f64::from(start) / first.share;
        let total = Decimal::from_f64_retain(whole.round())?
            .to_string()
            .parse()
            .ok()?;
        return (u32::is_multiple_of(total, 12)).then(|| written(total, every, Some(start)));
    }
    if let Some(total) = totals.iter().copied().find(|total| linear(*total)) {
        return Some(written(total, every, Some(start)));
    }
    let total = *totals.first()?;
    if start != 12 || total <= 12 {
        return None;
    }
    let a_month = (1.0 - first.share) / f64::from(total - start);
    let mut years = vec![first.share];
    let mut left = total - start;
    while left > 0 {
        let months = left.min(12);
        years.push(a_month * f64::from(months));
        left -= months;
    }
    by_year(&years, Some(every))
}

/// Even parts over a length: the length and the rhythm.
fn even(items: &[Item], steps: &Option<Steps>, every: Option<u32>) -> Option<(u32, u32)> {
    let times = items.iter().find_map(|item| match item {
        Item::Times(times) => Some(*times),
        _ => None,
    });
    let total = items
        .iter()
        .filter_map(|item| match item {
            Item::Length(months) if (13..=120).contains(months) => Some(*months),
            _ => None,
        })
        .max();
    let of_steps = steps.as_ref().map(|steps| {
        let months = (f64::from(steps.every) / steps.share).round();
        (months, steps.every)
    });
    if let Some((months, every)) = of_steps {
        let months: u32 = Decimal::from_f64_retain(months)?.to_string().parse().ok()?;
        let agrees = total.is_none_or(|total| total.abs_diff(months) <= 1);
        if agrees && (12..=120).contains(&months) {
            return Some((total.unwrap_or(months), every));
        }
    }
    match (total, times, every) {
        (Some(total), _, Some(every)) => Some((total, every)),
        (Some(total), Some(times), None) if times > 0 && total.is_multiple_of(times) => {
            Some((total, total / times))
        }
        (None, Some(times), Some(every)) => Some((times * every, every)),
        // `in two equal parts on the first and second anniversaries`
        (None, Some(times), None) if items.contains(&Item::Point(times * 12)) => {
            Some((times * 12, 12))
        }
        // `one third a year`: the part tells the length.
        (None, None, Some(12)) => {
            let share = items.iter().find_map(|item| match item {
                Item::Part(share) => Some(*share),
                _ => None,
            })?;
            let years: u32 = Decimal::from_f64_retain((1.0 / share).round())?
                .to_string()
                .parse()
                .ok()?;
            (2..=6).contains(&years).then_some((years * 12, 12))
        }
        _ => None,
    }
    .filter(|(total, every)| (12..=120).contains(total) && name(*every).is_some())
}
