//! Reads a line of notes from a call: `base 215, equity fixed, they need an answer by Friday`.
//!
//! English words of the trade; amounts as people say them. What a clause leaves open
//! (215 for 215 thousand) is assumed aloud; what cannot be read is returned.

use batna_core::Currency;
use jiff::civil::{Date, Weekday};
use serde::Serialize;

use crate::component::{Component, Package, Unit, written};

/// What the reader needs to know beside the text.
#[derive(Clone, Copy, Debug)]
pub struct Listening<'a> {
    /// What is on the table, for "10k more"; without it such words are not read.
    pub current: Option<&'a Package>,
    /// Currency of amounts that name none.
    pub currency: Currency,
    pub as_of: Date,
}

/// What was heard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Heard {
    pub changes: Vec<TermChange>,
    /// Components said not to move.
    pub fixed: Vec<Component>,
    /// Said to be the most they can do.
    pub limits: Vec<Limits>,
    pub deadline: Option<HeardDay>,
    /// What was understood besides: `wants the other offer shown`.
    pub notes: Vec<String>,
    /// Clauses that could not be read.
    pub unread: Vec<String>,
}

/// A term as it now stands.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct TermChange {
    pub component: Component,
    pub to: f64,
    /// The words it was read from.
    pub words: String,
    /// What was taken for granted in reading it.
    pub assumed: Option<String>,
}

/// A stated limit: `up to 30k signing`.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Limits {
    pub component: Component,
    pub most: f64,
    pub words: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct HeardDay {
    #[schemars(with = "String")]
    pub day: Date,
    pub words: String,
    pub assumed: Option<String>,
}

/// The longest text that is read; the rest is returned unread.
const LONGEST: usize = 4_000;

/// Words that name a component; longer ones first where one holds another.
const NAMES: &[(&str, Component)] = &[
    ("signing bonus", Component::Signing),
    ("sign-on bonus", Component::Signing),
    ("sign on bonus", Component::Signing),
    ("signing", Component::Signing),
    ("sign-on", Component::Signing),
    ("sign on", Component::Signing),
    ("guaranteed bonus", Component::BonusGuaranteed),
    ("bonus", Component::BonusTarget),
    ("relocation", Component::Relocation),
    ("relo", Component::Relocation),
    ("refreshers", Component::Refresher),
    ("refresher", Component::Refresher),
    ("refresh", Component::Refresher),
    ("base salary", Component::Base),
    ("base", Component::Base),
    ("salary", Component::Base),
    ("learning budget", Component::LearningBudget),
    ("learning", Component::LearningBudget),
    ("conference budget", Component::LearningBudget),
    ("compute", Component::Compute),
    ("severance", Component::Severance),
    ("review", Component::ReviewMonths),
    ("remote", Component::RemoteDays),
    ("from home", Component::RemoteDays),
    ("paid leave", Component::PaidLeave),
    ("vacation", Component::PaidLeave),
    ("holiday", Component::PaidLeave),
    ("pto", Component::PaidLeave),
    ("publication", Component::Publication),
    ("publishing", Component::Publication),
    ("visa", Component::Visa),
    ("sponsorship", Component::Visa),
    ("level", Component::Level),
    ("equity", Component::EquityAmount),
    ("rsus", Component::EquityAmount),
    ("rsu", Component::EquityAmount),
    ("stock", Component::EquityAmount),
    ("options", Component::EquityShares),
    ("shares", Component::EquityShares),
    ("units", Component::EquityShares),
    ("grant", Component::EquityAmount),
];

const FIXED: &[&str] = &[
    "fixed",
    "firm",
    "final",
    "frozen",
    "capped",
    "no room",
    "no movement",
    "no flexibility",
    "cannot move",
    "can't move",
    "can not move",
    "won't move",
    "will not move",
    "non-negotiable",
    "nonnegotiable",
    "not negotiable",
    "stays",
    "unchanged",
    "top of band",
    "top of the band",
    "top of range",
    "top of the range",
    "can't do more",
    "cannot do more",
    "maxed",
];

/// Words that put an amount on top of what stands.
const ON_TOP: &[&str] = &[
    "more",
    "extra",
    "additional",
    "another",
    "on top",
    "increase of",
    "up by",
    "raised by",
    "raise by",
    "increase by",
    "increased by",
    "bump of",
    "+",
];

