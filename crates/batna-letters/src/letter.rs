//! A letter taken apart: its lines, and what each quantity of them is about.

use crate::evidence::{Line, Weighed, decide, weigh};
use crate::lexicon::{Lexicon, Role, Says, Signal, Unit};
use crate::quantity::{Habits, Quantity, Value, habits};
use crate::text::sentences;
use crate::token::{Token, TokenKind};

/// Largest amount for one share that is believed.
const HIGHEST_PRICE: f64 = 5_000.0;

/// What is made of one quantity.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// Which line and which of its quantities.
    pub line: usize,
    pub quantity: usize,
    pub ranked: Vec<(Role, f64)>,
    /// None where no role is clearly ahead.
    pub taken: Option<Weighed>,
}

impl Claim {
    pub fn is(&self, role: Role) -> bool {
        self.taken.is_some_and(|taken| taken.role == role)
    }

    pub fn score(&self, role: Role) -> f64 {
        self.ranked
            .iter()
            .find(|(of, _)| *of == role)
            .map_or(0.0, |(_, score)| *score)
    }
}

/// What the readers of every topic are given.
pub(crate) struct Letter {
    pub lines: Vec<Line>,
    pub claims: Vec<Claim>,
}

impl Letter {
    pub fn new(plain: &str, lexicon: &Lexicon) -> Letter {
        let habits: Habits = habits(plain);
        let lines: Vec<Line> = sentences(plain)
            .into_iter()
            .map(|sentence| Line::new(sentence, lexicon, habits))
            .collect();
        let mut claims = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let before = before(&lines, index);
            for (at, quantity) in line.quantities.iter().enumerate() {
                let mut ranked = match unit(line, quantity) {
                    Some(Unit::Money) => {
                        let money = weigh(lexicon, line, quantity, Unit::Money, before);
                        let price = if could_be_a_price(quantity) {
                            weigh(lexicon, line, quantity, Unit::Price, before)
                        } else {
                            Vec::new()
                        };
                        let top = |ranked: &[(Role, f64)]| ranked.first().map_or(0.0, |one| one.1);
                        if top(&price) > top(&money) {
                            price
                        } else {
                            money
                        }
                    }
                    Some(unit) => weigh(lexicon, line, quantity, unit, before),
                    None => continue,
                };
                if is_in_shares(line, quantity) {
                    ranked.retain(|(role, _)| !IN_CASH.contains(role));
                }
                if !could_vest(line, before) {
                    ranked.retain(|(role, _)| *role != Role::Vest);
                }
                if let Some(role) = end_of_a_term(line, at).filter(|_| speaks_of_term(line)) {
                    speak_for(&mut ranked, role, TERM);
                }
                if let Some(role) = named_day(line, quantity) {
                    speak_for(&mut ranked, role, NAMED);
                }
                claims.push(Claim {
                    line: index,
                    quantity: at,
                    // What others pay is no term of this offer.
                    taken: decide(&ranked).filter(|_| {
                        quantity.money().is_none()
                            || !(line.has(Signal::Elsewhere) || is_a_limit(line, quantity))
                    }),
                    ranked,
                });
            }
        }
        Letter { lines, claims }
    }

    /// The sentence before in the same paragraph.
    pub fn before(&self, index: usize) -> Option<&Line> {
        before(&self.lines, index)
    }

    pub fn claims_of(&self, line: usize) -> impl Iterator<Item = (&Claim, &Quantity)> {
        let first = self.claims.partition_point(|claim| claim.line < line);
        self.claims
            .get(first..)
            .unwrap_or_default()
            .iter()
            .take_while(move |claim| claim.line == line)
            .filter_map(move |claim| {
                let quantity = self.lines.get(line)?.quantities.get(claim.quantity)?;
                Some((claim, quantity))
            })
    }
}

/// What `from 1 October 2026 to 30 September 2028` adds for its two days.
const TERM: f64 = 2.5;

/// What it adds to a day that a name stands right before it.
const NAMED: f64 = 1.0;

/// `your first day of employment will be September 13`: named, whatever else the sentence says.
fn named_day(line: &Line, quantity: &Quantity) -> Option<Role> {
    quantity.day()?;
    let is_link = |token: &Token| {
        token.is_any(&[
            "is",
            "will",
            "be",
            "shall",
            "would",
            "of",
            "employment",
            "on",
            ":",
            "with",
            "us",
        ])
    };
    line.hits.iter().find_map(|hit| match hit.says {
        Says::Cue(role @ (Role::Start | Role::Deadline), weight) if weight >= 3.0 => {
            let between = line.tokens.get(hit.at.end..quantity.at.start)?;
            let linked = between.len() <= 4
                && between.iter().all(is_link)
                && between.iter().any(|token| token.is("is") || token.is("be"));
            linked.then_some(role)
        }
        _ => None,
    })
}

