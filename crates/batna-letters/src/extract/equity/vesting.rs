//! The schedule that the sentences about a grant state, in the notation of offer files.

use rust_decimal::Decimal;

use super::{CLIFF, Gathered, REST, SLASHES};
use crate::extract::{field, pattern};
use crate::mention;
use crate::proposal::{Confidence, Proposal};

pattern!(
    MONTHLY,
    r"(?i)\b(monthly|each month|per month|every month|each (?:full |additional |successive |completed )*month|month(?:ly)? instal+ments?|1/(?:48|36|60)(?:th)?|by the month|month of (?:continuous )?service)\b"
);
pattern!(
    QUARTERLY,
    r"(?i)\b(quarterly|each quarter|per quarter|every quarter|by the quarter|every (?:three|3) months|each (?:three|3)[- ]month|1/16(?:th)?|1/12(?:th)?)\b"
);
pattern!(
    SEMI,
    r"(?i)\b(semi-?\s?annual(?:ly)?|every (?:six|6) months|half-?yearly|each six[- ]month)\b"
);
pattern!(
    YEARLY,
    r"(?i)\b(annual(?:ly)?|each year|per year|yearly|each (?:of (?:the|your) )?(?:\w+ ){0,2}anniversar(?:y|ies)|every year|annual instal+ments?|on each anniversary|one-(?:third|fourth|quarter) (?:on|each|per))\b"
);
pattern!(NO_CLIFF, r"(?i)\b(no|without (?:a|any)) cliff");
pattern!(
    CLIFF_LENGTH,
    r"(?i)\b(one|1|six|6|twelve|12|three|3|eighteen|18|two|2)(?:\s?\([0-9]+\))?[ -](year|month)s?(?:'s)? cliff|cliff (?:of|period of) (one|six|twelve|[0-9]+)(?:\s?\([0-9]+\))? (year|month)"
);
pattern!(
    EACH_HALF_YEAR,
    r"(?i)([0-9]{1,2})% (?:every|each|in each|at the end of each) (?:six|6)[- ]months?(?: period)?"
);
pattern!(
    IMMEDIATE,
    r"(?i)\b(fully vested (?:on|at|upon|as of)|vests? immediately|immediately vested)"
);
pattern!(THIRDS, r"(?i)(?:one[- ]third|1/3(?:rd)?)");
pattern!(
    QUARTER_FIRST,
    r"(?i)\b25%|\b25 per ?cent|one[- ](?:quarter|fourth)|a quarter of|\b1/4"
);
pattern!(
    TRANCHES,
    r"(?i)\b(two|three|four|five|[2-5]) (?:equal |annual )*(?:tranches|instal+ments|parts)\b[^.;]{0,40}\b(?:each|every|first|successive)\b[^.;]{0,30}\banniversar"
);

pub(super) fn read(grant: &Gathered, proposal: &mut Proposal) {
    let Some(first) = grant.vesting.first() else {
        return;
    };
    let joined: Vec<&str> = grant.vesting.iter().map(|one| one.text.as_str()).collect();
    // The first sentence may say it all; what follows only completes it.
    for count in 1..=joined.len().min(5) {
        let text = joined.get(..count).unwrap_or(&joined).join(" ");
        let complete = schedule(&text);
        if let Some((value, sure)) = complete {
            let longer = joined.get(..joined.len().min(4)).map(|all| all.join(" "));
            // A later sentence may add the cliff or the rhythm.
            let (value, sure) = match longer.as_deref().and_then(schedule) {
                Some((more, sure_more))
                    if more.len() > value.len()
                        && more.starts_with(value.split(',').next().unwrap_or("")) =>
                {
                    (more, sure_more)
                }
                _ => (value, sure),
            };
            let mut found = field(
                format!("grants.{}.vesting", grant.number),
                value,
                first,
                sure,
            );
            found.sentence = text;
            proposal.add(found);
            return;
        }
    }
}

