//! Grants: kind, size, prices, vesting, and what happens to them.
//!
//! Sentences about equity are gathered per grant, in the order of the letter; what is said
//! after a grant's size is about that grant.

use rust_decimal::Decimal;

use super::topic::{self, Topic};
use super::{Letter, field, pattern};
use crate::mention::{self, LengthUnit};
use crate::proposal::{Confidence, Proposal};
use crate::text::Sentence;

pattern!(
    EQUITY,
    r"(?i)\b(restricted (?:stock|share)s?|RSUs?|RSAs?|options?|equity|shares?|stock|vest(?:s|ed|ing)?|profits? (?:interest|participation|unit)s?|phantom|appreciation rights|PPUs?|PIUs?|ISOs?|NSOs?|units|strike|exercise price|preferred|409A|fair market|service[- ]based|service condition|time[- ]based)\b"
);
pattern!(RSU, r"(?i)restricted (?:stock|share) units?|\bRSUs?\b");
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
pattern!(PHANTOM, r"(?i)phantom|stock appreciation rights?|\bSARs\b");
pattern!(OPTIONS, r"(?i)\boptions?\b");
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
pattern!(REST, r"(?i)\b(remain(?:ing|der)|thereafter|rest|balance)\b");
pattern!(
    MONTHLY,
    r"(?i)\b(monthly|each month|per month|every month|each (?:full |additional |successive |completed )*month|month(?:ly)? instal+ments?|1/(?:48|36|60)(?:th)?|month of (?:continuous )?service)\b"
);
pattern!(
    QUARTERLY,
    r"(?i)\b(quarterly|each quarter|per quarter|every quarter|every (?:three|3) months|each (?:three|3)[- ]month|1/16(?:th)?|1/12(?:th)?)\b"
);
pattern!(
    SEMI,
    r"(?i)\b(semi-?\s?annual(?:ly)?|every (?:six|6) months|half-?yearly|each six[- ]month)\b"
);
pattern!(
    YEARLY,
    r"(?i)\b(annual(?:ly)?|each year|per year|yearly|each (?:of the )?(?:\w+ )?anniversar(?:y|ies)|every year|annual instal+ments?|on each anniversary|one-(?:third|fourth|quarter) (?:on|each|per))\b"
);
pattern!(
    CLIFF,
    r"(?i)\bcliff\b|first anniversary|one[- ]year anniversary|1[- ]year anniversary|after (?:one|1) year|after (?:twelve|12) (?:\(12\) )?months|after (?:your )?first year|12[- ]month anniversary|completion of (?:one|1|twelve|12)"
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
pattern!(THIRDS, r"(?i)(?:one-third|1/3(?:rd)?)");
pattern!(
    WINDOW,
    r"(?i)\b(exercis\w+)\b[^.;]{0,120}\b(after|following|from|of)\b[^.;]{0,40}\b(terminat\w+|leav\w+|departure|service|employment|cessation)|post-termination exercise"
);
pattern!(
    DOUBLE,
    r"(?i)double[- ]trigger|(?:change (?:in|of) control|acquisition|sale of the company|corporate transaction)[^.;]{0,220}(?:terminat|dismiss|good reason)|(?:terminat\w+|without cause)[^.;]{0,160}(?:change (?:in|of) control)"
);
pattern!(
    SINGLE,
    r"(?i)single[- ]trigger|accelerat\w+[^.;]{0,80}(?:upon|on|immediately prior to|at) (?:a|the) (?:change (?:in|of) control|sale|acquisition)|(?:change (?:in|of) control|acquisition)[^.;]{0,80}(?:vest in full|fully vest|accelerat)"
);
pattern!(
    NO_ACCELERATION,
    r"(?i)\b(no|without any|not (?:be )?(?:subject to|provide for)) accelerat"
);
pattern!(
    EARLY,
    r"(?i)early[- ]exercis|exercise[^.;]{0,30}(?:before|prior to) vesting|exercise unvested"
);
pattern!(
    LIQUIDITY,
    r"(?i)(?:liquidity (?:event|condition|requirement)|initial public offering|\bIPO\b)[^.;]*\b(?:vest|settle|satisf|required|condition|both|deliver)|\b(?:vest|settle|both|deliver|satisf)[^.;]*(?:liquidity (?:event|condition|requirement)|initial public offering)"
);
pattern!(
    AVERAGE,
    r"(?i)average[^.;]{0,60}?\b([0-9]{1,3}|thirty|twenty|ten|ninety|sixty)(?: \([0-9]+\))?[ -](?:consecutive )?(?:trading|calendar|business)?[ -]?days?|\b([0-9]{1,3}|thirty|twenty|ten)(?: \([0-9]+\))?[ -](?:consecutive )?(?:trading|calendar)[ -]days?[^.;]{0,40}average"
);
pattern!(
    REPURCHASE,
    r"(?i)\b(repurchase|buy ?back|call right|forfeit[a-z]* (?:of )?(?:any |all )?vested)"
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
        size(letter, sentence, &mut grants, proposal);
        let Some(current) = grants.last_mut() else {
            continue;
        };
        attributes(letter, sentence, current.number, proposal);
        if text.to_ascii_lowercase().contains("vest")
            || OVER_YEARS.is_match(text)
            || SLASHES.is_match(text)
            || (!current.vesting.is_empty() && CLIFF.is_match(text) && text.contains('%'))
        {
            current.vesting.push(sentence.clone());
        }
    }
    for grant in &grants {
        vesting(grant, proposal);
    }
    // Prices that stand before the grant are about the first one.
    if grants.len() == 1 {
        for sentence in &letter.sentences {
            if EQUITY.is_match(&sentence.text) {
                prices(letter, sentence, 1, proposal);
            }
        }
    }
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
    if let Some((kind, sure)) = kind_of(near)
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

fn prices(letter: &Letter, sentence: &Sentence, number: u32, proposal: &mut Proposal) {
    let text = &sentence.text;
    for amount in mention::amounts(text, letter.habits) {
        if amount.money.amount() > Decimal::from(5_000) {
            continue;
        }
        let name = match topic::governing(sentence, &amount.span) {
            Some((Topic::Strike, true)) => "strike",
            Some((Topic::FairValue, true)) => "fair_value",
            Some((Topic::Preferred, true)) => "preferred_price",
            _ => continue,
        };
        let at = format!("grants.{number}.{name}");
        if proposal.get(&at).is_none() {
            proposal.add(field(
                at,
                mention::written(amount.money),
                sentence,
                Confidence::High,
            ));
        }
        let set_at_value = name == "fair_value"
            && topic::cues(text)
                .iter()
                .any(|cue| cue.topic == Topic::Strike);
        if set_at_value && proposal.get(&format!("grants.{number}.strike")).is_none() {
            let mut strike = field(
                format!("grants.{number}.strike"),
                mention::written(amount.money),
                sentence,
                Confidence::Low,
            );
            strike.note = Some(
                "the strike is the fair market value on the day of the grant, which may differ"
                    .into(),
            );
            proposal.add(strike);
        }
    }
    if let Some(diluted) = DILUTED.find(text)
        && let Some(count) = mention::counts(text)
            .into_iter()
            .chain(plain_numbers(text))
            .filter(|count| count.count >= Decimal::from(100_000))
            .min_by_key(|count| count.span.start.abs_diff(diluted.start()))
    {
        let at = format!("grants.{number}.fully_diluted");
        let found = field(
            at.clone(),
            count.count.to_string(),
            sentence,
            Confidence::High,
        );
        match proposal.fields.iter_mut().find(|had| had.path == at) {
            // What is written beats what was calculated.
            Some(had) if had.confidence == Confidence::Low => *had = found,
            Some(_) => {}
            None => proposal.add(found),
        }
    }
}

pattern!(PLAIN_NUMBER, r"\b([0-9]{1,3}(?:,[0-9]{3})+)\b");

fn plain_numbers(text: &str) -> Vec<mention::Count> {
    PLAIN_NUMBER
        .find_iter(text)
        .filter(|found| {
            !text
                .get(..found.start())
                .unwrap_or("")
                .ends_with(['$', '£', '€'])
        })
        .filter_map(|found| {
            let count = found.as_str().replace(',', "").parse().ok()?;
            Some(mention::Count {
                count,
                span: found.range(),
            })
        })
        .collect()
}

fn attributes(letter: &Letter, sentence: &Sentence, number: u32, proposal: &mut Proposal) {
    let text = &sentence.text;
    let at = |name: &str| format!("grants.{number}.{name}");
    if let Some((kind, sure)) = kind_of(text) {
        match proposal
            .fields
            .iter_mut()
            .find(|had| had.path == at("kind"))
        {
            None => proposal.add(field(at("kind"), kind, sentence, sure)),
            // `options`, then `intended as incentive stock options`.
            Some(had) if had.value == "options" && matches!(kind, "iso" | "nso") => {
                *had = field(at("kind"), kind, sentence, sure);
            }
            Some(_) => {}
        }
    }
    prices(letter, sentence, number, proposal);
    let mut once = |name: &str, value: String, sure: Confidence| {
        if proposal.get(&at(name)).is_none() {
            proposal.add(field(at(name), value, sentence, sure));
        }
    };
    if WINDOW.is_match(text)
        && let Some(length) = mention::lengths(text)
            .into_iter()
            .rfind(|length| !(length.unit == LengthUnit::Week || length.number == 0))
    {
        once("exercise_window", length.written(), Confidence::High);
    }
    if NO_ACCELERATION.is_match(text) {
        once("acceleration", "none".into(), Confidence::High);
    } else if DOUBLE.is_match(text)
        && (text.to_ascii_lowercase().contains("accelerat")
            || text.to_ascii_lowercase().contains("vest")
            || text.to_ascii_lowercase().contains("double"))
    {
        once("acceleration", "double".into(), Confidence::High);
    } else if SINGLE.is_match(text) {
        once("acceleration", "single".into(), Confidence::High);
    }
    if EARLY.is_match(text)
        && !text.to_ascii_lowercase().contains("not permit")
        && !text.to_ascii_lowercase().contains("no early")
    {
        once("early_exercise", "true".into(), Confidence::High);
    }
    if LIQUIDITY.is_match(text) {
        once("liquidity_required", "true".into(), Confidence::Medium);
    }
    if let Some(found) = AVERAGE.captures(text)
        && let Some(days) = found.get(1).or_else(|| found.get(2))
    {
        let number = match days.as_str().to_ascii_lowercase().as_str() {
            "ten" => "10".to_owned(),
            "twenty" => "20".to_owned(),
            "thirty" => "30".to_owned(),
            "sixty" => "60".to_owned(),
            "ninety" => "90".to_owned(),
            other => other.to_owned(),
        };
        once("averaging_days", number, Confidence::Medium);
    }
    if REPURCHASE.is_match(text) && text.to_ascii_lowercase().contains("vested") {
        let short: String = text.chars().take(160).collect();
        once("repurchase", short, Confidence::Medium);
    }
}

fn vesting(grant: &Gathered, proposal: &mut Proposal) {
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
                && text.to_ascii_lowercase().contains("25%") =>
        {
            Some(48)
        }
        (Some(after), Some(all)) if rest && all == after => Some(after + 12),
        (_, Some(all)) => Some(all),
        (Some(after), None) => Some(after),
        (None, None) => FRACTION
            .captures_iter(text)
            .filter_map(|found| found.get(1)?.as_str().parse::<u32>().ok())
            .max()
            .and_then(|n| match n {
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
