//! Grants: which there are, their kind and size; `attributes` and `vesting` read the rest.
//!
//! Sentences about equity are gathered per grant, in the order of the letter; what is said
//! after a grant's size is about that grant.

mod attributes;
mod vesting;

use rust_decimal::Decimal;

use super::topic::{self, Topic};
use super::{Letter, field, pattern};
use crate::mention;
use crate::proposal::{Confidence, Proposal};
use crate::text::Sentence;

pattern!(
    EQUITY,
    r"(?i)\b(exercis\w+|BSPCEs?|warrants?|performance rights|share rights|restricted (?:stock|share)s?|RSUs?|RSAs?|options?|equity|shares?|stock|vest(?:s|ed|ing)?|profits? (?:interest|participation|unit)s?|phantom|appreciation rights|PPUs?|PIUs?|ISOs?|NSOs?|units|strike|exercise price|preferred|409A|fair market|liquidity|service[- ]based|service condition|time[- ]based)\b"
);
pattern!(
    RSU,
    r"(?i)restricted (?:stock|share) units?|\bRSUs?\b|\bPSUs?\b|performance (?:rights|share units|stock units)|share rights"
);
pattern!(ISO, r"(?i)incentive stock options?|\bISOs?\b");
pattern!(
    NSO,
    r"(?i)non-?\s?(?:qualified|statutory) (?:stock )?options?|\bNS?Q?SOs?\b"
);
pattern!(
    RSA,
    r"(?i)restricted (?:stock|share) awards?|\bRSAs?\b|(?:shares of )?restricted (?:common )?(?:stock|shares)\b"
);
pattern!(
    PROFITS,
    r"(?i)profits? interests?|\bPIUs?\b|incentive units"
);
pattern!(PROFIT_UNITS, r"(?i)profit participation units?|\bPPUs?\b");
pattern!(
    PHANTOM,
    r"(?i)phantom|virtual (?:shares?|(?:stock |share )?options?)|\bVSOP\b|stock appreciation rights?|\bSARs\b"
);
pattern!(OPTIONS, r"(?i)\boptions?\b|\bBSPCEs?\b|\bwarrants?\b");
pattern!(UNITS, r"(?i)\bunits?\b|\bRSUs?\b");
pattern!(
    EXERCISABLE,
    r"(?i)\bbecomes? exercisable|exercisable (?:as to|in)"
);
pattern!(
    NOT_A_SIZE,
    r"(?i)\b(fully[- ]diluted|outstanding|authorized|capitali[sz]ation|issued and|of the (?:total )?shares subject|pool|will vest|shall vest|vests?\b)"
);
pattern!(DILUTED, r"(?i)fully[- ]diluted");
pattern!(
    ANOTHER,
    r"(?i)\b(additional|second|another|further|separate)\b[^.;]{0,40}\b(grant|award|option|RSU|restricted)"
);
pattern!(
    OVER_YEARS,
    r"(?i)\bover (?:a )?(?:[2-6]|two|three|four|five|six)(?: \([0-9]\))?[ -]years?|service condition"
);
pattern!(
    REFRESH,
    r"(?i)\b(refresh|annual (?:equity )?grants?|future (?:grants?|awards?)|subsequent (?:grants?|awards?))"
);
pattern!(
    SLASHES,
    r"\b([0-9]{1,2}(?:\.[0-9]+)?)%?\s?/\s?([0-9]{1,2}(?:\.[0-9]+)?)%?\s?/\s?([0-9]{1,2}(?:\.[0-9]+)?)%?(?:\s?/\s?([0-9]{1,2}(?:\.[0-9]+)?)%?)?(?:\s?/\s?([0-9]{1,2}(?:\.[0-9]+)?)%?)?"
);
pattern!(
    REST,
    r"(?i)\b(remain(?:ing|der)|thereafter|that follow|following (?:two|three|four|[2-4]) years|rest|balance)\b"
);
pattern!(
    CLIFF,
    r"(?i)\bcliff\b|first anniversary|one[- ]year anniversary|1[- ]year anniversary|after (?:one|1) year|after (?:twelve|12) (?:\(12\) )?months|after (?:your )?first year|(?:12|twelve)(?: \(12\))?[- ]months? anniversary|one year (?:after|from)|completion of (?:one|1|twelve|12)"
);

struct Gathered {
    number: u32,
    /// What is said of its vesting, in the letter's order.
    vesting: Vec<Sentence>,
}

