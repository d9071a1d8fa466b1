//! From the items that sentences name, in their order, to a schedule in the notation of offer
//! files: a list of shares by year, a first part and the rest, or even parts over a length.
//!
//! Every rule checks that its parts add up; what no rule takes whole is no schedule.

use rust_decimal::Decimal;

/// How far parts may be from their sum for having been rounded.
const ROUNDING: f64 = 0.011;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Item {
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
pub(super) fn schedule(items: &[Item]) -> Option<String> {
    // `one third after a year ..., such that all is fully vested on the third anniversary`
    let in_parts = items
        .iter()
        .any(|item| matches!(item, Item::Part(_) | Item::Times(_) | Item::Every(_)));
    if items.contains(&Item::Immediate) && !in_parts {
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
    if let Some(timed) = times_first(items) {
        return (timed, None);
    }
    let mut timed: Vec<Timed> = Vec::new();
    let mut steps = None;
    // `25% after 12 months, the rest over 48`: of a list of many parts the later ones are times too.
    let many = items
        .iter()
        .filter(|item| matches!(item, Item::Part(_)))
        .count()
        > 3;
    let longest = if many { 60 } else { 36 };
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
                Item::Length(months) if *months <= longest => Some(*months),
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

/// `Year 1 - 40%, Year 2 - 30%, ...`: each time stands before its part.
fn times_first(items: &[Item]) -> Option<Vec<Timed>> {
    let mut timed: Vec<Timed> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let Item::Part(share) = *item else {
            continue;
        };
        let (Item::Year(months) | Item::Point(months)) = *items.get(at.checked_sub(1)?)? else {
            return None;
        };
        timed.push(Timed {
            share,
            at: Some(months),
        });
    }
    let sum: f64 = timed.iter().map(|part| part.share).sum();
    (timed.len() >= 2 && (sum - 1.0).abs() <= ROUNDING).then_some(timed)
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

/// `over four years with a one-year cliff`: how often after the cliff is not said, and the
/// reader of offer files says what it takes it for.
pub(super) fn without_rhythm(items: &[Item]) -> Option<String> {
    let mut total = None;
    for (at, item) in items.iter().enumerate() {
        match item {
            Item::Length(months) if *months >= 24 && total.is_none() => total = Some(*months),
            Item::Cliff | Item::NoCliff => {}
            // The length of the cliff stands before or behind it.
            Item::Length(months) | Item::Point(months) | Item::Year(months) if *months <= 24 => {
                let near = [at.checked_sub(1), at.checked_add(1)];
                let is_cliffs = near
                    .into_iter()
                    .flatten()
                    .any(|at| items.get(at) == Some(&Item::Cliff));
                if !is_cliffs {
                    return None;
                }
            }
            _ => return None,
        }
    }
    let length = in_years(total?);
    Some(match cliff(items) {
        Some(months) => format!("{length}, {} cliff", in_years(months)),
        None => length,
    })
}

fn in_years(months: u32) -> String {
    if months.is_multiple_of(12) {
        format!("{}y", months / 12)
    } else {
        format!("{months} months")
    }
}

fn written(total: u32, every: u32, cliff: Option<u32>) -> String {
    let length = in_years(total);
    let every_word = name(every).unwrap_or("monthly");
    // A cliff says nothing where it is no longer than the rhythm.
    match cliff.filter(|cliff| *cliff > every) {
        Some(months) => format!("{length} {every_word}, {} cliff", in_years(months)),
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

/// Ends of years, and half-years only between two of them: `20% after 24, 30, 36 ... months`.
fn are_years(times: &[u32]) -> bool {
    times.iter().all(|at| {
        let between = at.is_multiple_of(6)
            && times.contains(&at.saturating_sub(6))
            && times.contains(&(at + 6));
        *at > 0 && (at.is_multiple_of(12) || between)
    })
}

/// Parts that add up to the whole.
fn whole_list(timed: &[Timed], items: &[Item], every: Option<u32>) -> Option<String> {
    let times: Option<Vec<u32>> = timed.iter().map(|part| part.at).collect();
    let rising = times
        .as_ref()
        .is_some_and(|times| times.windows(2).all(|pair| pair.first() < pair.last()));
    let mut years: Vec<f64> = Vec::new();
    match times.filter(|_| rising) {
        // Years cannot say `half after 18 months`.
        Some(times) if !are_years(&times) => return None,
        Some(times) => {
            for (part, at) in timed.iter().zip(times) {
                let year = usize::try_from(at.div_ceil(12))
                    .unwrap_or(usize::MAX)
                    .min(12);
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

/// Points on the anniversaries of the start, from the first on, with at most one part: how many.
fn each_year(items: &[Item]) -> Option<u32> {
    let points: Vec<u32> = items
        .iter()
        .filter_map(|item| match item {
            Item::Point(months) => Some(*months),
            _ => None,
        })
        .collect();
    let parts: Vec<f64> = items
        .iter()
        .filter_map(|item| match item {
            Item::Part(share) => Some(*share),
            _ => None,
        })
        .collect();
    let years = u32::try_from(points.len()).ok()?;
    let rising = (1..)
        .zip(&points)
        .all(|(year, months)| year * 12 == *months);
    let fits = match parts[..] {
        [] => true,
        [share] => (share * f64::from(years) - 1.0).abs() < ROUNDING,
        _ => false,
    };
    (years >= 2 && rising && fits).then_some(years)
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
    // `in equal parts on 1 April 2029, 2030 and 2031`
    if total.is_none()
        && every.is_none_or(|every| every == 12)
        && let Some(years) = each_year(items)
    {
        return Some((years * 12, 12));
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
