//! What a text says of other employers: who they are, how many, and what they offer.
//!
//! A name that no record holds is as much an invention as an offer that no record holds; an
//! amount said of another offer must be that offer's, whatever else of the case it equals.
//! Leaves out: names in lower case, and what is said of an employer without a word for it.

use crate::claim::{Claim, Fact, Support};
use crate::script::PhraseBook;
use crate::whole_words;

/// Words after which the name of another employer follows.
const NAMED_AFTER: &[&str] = &[
    "offer from ",
    "offers from ",
    "offer with ",
    "offer at ",
    "interviewing with ",
    "interviews with ",
    "process with ",
    "processes with ",
    "round with ",
    "rounds with ",
    "stage with ",
    "talks with ",
    "talking to ",
    "talking with ",
];

/// A count of offers, and the least it means.
const COUNTS: &[(&str, usize)] = &[
    ("two", 2),
    ("both", 2),
    ("couple", 2),
    ("several", 2),
    ("multiple", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
];

/// A name said to be of another employer and on no record: its place and itself.
pub(super) fn unknown_employer<'a>(
    sentence: &'a str,
    support: &Support,
) -> Option<(usize, &'a str)> {
    NAMED_AFTER.iter().find_map(|words| {
        let at = whole(sentence, words)? + words.len();
        let name = name_at(sentence.get(at..)?)?;
        let lower = name.to_lowercase();
        let known = support.known_employers().iter().any(|known| {
            let known = known.to_lowercase();
            whole_words::hold(&known, &lower) || whole_words::hold(&lower, &known)
        });
        (!known).then_some((at, name))
    })
}

/// The words in the sentence, whatever their case; a byte for a byte.
fn whole(sentence: &str, words: &str) -> Option<usize> {
    sentence.to_ascii_lowercase().find(words)
}

/// The capitalised words that a text begins with: `Sample Database Co`.
fn name_at(text: &str) -> Option<&str> {
    let mut end = 0;
    for word in text.split_inclusive(' ') {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !bare.chars().next().is_some_and(char::is_uppercase) {
            break;
        }
        let start = end;
        end += word.len();
        // A comma or period ends the name.
        if bare.len() < word.trim_end().len() {
            return text.get(..start + bare.len());
        }
    }
    text.get(..end)
        .map(str::trim_end)
        .filter(|name| !name.is_empty() && *name != "I")
}

/// More offers than are on record: where the count stands, and itself.
pub(super) fn too_many(lower: &str, support: &Support) -> Option<(usize, &'static str)> {
    let on_record =
        support.all(Claim::CompetingWritten).count() + support.all(Claim::CompetingVerbal).count();
    let offers = lower.find("offers")?;
    let head = lower.get(..offers)?;
    let near: Vec<&str> = head.split_whitespace().rev().take(3).collect();
    COUNTS.iter().find_map(|(word, least)| {
        (near.contains(word) && *least > on_record)
            .then(|| head.rfind(word).map(|at| (at, *word)))
            .flatten()
    })
}

/// Whether the sentence speaks of another employer's offer.
pub(super) fn speaks_of_it(lower: &str, support: &Support, phrases: &PhraseBook) -> bool {
    let named = support
        .all(Claim::CompetingWritten)
        .chain(support.all(Claim::CompetingVerbal))
        .filter_map(|statement| statement.fact("employer"))
        .any(|fact| matches!(fact, Fact::Words(name) if whole_words::hold(lower, &name.to_lowercase())));
    named
        || phrases.trigger.iter().any(|trigger| {
            trigger
                .claims()
                .any(|claim| claim == Claim::CompetingWritten)
                && !trigger.claims().any(|claim| claim == Claim::RunningProcess)
                && trigger
                    .words
                    .iter()
                    .any(|word| whole_words::hold(lower, word))
        })
}

/// Amounts that may stand beside another offer: its own, and what this employer offered.
pub(super) fn amounts(support: &Support) -> Vec<f64> {
    let mut out = support.amounts_elsewhere().to_vec();
    for statement in support.statements() {
        let asked = [
            Claim::Ask,
            Claim::AskAlternative,
            Claim::AskOutsideBand,
            Claim::MarketBand,
        ];
        if !asked.contains(&statement.claim()) {
            out.extend(super::figures_of(statement));
        }
    }
    out
}