/// The schedule that sentences state, in the notation of offer files.
fn schedule(text: &str) -> Option<(String, Confidence)> {
    if IMMEDIATE.is_match(text) {
        return Some(("immediate".into(), Confidence::High));
    }
    if let Some(found) = SLASHES.captures(text) {
        let parts: Vec<Decimal> = (1..=5)
            .filter_map(|group| found.get(group)?.as_str().parse().ok())
            .collect();
        if parts.iter().sum::<Decimal>() == Decimal::ONE_HUNDRED {
            return Some((yearly(&parts, text), Confidence::High));
        }
    }
    let rest = REST.is_match(text);
    let percents: Vec<Decimal> = mention::percents(text)
        .iter()
        .map(|percent| (percent.rate.fraction() * Decimal::ONE_HUNDRED).normalize())
        .collect();
    if let Some(half) = EACH_HALF_YEAR.captures(text)
        && let Some(each) = half
            .get(1)
            .and_then(|each| each.as_str().parse::<Decimal>().ok())
    {
        let mut parts: Vec<Decimal> = percents
            .iter()
            .copied()
            .filter(|one| *one != each)
            .collect();
        let left = Decimal::ONE_HUNDRED - parts.iter().sum::<Decimal>();
        let a_year = each * Decimal::TWO;
        while !a_year.is_zero()
            && parts.iter().sum::<Decimal>() < Decimal::ONE_HUNDRED
            && parts.len() < 6
        {
            parts.push(a_year);
        }
        if left > Decimal::ZERO && parts.iter().sum::<Decimal>() == Decimal::ONE_HUNDRED {
            return Some((yearly(&parts, text), Confidence::Medium));
        }
    }
    if !rest && percents.len() >= 3 {
        let sums = (3..=percents.len().min(6)).find_map(|count| {
            let parts = percents.get(..count)?;
            (parts.iter().sum::<Decimal>() == Decimal::ONE_HUNDRED).then(|| parts.to_vec())
        });
        if let Some(parts) = sums {
            let even = parts.windows(2).all(|pair| pair.first() == pair.last());
            if even {
                return Some((format!("{}y yearly", parts.len()), Confidence::High));
            }
            return Some((yearly(&parts, text), Confidence::High));
        }
    }
    let months = total(text, rest)?;
    let rhythm = rhythm(text, rest);
    let cliff = cliff(text, rest, &percents);
    let length = if months % 12 == 0 {
        format!("{}y", months / 12)
    } else {
        format!("{months} months")
    };
    let (word, sure) = match rhythm {
        Some(word) => (word, Confidence::High),
        // Only the length: no schedule is made up.
        None => return None,
    };
    // A year's cliff says nothing where it vests by the year.
    let cliff = cliff.filter(|cliff| *cliff > 0 && !(word == "yearly" && *cliff == 12));
    Some((
        match cliff {
            Some(12) => format!("{length} {word}, 1y cliff"),
            Some(cliff) => format!("{length} {word}, {cliff} months cliff"),
            None => format!("{length} {word}"),
        },
        sure,
    ))
}

fn yearly(parts: &[Decimal], text: &str) -> String {
    let joined: Vec<String> = parts.iter().map(ToString::to_string).collect();
    let every = if QUARTERLY.is_match(text) {
        " quarterly"
    } else if MONTHLY.is_match(text) {
        " monthly"
    } else {
        ""
    };
    format!("{}{every}", joined.join("/"))
}

pattern!(
    INSTALMENTS,
    r"(?i)\b(?P<n>[0-9]{1,2}|four|twelve|sixteen|thirty-six|forty-eight|three|eight)(?:\s?\((?P<d>[0-9]{1,2})\))? (?:substantially )?(?:equal |successive |consecutive )*(?P<p>monthly|quarterly|annual|yearly|semi-annual)"
);
pattern!(FRACTION, r"(?i)1/(48|36|60|16|12|4|3)(?:th|rd)?\b");

