//! Benefits with a number, and terms that bind.

use rust_decimal::Decimal;

use super::{field, pattern};
use crate::evidence::Line;
use crate::letter::Letter;
use crate::lexicon::Role;
use crate::proposal::{Confidence, Proposal};
use crate::quantity::{LengthUnit, Quantity, written};

pattern!(
    LEAVE,
    r"(?i)\b(paid time off|PTO|vacation|annual leave|paid leave|days off|holiday(?:s)?|paid holiday)\b"
);
pattern!(
    LEAVE_NUMBER,
    r"(?i)\b([0-9]{1,2})(?:\.[05])?\)?(?: \([0-9]+\))? (?:working |business |paid |vacation |holiday |annual |PTO |leave )*(days|weeks)|\b(two|three|four|five|six|fifteen|twenty|twenty-five|thirty)(?: \(([0-9]+)\))? (?:working |business |paid )*(days|weeks)"
);
pattern!(
    PUBLIC,
    r"(?i)\b(public|bank|company|statutory|floating|federal) holidays?"
);
// `25 days, plus bank holidays`: the days are not those.
pattern!(ADDED, r"(?i)\b(plus|besides|in addition|excluding|and)\b");
// `27 days for full-time staff` is not what someone part time gets.
pattern!(
    OF_OTHERS,
    r"(?i)\bfull[- ]time (?:staff|employees|equivalent|colleagues)"
);
pattern!(
    PRO_RATA,
    r"(?i)\bpro[- ]?rata\b[^.;]{0,20}\byou|\bfor you\b|\bin your case\b"
);
pattern!(
    UNLIMITED,
    r"(?i)unlimited|flexible (?:time off|PTO|vacation)"
);
pattern!(
    NON_COMPETE,
    r"(?i)non-?\s?compet|not (?:to )?compete|not[^.;]{0,60}\bengage in[^.;]{0,60}compet|\bnot\b[^.;]{0,70}\b(?:be employed|be concerned|be involved|be engaged|work|engage|provide services|perform services|advise|assist|join)\b[^.;]{0,40}compet|\bworking for (?:a|any) (?:direct )?compet|\bmonths?\b[^.;]{0,40}\b(?:after|following)\b[^.;]{0,60}\bnot\b[^.;]{0,12}\bwork for\b|compet(?:ing|itive) (?:business|with the company)[^.;]{0,60}(?:after|following)"
);
pattern!(GARDEN, r"(?i)garden(?:ing)? leave");
// `less any period spent on garden leave` says nothing of its length.
pattern!(
    SPENT,
    r"(?i)\b(?:less|minus|reduced by|deducting) (?:any |the )?(?:period|time)[^.;]{0,20}garden"
);
pattern!(ARBITRATION, r"(?i)\barbitrat");
pattern!(
    IP,
    r"(?i)\b(assign\w*|belong\w*|property of)\b[^.;]{0,80}\b(inventions?|intellectual property|works?|developments)|\b(inventions? assignment|intellectual property)[^.;]{0,80}\b(assign|agreement|belong|property)"
);
pattern!(
    SIDE,
    r"(?i)\b(outside (?:activities|employment|work|business)|other employment|side projects?|open[- ]source|moonlight|other business|secondary employment)"
);
pattern!(
    STAY,
    r"(?i)\b(training|visa|immigration|recruit\w+|legal)\b[^.;]{0,80}\b(?:costs?|fees?|expenses)\b[^.;]{0,120}\b(?:repay|reimburse the company|owe|deduct)|\b(?:repay|reimburse the company)\b[^.;]{0,120}\b(training|visa|immigration|recruit\w+)\b|liquidated damages"
);
pattern!(
    CONTINGENT,
    r"(?i)\b(contingent (?:up)?on|conditional (?:up)?on|subject to|condition(?:ed)? (?:up)?on|conditions? of (?:this offer|employment))\b"
);
pattern!(
    VISA,
    r"(?i)\b(visa|H-?1B|sponsor\w*|work authori[sz]ation petition|green card|skilled worker|certificate of sponsorship|blue card|immigration)\b"
);
pattern!(NON_SOLICIT, r"(?i)non-?\s?solicit|not (?:to )?solicit");
pattern!(AT_WILL, r"(?i)\bat[- ]will\b");
pattern!(NOTICE, r"(?i)\bnotice(?: period)?\b");
pattern!(LAW, r"(?i)\bgoverned by\b|governing law");
pattern!(
    FIXED,
    r"(?i)\b(fixed[- ]term|term of (?:this )?(?:contract|agreement|engagement)|contract (?:ends|term)|will end on)\b"
);
pattern!(DISPARAGE, r"(?i)non-?\s?disparag|not (?:to )?disparage");
pattern!(
    HOUR_RATE,
    r"(?i)\b(?:per|an|/)\s?(?:hour|hr)\b|\bper day\b|day rate"
);
pattern!(
    SEVERANCE,
    r"(?i)\bseverance\b|continued (?:payment of )?(?:your )?base salary"
);
pattern!(
    POSTED,
    r"(?i)\b(?:pay|salary|compensation|posted|hiring) (?:range|band)\b|\bposted (?:as|at|range)\b|\brange for the (?:job|role|position)\b"
);
pattern!(
    MATCH,
    r"(?i)\b(match(?:es|ing)?|employer (?:pension )?contribut\w+|contribut\w+|superannuation|pension|retirement)\b"
);
pattern!(
    OF_PAY,
    r"(?i)^[^.;,]{0,60}\b(salary|pay|compensation|contributions?|earnings|remuneration)"
);

