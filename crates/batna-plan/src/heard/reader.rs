//! Reads a line of notes from a call: `base 215, equity fixed, they need an answer by Friday`.
//!
//! English words of the trade; amounts as people say them. What a clause leaves open
//! (215 for 215 thousand) is assumed aloud; what cannot be read is returned.

use std::ops::Range;

use batna_core::Currency;
use jiff::civil::Date;
use serde::Serialize;

use super::amounts::{Number, fit, numbers};
use super::days::deadline;
use super::refusal::{No, last_word, said_no};
use crate::component::{Component, Package, written};
use crate::whole_words;

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
    /// Components of which what was asked is refused.
    pub refused: Vec<Component>,
    /// All that was asked is refused.
    pub refuses: bool,
    pub deadline: Option<HeardDay>,
    /// What was understood besides: `wants the other offer shown`.
    pub notes: Vec<String>,
    /// Clauses that could not be read.
    pub unread: Vec<String>,
}

impl Heard {
    /// Nothing of it was understood.
    pub fn nothing_read(&self) -> bool {
        self.changes.is_empty()
            && self.fixed.is_empty()
            && self.limits.is_empty()
            && self.refused.is_empty()
            && !self.refuses
            && self.deadline.is_none()
            && self.notes.is_empty()
    }
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

impl Heard {
    fn says_no(&mut self) -> bool {
        self.refuses = true;
        self.notes.push("they say no to what you asked".to_owned());
        true
    }

    /// A no about named components, with the figures beside it.
    fn take_no(
        &mut self,
        no: No,
        named: &[(Range<usize>, Component)],
        terms: &[Term],
        clause: &str,
    ) {
        self.notes.push(format!("they say no: \"{clause}\""));
        // Up to there they would go: no refusal, but of more.
        let up_to = no == No::Beyond && !terms.is_empty();
        for (_, component) in named.iter().filter(|_| !up_to) {
            if !self.refused.contains(component) {
                self.refused.push(*component);
            }
        }
        if up_to {
            self.limits.extend(terms.iter().map(|term| Limits {
                component: term.component,
                most: term.to,
                words: clause.to_owned(),
            }));
        }
    }
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
    "top of our band",
    "top of our range",
    "top of range",
    "top of the range",
    "can't do more",
    "cannot do more",
    "maxed",
];

/// Words that put an amount on top of what stands.
const ON_TOP: &[&str] = &[
    "add",
    "adding",
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

/// A clause that is nothing but a no.
const NO: &[&str] = &[
    "no",
    "nope",
    "they said no",
    "it's a no",
    "it is a no",
    "they declined",
    "they refused",
    "declined",
    "rejected",
    "not possible",
    "that's not possible",
    "they can't do it",
    "they can't do that",
    "they cannot do it",
    "they cannot do that",
    "can't do it",
    "can't do that",
    "cannot do it",
    "cannot do that",
];

/// How a clause speaks of what was just said: "base 200, and that's final".
const OF_THAT: &[&str] = &[
    "that's", "that is", "this is", "it's", "it is", "final", "firm",
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
    (
        "run it by",
        "they have to ask someone: find out whom, and by when",
    ),
    (
        "run this by",
        "they have to ask someone: find out whom, and by when",
    ),
    ("get back to", "they will come back: agree on a day"),
    ("come back to you", "they will come back: agree on a day"),
    ("circle back", "they will come back: agree on a day"),
    ("let me see", "they will come back: agree on a day"),
    ("let me check", "they will come back: agree on a day"),
    ("best we can do", "they call it their best and final offer"),
    ("best i can do", "they call it their best and final offer"),
    ("final offer", "they call it their best and final offer"),
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
                if piece.to_lowercase().contains("best and final") || names_alone(piece, word) {
                    vec![piece.clone()]
                } else {
                    piece.split(word).map(str::to_owned).collect()
                }
            })
            .collect();
    }
    pieces
}