const MOST: &[&str] = &[
    "up to",
    "at most",
    "max of",
    "maximum",
    "max ",
    "no more than",
    "ceiling",
];

/// Statements that are no term but tell something.
const NOTES: &[(&str, &str)] = &[
    ("best and final", "they call it their best and final offer"),
    ("internal equity", "they point to internal equity"),
    ("budget", "they point to the budget"),
    ("prove", "they want the other offer shown"),
    ("see the other offer", "they want the other offer shown"),
    ("copy of the", "they want the other offer shown"),
    ("current salary", "they ask for current pay"),
    ("currently make", "they ask for current pay"),
    ("currently earn", "they ask for current pay"),
    ("expectation", "they ask what you expect"),
    ("withdraw", "they speak of withdrawing the offer"),
    ("rescind", "they speak of withdrawing the offer"),
    (
        "check with",
        "they have to ask someone: find out whom, and by when",
    ),
    ("get back to", "they will come back: agree on a day"),
    ("let me see", "they will come back: agree on a day"),
    ("approval", "it needs an approval: find out whose"),
    ("other candidates", "they mention other candidates"),
    ("in writing", "they speak of writing"),
    ("revised letter", "they speak of a revised letter"),
    ("explode", "they press with the deadline"),
];

/// Reads a text. Never fails; what is not understood is in `unread`.
pub fn read(text: &str, listening: Listening<'_>) -> Heard {
    let mut heard = Heard::default();
    let cut = text
        .char_indices()
        .nth(LONGEST)
        .map_or(text.len(), |(index, _)| index);
    let (text, rest) = text.split_at(cut);
    for clause in clauses(text) {
        if !clause_into(&clause, listening, &mut heard) {
            heard.unread.push(clause);
        }
    }
    if !rest.trim().is_empty() {
        heard
            .unread
            .push("(the text is too long; its end was not read)".to_owned());
    }
    heard
}

/// Splits at commas and periods that do not stand inside a number, at semicolons, line
/// ends, and at "and" or "but" where a new term begins.
fn clauses(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut parts = vec![String::new()];
    for (index, c) in chars.iter().enumerate() {
        let digit = |at: Option<&char>| at.is_some_and(char::is_ascii_digit);
        let before = index.checked_sub(1).and_then(|at| chars.get(at));
        // `1,000` and `0.05` hold together; `215, 40k` does not.
        let inside = digit(before) && digit(chars.get(index + 1));
        let thousands = *c == ','
            && inside
            && chars
                .get(index + 1..index + 4)
                .is_some_and(|three| three.iter().all(char::is_ascii_digit))
            && !digit(chars.get(index + 4));
        let splits = match c {
            ';' | '\n' | '!' | '?' => true,
            ',' => !thousands,
            '.' => !inside,
            _ => false,
        };
        if splits {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(*c);
        }
    }
    let mut out = Vec::new();
    for part in parts {
        for piece in split_words(&part, &[" and ", " but ", " plus ", " / "]) {
            let trimmed = piece.trim();
            if !trimmed.is_empty() {
                out.push(trimmed.to_owned());
            }
        }
    }
    out
}

fn split_words(text: &str, words: &[&str]) -> Vec<String> {
    let mut pieces = vec![text.to_owned()];
    for word in words {
        pieces = pieces
            .iter()
            .flat_map(|piece| {
                // "best and final" is one expression.
                if piece.to_lowercase().contains("best and final") {
                    vec![piece.clone()]
                } else {
                    piece.split(word).map(str::to_owned).collect()
                }
            })
            .collect();
    }
    pieces
}