/// Longest excerpt kept as a term.
const EXCERPT: usize = 180;

/// The longest time in months that a sentence speaks of.
fn months_in(line: &Line) -> Option<u32> {
    line.quantities
        .iter()
        .filter_map(Quantity::months)
        .filter(|months| *months <= 120)
        .max()
}

/// The time in months that stands nearest to a part of the sentence; one within it or before it
/// is meant first: `a one-year non-compete and a two-year non-solicit`.
fn months_near(line: &Line, start: usize, end: usize) -> Option<u32> {
    let place = |one: &Quantity| {
        line.tokens
            .get(one.at.start)
            .map_or(0, |token| token.span.start)
    };
    line.quantities
        .iter()
        .filter_map(|one| Some((place(one), one.months().filter(|months| *months <= 120)?)))
        .min_by_key(|(at, _)| {
            if (start..end).contains(at) {
                0
            } else {
                at.abs_diff(start).min(at.abs_diff(end))
            }
        })
        .map(|(_, months)| months)
}

fn excerpt(text: &str) -> String {
    text.chars().take(EXCERPT).collect()
}

pub(super) fn read(letter: &Letter, proposal: &mut Proposal) {
    let mut contingencies: Vec<(String, &Line)> = Vec::new();
    let mut other: Vec<(String, &Line)> = Vec::new();
    for (index, line) in letter.lines.iter().enumerate() {
        let sentence = &line.sentence;
        let text = &sentence.text;
        let mut once = |path: &str, value: String, sure: Confidence| {
            if proposal.get(path).is_none() {
                proposal.add(field(path, value, line, sure));
            }
        };
        if (LEAVE.is_match(text) || LEAVE.is_match(&sentence.heading))
            && !UNLIMITED.is_match(text)
            && (PRO_RATA.is_match(text) || !OF_OTHERS.is_match(text))
        {
            let found = LEAVE_NUMBER.captures_iter(text).find_map(|found| {
                let whole = found.get(0)?;
                let rest = text.get(whole.end()..).unwrap_or("");
                let ahead: String = rest.chars().take(24).collect();
                if PUBLIC.find(&ahead).is_some_and(|named| {
                    !ahead
                        .get(..named.start())
                        .is_some_and(|between| ADDED.is_match(between))
                }) || ahead.to_ascii_lowercase().contains("notice")
                    || ahead.to_ascii_lowercase().contains("office")
                {
                    return None;
                }
                let (words, unit) = match (found.get(1), found.get(3)) {
                    (Some(n), _) => (n.as_str().to_owned(), found.get(2)?.as_str()),
                    (_, Some(n)) => (
                        found
                            .get(4)
                            .map_or(n.as_str(), |d| d.as_str())
                            .to_ascii_lowercase(),
                        found.get(5)?.as_str(),
                    ),
                    _ => return None,
                };
                let number: u32 = match words.as_str() {
                    "two" => 2,
                    "three" => 3,
                    "four" => 4,
                    "five" => 5,
                    "six" => 6,
                    "fifteen" => 15,
                    "twenty" => 20,
                    "twenty-five" => 25,
                    "thirty" => 30,
                    other => other.parse().ok()?,
                };
                Some(if unit.eq_ignore_ascii_case("weeks") {
                    number * 5
                } else {
                    number
                })
            });
            if let Some(days) = found.filter(|days| (5..=60).contains(days)) {
                once(
                    "benefits.paid_leave_days",
                    days.to_string(),
                    Confidence::High,
                );
            }
        }
        if POSTED.is_match(text) {
            let ends: Vec<_> = line
                .quantities
                .iter()
                .filter(|one| one.ranged)
                .filter_map(Quantity::money)
                .collect();
            if let [low, high] = ends[..]
                && low.currency() == high.currency()
                && low.to_f64() < high.to_f64()
            {
                let range = format!("{} - {}", low.amount().normalize(), written(high));
                once("posted_range", range, Confidence::High);
            }
        }
        for (claim, quantity) in letter.claims_of(index) {
            let after = line
                .tokens
                .get(quantity.at.end.saturating_sub(1))
                .and_then(|token| text.get(token.span.end..))
                .unwrap_or("");
            if let Some(rate) = quantity.rate() {
                let matched = claim.is(Role::Match)
                    && (MATCH.is_match(text) || MATCH.is_match(&sentence.heading))
                    && OF_PAY.is_match(after)
                    && rate.fraction() <= Decimal::new(25, 2);
                if matched {
                    once(
                        "benefits.retirement_match",
                        rate.to_string(),
                        Confidence::Medium,
                    );
                }
            }
            let Some(money) = quantity.money() else {
                continue;
            };
            let path = if claim.is(Role::Learning) {
                "benefits.learning_budget"
            } else if claim.is(Role::Hsa) {
                "benefits.hsa_employer"
            } else if claim.is(Role::Premium) {
                "benefits.health_premium"
            } else {
                continue;
            };
            let ahead: String = after.chars().take(14).collect();
            let value = if ahead.to_ascii_lowercase().contains("month") {
                format!("{} a month", written(money))
            } else {
                written(money)
            };
            once(path, value, Confidence::Medium);
        }
        if (SEVERANCE.is_match(text) || SEVERANCE.is_match(&sentence.heading))
            && let Some(length) = line
                .quantities
                .iter()
                .filter_map(Quantity::length)
                .find(|one| {
                    matches!(
                        one.unit,
                        LengthUnit::Month | LengthUnit::Week | LengthUnit::Year
                    )
                })
        {
            once("benefits.severance", length.written(), Confidence::Medium);
        }
        let refuses = text.to_ascii_lowercase();
        let denied = [
            "no non-compete",
            "not subject to a non-compet",
            "without a non-compet",
            "does not include a non-compet",
        ]
        .iter()
        .any(|words| refuses.contains(words));
        if let Some(named) = NON_COMPETE.find(text)
            && !denied
            && let Some(months) = months_near(line, named.start(), named.end())
        {
            once(
                "terms.non_compete",
                format!("{months} months"),
                Confidence::High,
            );
        }
        if GARDEN.is_match(text)
            && !SPENT.is_match(text)
            && let Some(months) = months_in(line)
        {
            once(
                "terms.garden_leave",
                format!("{months} months"),
                Confidence::Medium,
            );
        }
        if ARBITRATION.is_match(text) {
            once("terms.arbitration", "true".into(), Confidence::High);
        }
        if IP.is_match(text) {
            once("terms.ip_assignment", excerpt(text), Confidence::Medium);
        }
        if SIDE.is_match(text) {
            once("terms.side_projects", excerpt(text), Confidence::Medium);
        }
        if STAY.is_match(text) {
            once("terms.stay_or_pay", excerpt(text), Confidence::Medium);
        }
        if VISA.is_match(text) {
            once("visa", excerpt(text), Confidence::Medium);
        }
        if CONTINGENT.is_match(text) && CHECKS.is_match(text) {
            contingencies.push((excerpt(text), line));
        }
        let notable = [
            &*NON_SOLICIT,
            &*AT_WILL,
            &*LAW,
            &*FIXED,
            &*DISPARAGE,
            &*HOUR_RATE,
        ]
        .iter()
        .any(|pattern| pattern.is_match(text))
            || (NOTICE.is_match(text) && line.quantities.iter().any(|one| one.length().is_some()));
        if notable {
            other.push((excerpt(text), line));
        }
    }
    for (path, list) in [
        ("terms.contingencies", contingencies),
        ("terms.other", other),
    ] {
        let mut texts: Vec<String> = Vec::new();
        for (text, _) in &list {
            if !texts.contains(text) && texts.len() < 12 {
                texts.push(text.clone());
            }
        }
        if let Some((_, first)) = list.first() {
            let array: toml_edit::Array = texts.into_iter().collect();
            proposal.add(field(path, array.to_string(), first, Confidence::Medium));
        }
    }
}

pattern!(
    CHECKS,
    r"(?i)\b(background|reference|right to work|work authori[sz]ation|eligib|drug|board (?:of directors )?approv|i-9|clearance|degree|credit|confidentiality agreement|proprietary|invention|funding|medical|visa|licen[cs]e|verification)"
);
