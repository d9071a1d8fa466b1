//! Weighs what a quantity is about, from the cues around it.
//!
//! Every cue of the sentence speaks for its role with a weight that falls with the distance,
//! with each other quantity of the kind between, and with breaks such as `and` or a comma;
//! the label of the row, the heading and the sentence before speak too, more quietly. The
//! best role is taken only where it is clearly ahead: precision before recall. What is not
//! clear is left for the person to read.

mod reach;

use self::reach::reach;
use crate::lexicon::{Hit, Kind, Lexicon, Role, Says, Signal, Unit};
use crate::quantity::{Habits, Quantity, Value, quantities};
use crate::text::Sentence;
use crate::token::{Token, tokens};

/// A sentence with its parts.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub sentence: Sentence,
    pub tokens: Vec<Token>,
    pub quantities: Vec<Quantity>,
    pub hits: Vec<Hit>,
    /// Tokens of the label, such as `Signing bonus:`; none where it has none.
    pub label: usize,
    pub heading: Vec<Hit>,
}

/// Longest label of a row, in words.
const LONGEST_LABEL: usize = 9;

impl Line {
    pub fn new(sentence: Sentence, lexicon: &Lexicon, habits: Habits) -> Line {
        let tokens = tokens(&sentence.text);
        let quantities = quantities(&tokens, habits);
        let hits = lexicon.hits(&tokens);
        let heading = lexicon.hits(&crate::token::tokens(&sentence.heading));
        let label = tokens
            .iter()
            .position(|token| token.is(":"))
            .filter(|at| {
                // `Your earnings are $240,000: a base of ...` is no label.
                *at <= LONGEST_LABEL
                    && !quantities.iter().any(|one| {
                        one.at.start < *at && (one.money().is_some() || one.at.end > *at)
                    })
            })
            .unwrap_or(0);
        Line {
            sentence,
            tokens,
            quantities,
            hits,
            label,
            heading,
        }
    }

    pub fn has(&self, signal: Signal) -> bool {
        self.signals(signal).next().is_some()
    }

    pub fn signals(&self, signal: Signal) -> impl Iterator<Item = &Hit> {
        self.hits
            .iter()
            .filter(move |hit| hit.says == Says::Signal(signal))
    }

    pub fn headed(&self, signal: Signal) -> bool {
        self.heading
            .iter()
            .any(|hit| hit.says == Says::Signal(signal))
    }

    /// Kinds of grant that the sentence names, in its order, the most telling at each place.
    pub fn kinds(&self) -> Vec<(Kind, usize)> {
        kinds_of(&self.hits)
    }

    /// Whether a cue speaks for a role, at least so strongly.
    pub fn speaks_of(&self, role: Role, least: f64) -> bool {
        speaks(&self.hits, role, least)
    }

    pub fn headed_by(&self, role: Role) -> bool {
        speaks(&self.heading, role, 2.0)
    }

    pub fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.stem.as_str())
    }

    /// The word so many tokens before a place; empty where the line does not reach so far.
    pub fn word_before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.word(at))
    }

    /// Whether a signal stands so close to a quantity.
    pub fn near(&self, signal: Signal, quantity: &Quantity, before: usize, after: usize) -> bool {
        let from = quantity.at.start.saturating_sub(before);
        let to = quantity.at.end + after;
        self.signals(signal)
            .any(|hit| hit.at.end > from && hit.at.start < to)
    }
}

fn speaks(hits: &[Hit], role: Role, least: f64) -> bool {
    hits.iter()
        .any(|hit| matches!(hit.says, Says::Cue(of, weight) if of == role && weight >= least))
}

pub(crate) fn kinds_of(hits: &[Hit]) -> Vec<(Kind, usize)> {
    let mut out: Vec<(Kind, usize, usize)> = Vec::new();
    for hit in hits {
        let Says::Kind(kind) = hit.says else {
            continue;
        };
        match out
            .iter_mut()
            .find(|(_, start, end)| hit.at.start < *end && *start < hit.at.end)
        {
            Some(had)
                if hit.at.len() > had.2 - had.1
                    || (hit.at.len() == had.2 - had.1 && kind < had.0) =>
            {
                *had = (kind, hit.at.start, hit.at.end);
            }
            Some(_) => {}
            None => out.push((kind, hit.at.start, hit.at.end)),
        }
    }
    out.sort_by_key(|(_, start, _)| *start);
    out.into_iter().map(|(kind, at, _)| (kind, at)).collect()
}

/// A role and how much speaks for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Weighed {
    pub role: Role,
    pub score: f64,
    /// How far ahead of the next role, as a share of its own score.
    pub margin: f64,
}

/// Least score of a role that is taken.
const LEAST: f64 = 0.9;
/// Least lead over the next role, as a share.
const LEAD: f64 = 0.12;
/// What a label, a heading and the sentence before say, against a cue beside the quantity.
const LABEL: f64 = 1.2;
const HEADING: f64 = 0.6;
const BEFORE: f64 = 0.3;
/// The same where the sentence points back: `it will be 10%`.
const POINTED: f64 = 0.6;
/// The same where the sentence before asks: `When do I start? On 2 May.`
const ANSWERED: f64 = 0.9;

/// Whether a sentence begins another matter: `In addition you may receive ...`.
fn adds_another(line: &Line) -> bool {
    line.sentence.text.starts_with(char::is_uppercase)
        && matches!(
            (line.word(0), line.word(1)),
            ("in", "addition")
                | ("additionally" | "separately" | "finally" | "lastly", _)
                | ("on", "top")
        )
}

/// `When do I start? On 2 May ...`
fn answers(quantity: &Quantity, before: Option<&Line>) -> bool {
    quantity.at.start <= 2 && before.is_some_and(|before| before.sentence.text.ends_with('?'))
}