pub(super) fn read(letter: &Letter, proposal: &mut Proposal) {
    let mut grants: Vec<Gathered> = Vec::new();
    for sentence in &letter.sentences {
        let text = &sentence.text;
        let about = EQUITY.is_match(text)
            || topic::cues(&sentence.heading)
                .iter()
                .any(|cue| cue.topic == Topic::Equity);
        if !about {
            continue;
        }
        if REFRESH.is_match(text) && !text.to_ascii_lowercase().contains("new hire") {
            continue;
        }
        let had = grants.len();
        size(letter, sentence, &mut grants, proposal);
        let at = if grants.len() == had {
            meant(text, &grants, proposal)
        } else {
            grants.len().checked_sub(1)
        };
        let Some(current) = at.and_then(|at| grants.get_mut(at)) else {
            continue;
        };
        let last = current.number;
        attributes::read(letter, sentence, last, proposal);
        if attributes::about_every_grant(text) {
            for number in 1..last {
                attributes::acceleration(sentence, number, proposal);
            }
        }
        if text.to_ascii_lowercase().contains("vest")
            || OVER_YEARS.is_match(text)
            || EXERCISABLE.is_match(text)
            || SLASHES.is_match(text)
            || (!current.vesting.is_empty() && CLIFF.is_match(text) && text.contains('%'))
        {
            current.vesting.push(sentence.clone());
        }
    }
    for grant in &grants {
        vesting::read(grant, proposal);
    }
    // Prices that stand before the grant are about the first one.
    if grants.len() == 1 {
        for sentence in &letter.sentences {
            if EQUITY.is_match(&sentence.text) {
                attributes::prices(letter, sentence, 1, proposal);
            }
        }
    }
}

/// Which grant a sentence without a size is about: `the option ...`, `the units ...`, else the last.
fn meant(text: &str, grants: &[Gathered], proposal: &Proposal) -> Option<usize> {
    let last = grants.len().checked_sub(1)?;
    let of_options = |grant: &Gathered| {
        let kind = proposal.get(&format!("grants.{}.kind", grant.number));
        matches!(kind, Some("options" | "iso" | "nso"))
    };
    let (option, unit) = (OPTIONS.is_match(text), UNITS.is_match(text));
    let wanted = |grant: &Gathered| match (option, unit) {
        (true, false) => of_options(grant),
        (false, true) => !of_options(grant),
        _ => true,
    };
    grants.iter().rposition(wanted).or(Some(last))
}

fn kind_of(text: &str) -> Option<(&'static str, Confidence)> {
    let sure = Confidence::High;
    if PROFIT_UNITS.is_match(text) {
        Some(("profit-units", sure))
    } else if PROFITS.is_match(text) {
        Some(("profits-interest", sure))
    } else if PHANTOM.is_match(text) {
        Some(("phantom", sure))
    } else if RSU.is_match(text) {
        Some(("rsu", sure))
    } else if NSO.is_match(text) && !ISO.is_match(text) {
        Some(("nso", sure))
    } else if ISO.is_match(text) {
        Some((
            "iso",
            if NSO.is_match(text) {
                Confidence::Medium
            } else {
                sure
            },
        ))
    } else if RSA.is_match(text) {
        Some(("rsa", sure))
    } else if OPTIONS.is_match(text) && !text.to_ascii_lowercase().contains("benefit option") {
        Some(("options", sure))
    } else {
        None
    }
}