/// "base and equity are fixed": what stands before the word is a name without a verb of its own.
fn names_alone(piece: &str, word: &str) -> bool {
    let lower = piece.to_lowercase();
    let Some(head) = lower.split(word).next().map(str::trim) else {
        return false;
    };
    word == " and "
        && NAMES
            .iter()
            .any(|(name, _)| head == *name || head.strip_prefix("the ") == Some(name))
}

fn clause_into(clause: &str, listening: Listening<'_>, heard: &mut Heard) -> bool {
    let lower = with_digits(&clause.to_lowercase().replace('’', "'"));
    let mut understood = false;
    for (words, note) in NOTES {
        let own_budget = *words == "budget"
            && ["learning", "conference", "compute", "relocation"]
                .iter()
                .any(|kind| lower.contains(&format!("{kind} budget")));
        if lower.contains(words) && !own_budget {
            heard.notes.push((*note).to_owned());
            understood = true;
        }
    }
    if let Some(day) = deadline(&lower, clause, listening) {
        heard.deadline = Some(day);
        return true;
    }
    if NO.contains(&lower.trim()) {
        return heard.says_no();
    }
    let mut named = names(&lower);
    let stated = numbers(&lower);
    let mut bare = false;
    if named.is_empty()
        && let Some((place, _)) = stated.last()
    {
        // An amount alone that names its kind: `0.05%`; or pay that was just spoken of.
        if lower.contains('%') {
            named.push((place.clone(), Component::EquityPercent));
        } else if looks_like_pay(&lower) {
            let amount = stated.last().map(|(_, number)| number);
            let spoken = amount.and_then(|number| of_last(number, &lower, listening, heard));
            named.extend(spoken.map(|component| (place.clone(), component)));
        } else if let [(_, number)] = stated.as_slice()
            && (alone_near_base(&lower, number, listening) || said_no(&lower).is_some())
        {
            bare = true;
            let spoken = of_last(number, &lower, listening, heard);
            named.extend(spoken.map(|component| (place.clone(), component)));
        }
    }
    if named.is_empty() && FIXED.iter().any(|word| lower.contains(word)) {
        if lower.contains("of band")
            || lower.contains("of the band")
            || lower.contains("of our band")
        {
            named.push((0..0, Component::Base));
        } else if OF_THAT.iter().any(|words| lower.trim().starts_with(words)) {
            let words = heard.changes.last().map(|change| change.words.clone());
            let of_last = heard
                .changes
                .iter()
                .filter(|change| Some(&change.words) == words.as_ref());
            named.extend(of_last.map(|change| (0..0, change.component)));
        }
    }
    if named.is_empty() {
        let no = said_no(&lower);
        if last_word(&lower) || no.is_some() && stated.is_empty() {
            return heard.says_no();
        }
        if !understood && FIXED.iter().any(|word| lower.contains(word)) {
            heard
                .notes
                .push(format!("they say that it does not move: \"{clause}\""));
            return true;
        }
        // A figure beside a no is no offer, whatever it is of.
        return understood || no.is_some() && heard.says_no();
    }
    // "No to the signing and the equity."
    if let [(at, component)] = named.as_slice()
        && !heard.refused.is_empty()
        && lower.trim().trim_start_matches("the ").len() == at.len()
    {
        heard.refused.push(*component);
        return true;
    }
    let fixed = FIXED.iter().any(|word| whole_words::hold(&lower, word));
    if let Some(no) = said_no(&lower)
        && !(fixed && stated.is_empty())
        && !named
            .iter()
            .any(|(_, component)| matches!(component, Component::Visa | Component::Publication))
    {
        heard.take_no(
            no,
            &named,
            &assign(&named, &stated, &lower, listening),
            clause,
        );
        return true;
    }
    let terms = assign(&named, &stated, &lower, listening);
    let most = MOST.iter().filter_map(|word| lower.find(word)).min();
    if fixed {
        for (_, component) in &named {
            let stands = terms
                .iter()
                .find(|term| term.named == *component)
                .map_or(*component, |term| term.component);
            if !heard.fixed.contains(&stands) {
                heard.fixed.push(stands);
            }
        }
        understood = true;
    }
    for (_, component) in &named {
        match component {
            Component::Visa | Component::Publication if stated.is_empty() => {
                let refuses = ["no ", "not ", "n't"]
                    .iter()
                    .any(|word| lower.contains(word));
                heard.changes.push(TermChange {
                    component: *component,
                    to: if refuses { 0.0 } else { 1.0 },
                    words: clause.to_owned(),
                    assumed: None,
                });
                understood = true;
            }
            // A level is named, not counted; what it is worth is the owner's to say.
            Component::Level if !fixed => {
                heard
                    .notes
                    .push(format!("they speak of the level: \"{clause}\""));
                understood = true;
            }
            _ => {}
        }
    }
    for term in terms {
        let (to, assumed) = if on_top(&lower) {
            let Some(standing) = listening
                .current
                .map(|package| package.amount(term.component))
            else {
                continue;
            };
            let told = format!(
                "read as {} on top of {}",
                written(term.component, term.to, listening.currency),
                written(term.component, standing, listening.currency)
            );
            (standing + term.to, Some(told))
        } else {
            let read_as_base = || {
                let amount = written(term.component, term.to, listening.currency);
                format!("\"{clause}\" read as a base salary of {amount}")
            };
            (
                term.to,
                if bare {
                    Some(read_as_base())
                } else {
                    term.assumed
                },
            )
        };
        let at_most = most.is_some_and(|at| at < term.ends);
        if at_most || (fixed && term.component.is_pay()) {
            heard.limits.push(Limits {
                component: term.component,
                most: to,
                words: clause.to_owned(),
            });
        }
        if !at_most {
            heard.changes.push(TermChange {
                component: term.component,
                to,
                words: clause.to_owned(),
                assumed,
            });
        }
        understood = true;
    }
    understood
}

