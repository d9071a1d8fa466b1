//! From text to a proposed offer.
//!
//! A letter is taken apart into lines and quantities, and each quantity is given to the role
//! that the words around it speak for (`letter`, `evidence`). Each topic then settles what is
//! claimed for it over the whole letter: one base, one target, grants with their terms,
//! claw-backs with their payments, and days.

mod days;
mod equity;
mod missing;
mod once;
mod parties;
mod pay;
mod place;
mod terms;

use std::sync::LazyLock;

use regex_lite::Regex;

use crate::evidence::Line;
use crate::letter::Letter;
use crate::lexicon::{Lexicon, Role};
use crate::proposal::{Confidence, Field, Proposal};
use crate::quantity::{Value, habits, quantities};
use crate::{LARGEST_DOCUMENT, Refusal};

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        pub(crate) static $name: std::sync::LazyLock<regex_lite::Regex> =
            std::sync::LazyLock::new(|| {
                regex_lite::Regex::new($text).expect("a pattern of this file")
            });
    };
}
pub(crate) use pattern;

pub(crate) fn field(
    path: impl Into<String>,
    value: impl Into<String>,
    from: &Line,
    confidence: Confidence,
) -> Field {
    Field {
        path: path.into(),
        value: value.into(),
        confidence,
        sentence: from.sentence.text.clone(),
        line: from.sentence.line,
        note: None,
    }
}

/// How sure a field is whose role has such a score.
pub(crate) fn confidence(score: f64) -> Confidence {
    if score >= 2.0 {
        Confidence::High
    } else {
        Confidence::Medium
    }
}

/// Keeps a sentence whose amount was not understood, for the person to read.
pub(crate) fn unread(proposal: &mut Proposal, line: &Line) {
    let text = &line.sentence.text;
    if !proposal.unread.contains(text) && proposal.unread.len() < 50 {
        proposal.unread.push(text.clone());
    }
}

/// Reads the text of one letter.
///
/// Errors: it is no letter, two letters, or not in English.
pub fn read(text: &str, lexicon: &Lexicon) -> Result<Proposal, Refusal> {
    if text.len() > LARGEST_DOCUMENT {
        return Err(Refusal::TooLarge);
    }
    if text.trim().is_empty() {
        return Err(Refusal::Empty);
    }
    if text.chars().filter(|c| c.is_alphabetic()).count() < 40 {
        return Err(Refusal::NoText);
    }
    let plain = crate::text::plain(text);
    is_one_letter(&plain)?;
    let letter = Letter::new(&plain, lexicon);
    let mut proposal = Proposal::default();
    parties::read(&letter, &mut proposal);
    place::read(&letter, &mut proposal);
    days::read(&letter, &mut proposal);
    pay::read(&letter, &mut proposal);
    once::read(&letter, &mut proposal);
    equity::read(&letter, &mut proposal);
    terms::read(&letter, &mut proposal);
    doubtful(&letter, &mut proposal);
    proposal.missing = missing::missing(&proposal);
    Ok(proposal)
}

/// Least amount that is taken for a pay of a year.
const LEAST_PAY: f64 = 12_000.0;

/// Whether a text speaks of a job and of an amount that could be its pay.
pub(crate) fn states_pay(text: &str) -> bool {
    let plain = crate::text::plain(text);
    OFFER_WORDS.is_match(&plain)
        && quantities(&crate::token::tokens(&plain), habits(&plain))
            .iter()
            .filter_map(|one| one.money())
            .any(|money| money.to_f64() >= LEAST_PAY)
}

static OFFER_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(offer|employ(?:ment|ed|ees?|er)?|hire[sd]?|assignment|pay rate|proposal|work for|RSUs?|sign-on|engagement|position|role|salary|compensation|start date|contract)\b")
        .expect("a pattern of this file")
});
static GREETING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^\s*Dear [A-Z]").expect("a pattern of this file"));
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?mi)^\s*(sincerely|yours (sincerely|faithfully|truly)|best regards|kind regards|very truly yours|warm regards|regards)\b")
        .expect("a pattern of this file")
});

const ENGLISH: &[&str] = &[
    "the", "of", "and", "your", "will", "you", "to", "with", "is", "for", "per", "on", "a",
];
const OTHER: &[&str] = &[
    "der", "die", "und", "das", "wir", "ihnen", "sie", "le", "la", "les", "des", "vous", "nous",
    "et", "est", "el", "los", "las", "usted", "del", "con", "het", "een", "voor", "wij", "het",
    "il", "di", "che", "per", "o", "os", "para", "se", "jest", "oraz", "nie", "mit", "für", "von",
    "avec", "pour", "de", "que",
];

fn is_one_letter(text: &str) -> Result<(), Refusal> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .take(5_000)
        .collect();
    let share = |list: &[&str]| words.iter().filter(|word| list.contains(word)).count();
    let (english, other) = (share(ENGLISH), share(OTHER));
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if latin * 10 < letters * 6 || (words.len() > 20 && other > english && other * 12 > words.len())
    {
        return Err(Refusal::OtherLanguage);
    }
    if !OFFER_WORDS.is_match(text) {
        return Err(Refusal::NotALetter);
    }
    // Two greetings, each followed by a closing: two letters in one file.
    let greetings: Vec<usize> = GREETING
        .find_iter(text)
        .map(|found| found.start())
        .collect();
    if let [first, second, ..] = greetings.as_slice() {
        let closed = |from: usize, to: usize| {
            text.get(from..to)
                .is_some_and(|part| CLOSING.is_match(part))
        };
        if closed(*first, *second) && closed(*second, text.len()) {
            return Err(Refusal::TwoLetters);
        }
    }
    Ok(())
}

/// Tells of the amounts that no role was clearly ahead for.
fn doubtful(letter: &Letter, proposal: &mut Proposal) {
    for claim in &letter.claims {
        let Some(line) = letter.lines.get(claim.line) else {
            continue;
        };
        let amount = line
            .quantities
            .get(claim.quantity)
            .is_some_and(|one| matches!(one.value, Value::Money(_)));
        // What is clearly an aside needs no reading; the rest might be a term.
        let aside = claim
            .ranked
            .first()
            .is_some_and(|(role, _)| *role == Role::Aside);
        if amount && claim.taken.is_none() && !aside {
            unread(proposal, line);
        }
    }
}