/// Whether a sentence is about that before: `it amounts to`, `this will be`.
fn points_back(line: &Line, quantity: &Quantity) -> bool {
    const POINTERS: &[&str] = &["it", "these", "they"];
    let near = quantity.at.start.saturating_sub(6)..quantity.at.start;
    line.tokens
        .iter()
        .enumerate()
        .any(|(at, token)| (at < 2 || near.contains(&at)) && token.is_any(POINTERS))
}

/// Whether a line is hardly more than the quantity: its heading is then a label.
fn stands_alone(line: &Line, quantity: &Quantity) -> bool {
    const MOST: usize = 3;
    line.quantities.len() == 1
        && line.tokens.len() <= quantity.at.len() + MOST
        && !line
            .hits
            .iter()
            .any(|hit| matches!(hit.says, Says::Cue(..)))
}

/// What a quantity of a line can be, best first. `before` is the sentence before in its paragraph.
pub(crate) fn weigh(
    lexicon: &Lexicon,
    line: &Line,
    quantity: &Quantity,
    unit: Unit,
    before: Option<&Line>,
) -> Vec<(Role, f64)> {
    let size = match &quantity.value {
        Value::Money(money) => Some(money.to_f64()),
        Value::Count(count) => count.to_string().parse().ok(),
        _ => None,
    };
    let mut best: Vec<(Role, usize, f64)> = Vec::new();
    let mut speak = |role: Role, phrase: usize, score: f64| {
        let Some(least) = lexicon.takes(role, unit) else {
            return;
        };
        if size.is_some_and(|size| size < least) {
            return;
        }
        match best
            .iter_mut()
            .find(|(had, of, _)| *had == role && *of == phrase)
        {
            Some(had) if had.2.abs() < score.abs() => had.2 = score,
            Some(_) => {}
            None => best.push((role, phrase, score)),
        }
    };
    for hit in &line.hits {
        let Says::Cue(role, weight) = hit.says else {
            continue;
        };
        let mut reaches = reach(line, hit, quantity);
        // A cue that another quantity has to itself says less of this one.
        let claimed = line.quantities.iter().any(|other| {
            other.at != quantity.at
                && std::mem::discriminant(&other.value) == std::mem::discriminant(&quantity.value)
                && !other.ranged
                && reach(line, hit, other) > reaches * 1.3
        });
        if claimed && hit.at.end > line.label {
            reaches *= 0.6;
        }
        // `1 June until 31 May`: the preposition is about the day behind it.
        if role == Role::OtherDay && hit.at.start >= quantity.at.end {
            reaches *= 0.3;
        }
        // What speaks against a role has to stand close by.
        let reaches = if weight < 0.0 {
            reaches * reaches
        } else {
            reaches
        };
        speak(role, hit.phrase, weight * reaches);
    }
    let bare = stands_alone(line, quantity);
    for hit in &line.heading {
        // Under `Probation` a day to answer by is still one.
        if let Says::Cue(role, weight) = hit.says
            && weight > 1.0
            && role != Role::OtherDay
        {
            let says = if bare { LABEL } else { HEADING };
            speak(role, hit.phrase, weight * says);
        }
    }
    let before_says = if adds_another(line) {
        0.0
    } else if answers(quantity, before) {
        ANSWERED
    } else if points_back(line, quantity) {
        POINTED
    } else {
        BEFORE
    };
    for hit in before.iter().flat_map(|line| &line.hits) {
        if let Says::Cue(role, weight) = hit.says
            && weight > 1.0
        {
            speak(role, hit.phrase, weight * before_says);
        }
    }
    let mut roles: Vec<(Role, f64)> = Vec::new();
    // Many words for one role are worth more than one, but not as many times.
    best.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()));
    let mut times: Vec<(Role, bool, i32)> = Vec::new();
    for (role, _, score) in best {
        let entry = match times
            .iter_mut()
            .find(|(had, sign, _)| *had == role && *sign == (score > 0.0))
        {
            Some(entry) => entry,
            None => {
                times.push((role, score > 0.0, 0));
                let Some(last) = times.last_mut() else {
                    continue;
                };
                last
            }
        };
        let share = 0.35_f64.powi(entry.2);
        entry.2 += 1;
        match roles.iter_mut().find(|(had, _)| *had == role) {
            Some(had) => had.1 += score * share,
            None => roles.push((role, score * share)),
        }
    }
    roles.sort_by(|a, b| b.1.total_cmp(&a.1));
    roles
}

const SPECIAL: [Role; 4] = [
    Role::Guaranteed,
    Role::Signing,
    Role::Retention,
    Role::Relocation,
];

fn is_general(role: Role) -> bool {
    matches!(role, Role::Base | Role::Bonus)
}

/// The role that is clearly ahead.
pub(crate) fn decide(ranked: &[(Role, f64)]) -> Option<Weighed> {
    let (mut role, mut score) = *ranked.first()?;
    let mut next = ranked.get(1).map_or(0.0, |(_, score)| score.max(0.0));
    // Where a special name and a general one are level, the special one is meant: a
    // guaranteed bonus is a bonus too.
    if let Some((special, its_score)) = ranked.get(1).copied()
        && is_general(role)
        && SPECIAL.contains(&special)
        && score - its_score < LEAD * score
    {
        (role, score) = (special, its_score);
        next = ranked.get(2).map_or(0.0, |(_, score)| score.max(0.0));
    }
    let margin = if score > 0.0 {
        (score - next) / score
    } else {
        0.0
    };
    (score >= LEAST && margin >= LEAD).then_some(Weighed {
        role,
        score,
        margin,
    })
}