/// An amount with the component it was said of.
struct Term {
    named: Component,
    /// As the amount reads: equity in shares, percent or money.
    component: Component,
    to: f64,
    assumed: Option<String>,
    /// Where the later of name and amount ends.
    ends: usize,
}

/// Gives every amount to the nearest name that it can be an amount of. In a tie the order of
/// the clause decides: "base 215 signing 40" names first, "215 base 40 signing" counts first.
/// Of several amounts of one component the last stands: "from 205 to 215".
fn assign(
    named: &[(Range<usize>, Component)],
    stated: &[(Range<usize>, Number)],
    lower: &str,
    listening: Listening<'_>,
) -> Vec<Term> {
    let counts_first = match (named.first(), stated.first()) {
        (Some((name, _)), Some((number, _))) => number.start < name.start,
        _ => false,
    };
    let mut terms: Vec<Term> = Vec::new();
    let before = |at: &Range<usize>| {
        lower
            .get(..at.start)
            .unwrap_or_default()
            .trim_end_matches(['$', '€', '£', ' '])
    };
    for (number_at, number) in stated {
        // What it was: "0.12% instead of 0.08%".
        let past = ["instead of", "rather than", "up from", "from"];
        if stated.len() > 1 && past.iter().any(|words| before(number_at).ends_with(words)) {
            continue;
        }
        let nearest = named
            .iter()
            .filter_map(|(name_at, component)| {
                let (fitted, to, assumed) = fit(*component, number, lower, listening)?;
                let behind = name_at.start >= number_at.end;
                let gap = if behind {
                    name_at.start - number_at.end
                } else {
                    number_at.start.saturating_sub(name_at.end)
                };
                let term = Term {
                    named: *component,
                    component: fitted,
                    to,
                    assumed,
                    ends: name_at.end.max(number_at.end),
                };
                Some(((gap, behind != counts_first), term))
            })
            .min_by_key(|(rank, _)| *rank);
        let Some((_, term)) = nearest else { continue };
        terms.retain(|known| known.named != term.named);
        terms.push(term);
    }
    terms
}