fn clause_into(clause: &str, listening: Listening<'_>, heard: &mut Heard) -> bool {
    let lower = clause.to_lowercase();
    let mut understood = false;
    for (words, note) in NOTES {
        if lower.contains(words) {
            heard.notes.push((*note).to_owned());
            understood = true;
        }
    }
    if let Some(day) = deadline(&lower, clause, listening) {
        heard.deadline = Some(day);
        return true;
    }
    let mut named = names(&lower);
    let number = amount(&lower, named.first().copied());
    if named.is_empty() {
        // An amount alone that names its kind: `0.05%`, `12,000 shares`.
        if lower.contains('%') && number.is_some() {
            named.push(Component::EquityPercent);
        } else if number.is_some() && listening.as_of.year() > 0 && looks_like_pay(&lower) {
            named.push(Component::Base);
        }
    }
    let Some(first) = named.first().copied() else {
        if !understood && FIXED.iter().any(|word| lower.contains(word)) {
            heard
                .notes
                .push(format!("they say that it does not move: \"{clause}\""));
            return true;
        }
        return understood;
    };
    let fixed = FIXED.iter().any(|word| has_word(&lower, word));
    if fixed {
        for component in &named {
            if !heard.fixed.contains(component) {
                heard.fixed.push(*component);
            }
        }
        understood = true;
    }
    let Some(number) = number else {
        if first == Component::Visa || first == Component::Publication {
            let refuses = ["no ", "not ", "n't"]
                .iter()
                .any(|word| lower.contains(word));
            heard.changes.push(TermChange {
                component: first,
                to: if refuses { 0.0 } else { 1.0 },
                words: clause.to_owned(),
                assumed: None,
            });
            return true;
        }
        return understood;
    };
    let Some((component, to, assumed)) = fit(first, &number, &lower, listening.currency) else {
        return understood;
    };
    let (to, assumed) = if on_top(&lower) {
        let Some(standing) = listening.current.and_then(|package| package.get(component)) else {
            return understood;
        };
        let told = format!(
            "read as {} on top of {}",
            written(component, to, listening.currency),
            written(component, standing, listening.currency)
        );
        (standing + to, Some(told))
    } else {
        (to, assumed)
    };
    let at_most = MOST.iter().any(|word| lower.contains(word));
    if at_most || (fixed && component.is_pay()) {
        heard.limits.push(Limits {
            component,
            most: to,
            words: clause.to_owned(),
        });
        if fixed && component != first {
            heard.fixed.retain(|known| *known != first);
            heard.fixed.push(component);
        }
    }
    if !at_most {
        heard.changes.push(TermChange {
            component,
            to,
            words: clause.to_owned(),
            assumed,
        });
    }
    true
}

/// "10k more", "up by 10k", "+10k"; but "no more than" is a limit.
fn on_top(lower: &str) -> bool {
    !lower.contains("no more")
        && !lower.contains("not more")
        && ON_TOP.iter().any(|word| match *word {
            "+" => lower.contains('+'),
            _ => has_word(lower, word),
        })
}

