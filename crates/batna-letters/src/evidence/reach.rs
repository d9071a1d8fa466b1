//! How well a cue of a sentence reaches a quantity of it.

use super::{LABEL, Line};
use crate::lexicon::Hit;
use crate::quantity::Quantity;

/// Words that only link an amount to the name after it: `$30,000 as a one-time signing bonus`.
const LINKS: &[&str] = &[
    "a",
    "an",
    "the",
    "your",
    "of",
    "in",
    "as",
    "for",
    "worth",
    "toward",
    "to",
    "on",
    "at",
    "gross",
    "one",
    "time",
    "cash",
    "initial",
    "taxable",
    "lump",
    "sum",
    "total",
    "additional",
    "new",
    "hire",
    "usd",
    "cad",
    "annual",
    "target",
    "subject",
    "company",
    "our",
    "cost",
    "help",
    "with",
    "(",
    ")",
    "\"",
    "per",
    "year",
    "annum",
    "base",
    "restricted",
    "common",
    "payment",
    "is",
    "off",
    "by",
    "way",
    "discretionary",
    "performance",
    "cover",
    "salary",
    "pay",
    "earning",
    "eligible",
    "paid",
];

/// Words behind which another statement begins.
const BREAKS: &[&str] = &[
    "and", ";", "plus", "but", ".", "so", "if", "because", "provided", "unless", "when", "while",
    "however", "|",
];

/// Whether a cue has a quantity of its own behind it: `a salary of £95,000 with a bonus of 20%`.
fn has_its_own(line: &Line, cue: &Hit, from: usize) -> bool {
    // `$118,000 with an additional $6,000`, but `$25,000 sign-on $10,000 relocation`.
    let apart = cue.at.start >= from + 2;
    line.quantities.iter().any(|other| {
        let stated = other.money().is_some() || other.rate().is_some();
        let between = line.tokens.get(cue.at.end..other.at.start);
        stated
            && between.is_some_and(|between| {
                (apart || !between.is_empty())
                    && between.len() <= 2
                    && between
                        .iter()
                        .all(|token| token.is_any(&["of", "at", ":", "is", "=", "("]))
            })
    })
}

/// Whether a cue is the name that a sentence gives to what it states: `(the "Sign-On Bonus")`.
fn names_it(line: &Line, cue: &Hit, from: usize) -> bool {
    let opened = (1..=3).find_map(|back| {
        let at = cue.at.start.checked_sub(back)?;
        (at > from && line.word(at) == "\"").then_some(at)
    });
    let bracket = opened.is_some_and(|at| {
        (1..=2).any(|back| at.checked_sub(back).is_some_and(|at| line.word(at) == "("))
    });
    bracket && matches!(line.word(cue.at.end), "\"" | "," | ")")
}

/// How well a cue reaches a quantity.
pub(super) fn reach(line: &Line, cue: &Hit, quantity: &Quantity) -> f64 {
    let same = |other: &&Quantity| {
        std::mem::discriminant(&other.value) == std::mem::discriminant(&quantity.value)
    };
    let crowd = |from: usize, to: usize| {
        line.quantities
            .iter()
            .filter(same)
            .filter(|other| other.at.start >= from && other.at.end <= to)
            .count()
    };
    let marks = |from: usize, to: usize, words: &[&str]| {
        line.tokens
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .filter(|token| token.is_any(words))
            .count()
    };
    let power = |base: f64, times: usize| base.powi(i32::try_from(times).unwrap_or(i32::MAX));
    if cue.at.end <= quantity.at.start {
        let (from, to) = (cue.at.end, quantity.at.start);
        let labelled = line.label > 0 && cue.at.end <= line.label && to > line.label;
        let near = power(0.965, to - from)
            * power(0.45, crowd(from, to))
            * power(0.85, marks(from, to, &["and", ";", "plus", "but"]))
            * power(0.93, marks(from, to, &[",", "("]))
            * power(0.6, marks(from, to, &["|"]).saturating_sub(1));
        if labelled {
            // A label is first of all about the first quantity behind it.
            near.max(LABEL * power(0.6, crowd(line.label, to)))
        } else {
            near
        }
    } else if cue.at.start >= quantity.at.end {
        let (from, to) = (quantity.at.end, cue.at.start);
        let between = line.tokens.get(from..to).unwrap_or_default();
        if names_it(line, cue, from) && crowd(from, to) == 0 {
            return LABEL;
        }
        let linked = between.iter().all(|token| token.is_any(LINKS));
        let near = if linked {
            1.1 * power(0.97, to - from)
        } else {
            0.8 * power(0.9, to - from)
        };
        let own = if has_its_own(line, cue, from) {
            0.3
        } else {
            1.0
        };
        own * near
            * power(0.2, crowd(from, to))
            * power(0.4, marks(from, to, BREAKS))
            * power(0.55, marks(from, to, &[",", ":"]))
            * power(0.75, marks(from, to, &["("]))
    } else {
        // The cue holds the quantity: `bonus of not less than 90,000 ~`.
        1.0
    }
}