/// "215" after a call, and nothing beside it: pay, where it is of the size of the base.
fn alone_near_base(lower: &str, number: &Number, listening: Listening<'_>) -> bool {
    let words = lower.split_whitespace().count();
    let base = listening
        .current
        .map_or(0.0, |package| package.amount(Component::Base));
    words <= 2
        && fit(Component::Base, number, lower, listening)
            .is_some_and(|(_, amount, _)| amount > base * 0.7 && amount < base * 1.7)
}

/// What an amount without a name is of: pay where it is of the size of the base, else what was
/// last spoken of: "no to 30k signing, we can do 20k".
fn of_last(
    number: &Number,
    lower: &str,
    listening: Listening<'_>,
    heard: &Heard,
) -> Option<Component> {
    let base = listening
        .current
        .map_or(0.0, |package| package.amount(Component::Base));
    let (_, amount, _) = fit(Component::Base, number, lower, listening)?;
    if base <= 0.0 || (0.4..2.5).contains(&(amount / base)) || on_top(lower) {
        return Some(Component::Base);
    }
    let last = heard.refused.last().copied();
    last.or_else(|| heard.changes.last().map(|change| change.component))
        .filter(|component| fit(*component, number, lower, listening).is_some())
}

/// "10k more", "up by 10k", "+10k"; but "no more than" is a limit.
fn on_top(lower: &str) -> bool {
    !lower.contains("no more")
        && !lower.contains("add up")
        && !lower.contains("not more")
        && ON_TOP.iter().any(|word| match *word {
            "+" => lower.contains('+'),
            // "10,000 RSUs on top of a base of 210" states two terms.
            "on top" => whole_words::hold(lower, word) && !lower.contains("on top of"),
            _ => whole_words::hold(lower, word),
        })
}

/// Counts in words before a unit of time as digits: "three days remote".
fn with_digits(lower: &str) -> String {
    const COUNTS: [(&str, &str); 9] = [
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("twelve", "12"),
    ];
    let mut text = lower.to_owned();
    for (word, digits) in COUNTS {
        for unit in ["day", "week", "month", "year"] {
            text = text.replace(&format!("{word} {unit}"), &format!("{digits} {unit}"));
        }
    }
    text
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
        "asking for",
        "asked for",
        "ask for",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// Components named in a clause with where, in the order of their words.
fn names(lower: &str) -> Vec<(Range<usize>, Component)> {
    let mut found: Vec<(usize, usize, Component)> = Vec::new();
    for (name, component) in NAMES {
        let mut from = 0;
        while let Some(at) = lower.get(from..).and_then(|rest| rest.find(name)) {
            let start = from + at;
            let end = start + name.len();
            from = end;
            let covered = found.iter().any(|(s, e, _)| start < *e && end > *s);
            if whole_words::at(lower, start, end) && !covered {
                found.push((start, end, *component));
            }
        }
    }
    // "15% of base" is no term of the base.
    if found.len() > 1 {
        found.retain(|(start, _, component)| {
            let before = lower.get(..*start).unwrap_or_default();
            *component != Component::Base || !before.trim_end().ends_with("% of")
        });
    }
    // "For this level" says where, not what.
    if found.len() > 1 {
        found.retain(|(start, _, component)| {
            let before = lower.get(..*start).unwrap_or_default().trim_end();
            *component != Component::Level
                || !["this", "that", "the", "your"].iter().any(|word| {
                    before.strip_suffix(word).is_some_and(|head| {
                        let head = head.trim_end();
                        ["for", "at", "of"].iter().any(|word| head.ends_with(word))
                    })
                })
        });
    }
    found.sort();
    let mut out: Vec<(Range<usize>, Component)> = Vec::new();
    for (start, end, component) in found {
        if !out.iter().any(|(_, known)| *known == component) {
            out.push((start..end, component));
        }
    }
    out
}