/// Finds a size; opens a grant for it, unless it says the size of the one before again.
fn size(letter: &Letter, sentence: &Sentence, grants: &mut Vec<Gathered>, proposal: &mut Proposal) {
    let text = &sentence.text;
    let mut found: Option<(String, usize)> = None;
    for amount in mention::amounts(text, letter.habits) {
        let governed = topic::governing(sentence, &amount.span);
        let after = text.get(amount.span.end..).unwrap_or("").trim_start();
        let per_share = after.starts_with("per share")
            || after.starts_with("a share")
            || after.starts_with("per unit")
            || after.starts_with("/share");
        if matches!(governed, Some((Topic::Equity, _)))
            && !per_share
            && amount.money.amount() >= Decimal::from(500)
        {
            found = Some((mention::written(amount.money), amount.span.start));
            break;
        }
    }
    let counted = mention::counts(text).into_iter().find(|count| {
        let before = text.get(..count.span.start).unwrap_or("");
        let near = tail(before, 45);
        let words = text.get(count.span.clone()).unwrap_or("");
        !DILUTED.is_match(near)
            && !DILUTED.is_match(words)
            && !NOT_A_SIZE.is_match(words)
            && !near.to_ascii_lowercase().contains("out of")
            && !near.to_ascii_lowercase().contains("based on")
            && !text
                .get(count.span.end..)
                .unwrap_or("")
                .trim_start()
                .to_ascii_lowercase()
                .starts_with("outstanding")
            && !text
                .get(count.span.end..)
                .unwrap_or("")
                .trim_start()
                .to_ascii_lowercase()
                .starts_with("will vest")
            && !text
                .get(count.span.end..)
                .unwrap_or("")
                .trim_start()
                .to_ascii_lowercase()
                .starts_with("shall vest")
    });
    if let Some(count) = &counted
        && found.is_none()
    {
        found = Some((count.count.to_string(), count.span.start));
    }
    let percents: Vec<mention::Percent> = mention::percents(text)
        .into_iter()
        .filter(|percent| {
            let after = text
                .get(percent.span.end..)
                .unwrap_or("")
                .to_ascii_lowercase();
            let of_company = [
                "of the company",
                "of the fully",
                "of our fully",
                "ownership",
                "equity",
                "of fully",
                "of the outstanding",
                "fully-diluted",
                "fully diluted",
            ]
            .iter()
            .any(|words| {
                after
                    .get(..60.min(floor_boundary(&after, 60)))
                    .unwrap_or("")
                    .contains(words)
            });
            of_company && percent.rate.fraction() <= Decimal::new(20, 2)
        })
        .collect();
    if let (None, Some(percent)) = (&found, percents.first())
        && !REST.is_match(text)
        && grants.last().is_none_or(|grant| {
            proposal
                .get(&format!("grants.{}.size", grant.number))
                .is_none()
        })
    {
        found = Some((percent.rate.to_string(), percent.span.start));
    }
    let Some((value, at)) = found else {
        share_of_company(sentence, &percents, grants, proposal);
        return;
    };
    let number = match grants.last() {
        Some(last) => {
            let had = |name: &str| {
                proposal
                    .get(&format!("grants.{}.{name}", last.number))
                    .map(str::to_owned)
            };
            let same_kind = kind_of(text).is_none_or(|(kind, _)| {
                had("kind").is_none_or(|had| {
                    had == kind || (kind == "options" && matches!(had.as_str(), "iso" | "nso"))
                })
            });
            match had("size") {
                Some(size) if size == value && same_kind => return,
                // The amount said again as shares, or the shares as an amount.
                Some(_) if same_kind && !ANOTHER.is_match(text) => {
                    let near = sentence_mentions_vesting(text);
                    if near || same_size_said_otherwise(&had("size").unwrap_or_default(), &value) {
                        return;
                    }
                    proposal.add(field(
                        format!("grants.{}.size", last.number),
                        value,
                        sentence,
                        Confidence::Medium,
                    ));
                    return;
                }
                Some(_) => last.number + 1,
                None => last.number,
            }
        }
        None => 1,
    };
    if grants.last().is_none_or(|last| last.number != number) {
        grants.push(Gathered {
            number,
            vesting: Vec::new(),
        });
    }
    let near = text.get(at..).unwrap_or(text);
    // `ISOs: 38,400 options`: the closer word may say less.
    let close = kind_of(near).filter(|(kind, _)| {
        *kind != "options" || !kind_of(text).is_some_and(|(kind, _)| matches!(kind, "iso" | "nso"))
    });
    if let Some((kind, sure)) = close
        .or_else(|| kind_of(text))
        .or_else(|| kind_of(&sentence.heading))
    {
        proposal.add(field(format!("grants.{number}.kind"), kind, sentence, sure));
    }
    proposal.add(field(
        format!("grants.{number}.size"),
        value,
        sentence,
        Confidence::High,
    ));
    share_of_company(sentence, &percents, grants, proposal);
}

fn sentence_mentions_vesting(text: &str) -> bool {
    text.to_ascii_lowercase().contains("vest")
}

fn same_size_said_otherwise(had: &str, value: &str) -> bool {
    had.contains(' ') != value.contains(' ') || had.ends_with('%') != value.ends_with('%')
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn tail(text: &str, length: usize) -> &str {
    let mut at = text.len().saturating_sub(length);
    while !text.is_char_boundary(at) {
        at += 1;
    }
    text.get(at..).unwrap_or("")
}

/// `12,000 options, 0.05% of the company`: how many shares there are.
fn share_of_company(
    sentence: &Sentence,
    percents: &[mention::Percent],
    grants: &[Gathered],
    proposal: &mut Proposal,
) {
    let (Some(grant), Some(percent)) = (grants.last(), percents.first()) else {
        return;
    };
    let at = format!("grants.{}.fully_diluted", grant.number);
    let Some(size) = proposal
        .get(&format!("grants.{}.size", grant.number))
        .and_then(|size| size.parse::<Decimal>().ok())
    else {
        return;
    };
    if proposal.get(&at).is_some() {
        return;
    }
    let Some(whole) = size.checked_div(percent.rate.fraction()) else {
        return;
    };
    let mut found = field(
        at,
        whole.round().normalize().to_string(),
        sentence,
        Confidence::Low,
    );
    found.note = Some(format!("calculated: {size} is said to be {}", percent.rate));
    proposal.add(found);
}