/// Months from the first to the last day of the schedule.
fn total(text: &str, rest: bool) -> Option<u32> {
    let lengths = mention::lengths(text);
    let instalments = INSTALMENTS.captures(text).and_then(|found| {
        let words = found
            .name("d")
            .or_else(|| found.name("n"))?
            .as_str()
            .to_ascii_lowercase();
        let number: u32 = match words.as_str() {
            "three" => 3,
            "four" => 4,
            "eight" => 8,
            "twelve" => 12,
            "sixteen" => 16,
            "thirty-six" => 36,
            "forty-eight" => 48,
            other => other.parse().ok()?,
        };
        let each = match found.name("p")?.as_str().to_ascii_lowercase().as_str() {
            "monthly" => 1,
            "quarterly" => 3,
            "semi-annual" => 6,
            _ => 12,
        };
        Some(number * each)
    });
    // `over four years`, `four-year`; a time of two years and more is the whole.
    let stated = lengths
        .iter()
        .filter_map(|length| length.months())
        .filter(|months| (13..=120).contains(months))
        .max();
    match (instalments, stated) {
        (Some(after), Some(all)) if rest && after + 12 == all => Some(all),
        (Some(after), None) if rest => Some(after + cliff_months(text).unwrap_or(12)),
        // `25% at one year, the rest over the following 36 months`.
        (None, Some(36))
            if rest
                && CLIFF.is_match(text)
                && lengths
                    .iter()
                    .filter(|one| one.months() == Some(48))
                    .count()
                    == 0
                && QUARTER_FIRST.is_match(text) =>
        {
            Some(48)
        }
        (Some(after), Some(all)) if rest && all == after => Some(after + 12),
        (_, Some(all)) => Some(all),
        (Some(after), None) => Some(after),
        (None, None) if TRANCHES.is_match(text) => {
            let found = TRANCHES.captures(text)?;
            match found.get(1)?.as_str().to_ascii_lowercase().as_str() {
                "two" => Some(24),
                "three" => Some(36),
                "four" => Some(48),
                "five" => Some(60),
                digit => digit.parse::<u32>().ok().map(|years| years * 12),
            }
        }
        (None, None) if THIRDS.is_match(text) && YEARLY.is_match(text) => Some(36),
        (None, None) => FRACTION
            .captures_iter(text)
            .filter_map(|found| found.get(1)?.as_str().parse::<u32>().ok())
            .max()
            .and_then(|n| match n {
                // A quarter first, then 36 parts of the rest.
                36 if rest && QUARTER_FIRST.is_match(text) => Some(48),
                48 | 36 | 60 => Some(n),
                16 => Some(48),
                12 => Some(36),
                4 => Some(48),
                3 => Some(36),
                _ => None,
            }),
    }
}

fn rhythm(text: &str, rest: bool) -> Option<&'static str> {
    // What comes after the cliff is the rhythm.
    let part = match REST.find(text) {
        Some(found) if rest => {
            let after = text.get(found.start()..).unwrap_or(text);
            if MONTHLY.is_match(after)
                || QUARTERLY.is_match(after)
                || SEMI.is_match(after)
                || YEARLY.is_match(after)
            {
                after
            } else {
                text
            }
        }
        _ => text,
    };
    if SEMI.is_match(part) {
        Some("semi-annually")
    } else if QUARTERLY.is_match(part) {
        Some("quarterly")
    } else if MONTHLY.is_match(part) {
        Some("monthly")
    } else if YEARLY.is_match(part) || THIRDS.is_match(part) {
        Some("yearly")
    } else {
        None
    }
}

fn cliff_months(text: &str) -> Option<u32> {
    let found = CLIFF_LENGTH.captures(text)?;
    let words = found
        .get(1)
        .or_else(|| found.get(3))?
        .as_str()
        .to_ascii_lowercase();
    let number: u32 = match words.as_str() {
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "six" => 6,
        "twelve" => 12,
        "eighteen" => 18,
        other => other.parse().ok()?,
    };
    let year = found
        .get(2)
        .or_else(|| found.get(4))?
        .as_str()
        .eq_ignore_ascii_case("year");
    Some(if year { number * 12 } else { number })
}

fn cliff(text: &str, rest: bool, percents: &[Decimal]) -> Option<u32> {
    if NO_CLIFF.is_match(text) {
        return None;
    }
    if let Some(months) = cliff_months(text) {
        return Some(months);
    }
    let at_year = CLIFF.is_match(text);
    let part = !percents.is_empty()
        || FRACTION.is_match(text)
        || text.to_ascii_lowercase().contains("one-fourth")
        || text.to_ascii_lowercase().contains("quarter of")
        || text.to_ascii_lowercase().contains("cliff");
    (at_year && (rest || part)).then_some(12)
}