/// Which end of a term a day is: `from one day to another`.
fn end_of_a_term(line: &Line, at: usize) -> Option<Role> {
    let joined = |first: usize| {
        let (from, to) = (line.quantities.get(first)?, line.quantities.get(first + 1)?);
        let between = line.tokens.get(from.at.end..to.at.start)?;
        let words = [
            "to", "until", "through", "till", "thru", "end", "ending", "expire", "-",
        ];
        let joins = between.len() <= 5 && between.iter().any(|token| token.is_any(&words));
        (from.day().is_some() && to.day().is_some() && joins).then_some(())
    };
    if joined(at).is_some() {
        Some(Role::Start)
    } else {
        joined(at.checked_sub(1)?).map(|()| Role::OtherDay)
    }
}

/// `the office closes from one day to another` is no term of an appointment.
fn speaks_of_term(line: &Line) -> bool {
    const OF: &[&str] = &[
        "appointment",
        "appoint",
        "appointed",
        "contract",
        "term",
        "employment",
        "employed",
        "employ",
        "period",
        "assignment",
        "engagement",
        "position",
        "program",
        "programme",
        "fellowship",
        "date",
        "duration",
        "role",
        "post",
        "job",
        "run",
    ];
    line.label > 0
        || line.speaks_of(Role::Start, 3.0)
        || line.headed_by(Role::Start)
        || line.tokens.iter().any(|token| token.is_any(OF))
}

fn speak_for(ranked: &mut Vec<(Role, f64)>, role: Role, weight: f64) {
    match ranked.iter_mut().find(|(had, _)| *had == role) {
        Some(had) => had.1 += weight,
        None => ranked.push((role, weight)),
    }
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
}

fn before(lines: &[Line], index: usize) -> Option<&Line> {
    let this = lines.get(index)?;
    let before = lines.get(index.checked_sub(1)?)?;
    // Sentences of a paragraph share the line that it begins on.
    (before.sentence.line == this.sentence.line && before.sentence.heading == this.sentence.heading)
        .then_some(before)
}

const IN_CASH: [Role; 6] = [
    Role::Base,
    Role::Bonus,
    Role::Guaranteed,
    Role::Signing,
    Role::Retention,
    Role::Relocation,
];

/// `a hire-on award of $90,000 in company stock`, `$20,000 worth of shares`: not paid in cash.
fn is_in_shares(line: &Line, quantity: &Quantity) -> bool {
    let ends = quantity.at.end;
    let of = matches!(line.word(ends), "in" | "of" | "worth");
    of && quantity.money().is_some()
        && line.signals(Signal::Shares).any(|hit| {
            let between = line.tokens.get(ends + 1..hit.at.start);
            between.is_some_and(|between| {
                between.len() <= 3 && between.iter().all(|token| token.kind == TokenKind::Word)
            })
        })
}

/// Whether shares are spoken of: `8% in your first year` of a bonus is no part of a grant.
fn could_vest(line: &Line, before: Option<&Line>) -> bool {
    let speaks = |line: &Line| line.has(Signal::Shares) || line.has(Signal::Vesting);
    let headed = line.headed(Signal::Shares) || line.headed(Signal::Vesting);
    let of_bonus = line.speaks_of(Role::Bonus, 3.0) && !speaks(line) && !headed;
    !of_bonus && (speaks(line) || headed || before.is_none_or(speaks))
}

/// `any part above £50,000`, `more than $1m`: where something begins or ends, and no term itself.
fn is_a_limit(line: &Line, quantity: &Quantity) -> bool {
    let back = |words: usize| line.word_before(quantity.at.start, words);
    matches!(back(1), "above" | "beyond" | "below")
        || (back(2), back(1)) == ("more", "than") && !matches!(back(3), "no" | "not" | "never")
        || (back(3), back(2), back(1)) == ("in", "excess", "of") && !matches!(back(4), "not" | "no")
}

fn unit(line: &Line, quantity: &Quantity) -> Option<Unit> {
    match quantity.value {
        Value::Money(_) if is_a_price(line, quantity) => Some(Unit::Price),
        Value::Money(_) => Some(Unit::Money),
        Value::Percent(_) => Some(Unit::Percent),
        Value::Count(_) => Some(Unit::Count),
        Value::Day(_) => Some(Unit::Day),
        Value::Fraction(_) | Value::Length(_) | Value::Anniversary(_) | Value::NthYear(_) => None,
    }
}

fn could_be_a_price(quantity: &Quantity) -> bool {
    quantity
        .money()
        .is_some_and(|money| money.to_f64() <= HIGHEST_PRICE)
}

/// `$2.36 per share`, `12.40 each`: an amount for one share.
fn is_a_price(line: &Line, quantity: &Quantity) -> bool {
    let ends = quantity.at.end;
    could_be_a_price(quantity)
        && line.signals(Signal::PerShare).any(|hit| {
            let skipped = hit.at.start.saturating_sub(ends);
            let of_time = matches!(
                line.word(hit.at.end),
                "year" | "month" | "quarter" | "week" | "day" | "pay" | "of" | "paycheck"
            );
            hit.at.start >= ends && skipped <= 1 && !of_time
        })
}