fn looks_like_pay(lower: &str) -> bool {
    [
        "offer",
        "they said",
        "they can do",
        "can do",
        "came back",
        "now at",
        "raise",
        "moved to",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// Components named in a clause, in the order of their words.
fn names(lower: &str) -> Vec<Component> {
    let mut found: Vec<(usize, usize, Component)> = Vec::new();
    for (name, component) in NAMES {
        let mut from = 0;
        while let Some(at) = lower.get(from..).and_then(|rest| rest.find(name)) {
            let start = from + at;
            let end = start + name.len();
            from = end;
            let covered = found.iter().any(|(s, e, _)| start < *e && end > *s);
            if word_at(lower, start, end) && !covered {
                found.push((start, end, *component));
            }
        }
    }
    found.sort();
    let mut out = Vec::new();
    for (_, _, component) in found {
        if !out.contains(&component) {
            out.push(component);
        }
    }
    out
}

fn word_at(text: &str, start: usize, end: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !letter(text.get(..start).and_then(|head| head.chars().next_back()))
        && !letter(text.get(end..).and_then(|tail| tail.chars().next()))
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(start, found)| word_at(text, start, start + found.len()))
}

/// A number as it stands in the text.
#[derive(Clone, Debug, PartialEq)]
struct Number {
    value: f64,
    percent: bool,
    /// Carried its own `k`, `m` or a group of thousands.
    scaled: bool,
    currency: Option<Currency>,
    /// The word behind it: `shares`, `months`.
    unit: String,
}

/// The number that belongs to the term: the last one after the component's name where
/// several stand ("from 205 to 215"), leaving out years of a schedule.
fn amount(lower: &str, _named: Option<Component>) -> Option<Number> {
    let mut numbers = Vec::new();
    let bytes = lower.as_bytes();
    let mut index = 0;
    while let Some(byte) = bytes.get(index) {
        let preceded = index > 0
            && lower
                .get(..index)
                .and_then(|head| head.chars().next_back())
                .is_some_and(|c| c.is_alphanumeric());
        if !byte.is_ascii_digit() || preceded {
            index += 1;
            continue;
        }
        let start = index;
        while bytes
            .get(index)
            .is_some_and(|b| b.is_ascii_digit() || *b == b',' || *b == b'.')
        {
            index += 1;
        }
        let digits = lower
            .get(start..index)
            .unwrap_or_default()
            .trim_end_matches([',', '.']);
        let rest = lower.get(index..).unwrap_or_default();
        let suffix: String = rest
            .chars()
            .take_while(|c| c.is_ascii_alphabetic())
            .collect();
        let (scale, scaled) = match suffix.as_str() {
            // 401k is no amount of pay, and neither are 409A and 403b.
            "k" if digits == "401" => continue,
            "a" | "b" if matches!(digits, "409" | "403") => continue,
            "k" => (1e3, true),
            "l" | "lakh" | "lakhs" | "lpa" => (1e5, true),
            "m" | "mm" | "mn" => (1e6, true),
            "cr" | "crore" => (1e7, true),
            _ => (1.0, digits.contains(',')),
        };
        let value: Option<f64> = digits.replace(',', "").parse().ok();
        let after = rest
            .get(if scale > 1.0 { suffix.len() } else { 0 }..)
            .unwrap_or_default();
        let head = lower.get(..start).unwrap_or_default();
        let currency = Currency::all()
            .filter_map(|currency| Some((currency, currency.symbol()?.to_lowercase())))
            .filter(|(_, symbol)| head.ends_with(symbol.as_str()))
            .max_by_key(|(_, symbol)| symbol.len())
            .map(|(currency, _)| currency)
            .or_else(|| {
                after
                    .split_whitespace()
                    .next()
                    .and_then(|word| (word.len() == 3).then(|| word.parse().ok()).flatten())
            });
        if let Some(value) = value.filter(|value| value.is_finite() && *value <= 1e13) {
            numbers.push(Number {
                value: value * scale,
                percent: after.trim_start().starts_with('%')
                    || after.trim_start().starts_with("percent"),
                scaled,
                currency,
                unit: after
                    .trim_start()
                    .split(|c: char| !c.is_alphabetic())
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            });
        }
        index = index.max(start + 1);
    }
    let schedule = |number: &Number| {
        matches!(number.unit.as_str(), "year" | "years" | "yr" | "yrs") && number.value <= 10.0
    };
    numbers.iter().rfind(|number| !schedule(number)).cloned()
}

/// The component and amount that a number states, with what had to be assumed.
fn fit(
    named: Component,
    number: &Number,
    lower: &str,
    currency: Currency,
) -> Option<(Component, f64, Option<String>)> {
    if number.currency.is_some_and(|stated| stated != currency) {
        return None;
    }
    let mut component = named;
    if named.is_equity() {
        let shares = matches!(
            number.unit.as_str(),
            "shares" | "share" | "options" | "units" | "rsus"
        ) || (named == Component::EquityShares && number.currency.is_none());
        component = if number.percent {
            Component::EquityPercent
        } else if shares {
            Component::EquityShares
        } else {
            Component::EquityAmount
        };
    }
    if named == Component::BonusTarget && !number.percent && number.value > 100.0 {
        component = Component::BonusGuaranteed;
    }
    match component.unit() {
        Unit::CurrencyPerYear | Unit::CurrencyOnce => {
            if number.percent || number.value < 0.0 {
                return None;
            }
            // "base 215" is 215 thousand in every currency but those with large units.
            let thousands = !number.scaled && number.value < 1_000.0 && number.value > 0.0;
            let assumed = thousands.then(|| format!("{} read as thousands", number.value));
            let value = if thousands {
                number.value * 1e3
            } else {
                number.value
            };
            Some((component, value, assumed))
        }
        Unit::Fraction => {
            let assumed = (!number.percent).then(|| format!("{} read as percent", number.value));
            (number.value <= 100.0).then_some((component, number.value / 100.0, assumed))
        }
        Unit::Shares => (number.value >= 1.0).then_some((component, number.value, None)),
        // A level is named, not counted: "level L5".
        Unit::Steps | Unit::Flag => None,
        Unit::DaysPerWeek => (number.value <= 5.0).then_some((component, number.value, None)),
        Unit::Months => {
            let months = if lower.contains("week") {
                number.value * 7.0 / 30.4375
            } else {
                number.value
            };
            (months <= 60.0).then_some((component, months, None))
        }
        Unit::Weeks => (number.value <= 104.0).then_some((component, number.value, None)),
        Unit::DaysPerYear => {
            let days = if number.unit.starts_with("week") {
                number.value * 5.0
            } else {
                number.value
            };
            (days <= 366.0).then_some((component, days, None))
        }
    }
}

const DEADLINE_WORDS: &[&str] = &[
    "answer", "decide", "decision", "deadline", "respond", "response", "reply", "expires",
    "expire", "sign by", "by ", "until", "within",
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A day by which they want an answer. Days are taken to lie ahead.
fn deadline(lower: &str, clause: &str, listening: Listening<'_>) -> Option<HeardDay> {
    if !DEADLINE_WORDS.iter().any(|word| lower.contains(word)) {
        return None;
    }
    let from = listening.as_of;
    let plus = |days: i64| from.checked_add(jiff::Span::new().days(days)).ok();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .collect();
    let day = |day: Option<Date>, assumed: Option<String>| {
        Some(HeardDay {
            day: day?,
            words: clause.to_owned(),
            assumed,
        })
    };
    if let Some(date) = words.iter().find_map(|word| word.parse::<Date>().ok()) {
        return day(Some(date), None);
    }
    for (index, word) in words.iter().enumerate() {
        // `12 June`, `June 12`, `June 12th`.
        if let Some(month) = MONTHS
            .iter()
            .position(|name| *word == *name || (word.len() == 3 && name.starts_with(word)))
        {
            let number = |at: Option<usize>| {
                let text: &str = words.get(at?)?;
                let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                digits
                    .parse::<i8>()
                    .ok()
                    .filter(|day| (1..=31).contains(day))
            };
            let Some(of_month) = number(index.checked_sub(1)).or_else(|| number(Some(index + 1)))
            else {
                continue;
            };
            let month = i8::try_from(month + 1).ok()?;
            let this = Date::new(from.year(), month, of_month).ok();
            let next = Date::new(from.year().saturating_add(1), month, of_month).ok();
            let ahead = this.filter(|date| *date >= from).or(next);
            return day(ahead, Some("taken for the next such day".to_owned()));
        }
        let weekday = match *word {
            "monday" | "mon" => Some(Weekday::Monday),
            "tuesday" | "tue" => Some(Weekday::Tuesday),
            "wednesday" | "wed" => Some(Weekday::Wednesday),
            "thursday" | "thu" => Some(Weekday::Thursday),
            "friday" | "fri" => Some(Weekday::Friday),
            "saturday" => Some(Weekday::Saturday),
            "sunday" => Some(Weekday::Sunday),
            _ => None,
        };
        if let Some(weekday) = weekday {
            let next_week = index
                .checked_sub(1)
                .and_then(|at| words.get(at))
                .is_some_and(|word| *word == "next");
            let ahead = (1..=7)
                .filter_map(plus)
                .find(|date| date.weekday() == weekday);
            let ahead = if next_week && ahead.is_some_and(|date| same_week(from, date)) {
                ahead.and_then(|date| date.checked_add(jiff::Span::new().days(7)).ok())
            } else {
                ahead
            };
            return day(ahead, Some("taken for the next such day".to_owned()));
        }
    }
    if words.contains(&"tomorrow") {
        return day(plus(1), None);
    }
    if words.contains(&"today") || lower.contains("end of day") {
        return day(Some(from), None);
    }
    if lower.contains("end of the week") || lower.contains("end of week") {
        let friday = (0..7)
            .filter_map(plus)
            .find(|date| date.weekday() == Weekday::Friday);
        return day(friday, Some("taken for Friday".to_owned()));
    }
    let count = words.iter().enumerate().find_map(|(index, word)| {
        let number: i64 = word.parse().ok().or(match *word {
            "one" | "a" => Some(1),
            "two" => Some(2),
            "three" => Some(3),
            "five" => Some(5),
            "seven" => Some(7),
            "ten" => Some(10),
            _ => None,
        })?;
        if !(0..=400).contains(&number) {
            return None;
        }
        match words.get(index + 1).copied()? {
            "day" | "days" => Some(number),
            "week" | "weeks" => Some(number * 7),
            "hour" | "hours" => Some((number + 23) / 24),
            _ => None,
        }
    })?;
    day(plus(count), None)
}

/// Whether both days are in one week from Monday on.
fn same_week(a: Date, b: Date) -> bool {
    let monday = |date: Date| {
        date.checked_sub(jiff::Span::new().days(i64::from(date.weekday().to_monday_zero_offset())))
            .ok()
    };
    monday(a) == monday(b)
}
