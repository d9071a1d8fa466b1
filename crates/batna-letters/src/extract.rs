//! From text to a proposed offer.
//!
//! Each amount is given to the words that govern it (`topic`), then each topic is read by
//! its own rules: pay, equity, days, parties, terms.

mod days;
mod equity;
mod parties;
mod pay;
mod terms;
mod topic;

use std::sync::LazyLock;

use regex_lite::Regex;

use crate::mention::{self, Habits};
use crate::proposal::{Confidence, Field, Missing, Proposal};
use crate::text::{Sentence, sentences};
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

/// What the rules of every topic are given.
pub(crate) struct Letter {
    pub sentences: Vec<Sentence>,
    pub habits: Habits,
}

pub(crate) fn field(
    path: impl Into<String>,
    value: impl Into<String>,
    from: &Sentence,
    confidence: Confidence,
) -> Field {
    Field {
        path: path.into(),
        value: value.into(),
        confidence,
        sentence: from.text.clone(),
        line: from.line,
        note: None,
    }
}

/// Reads the text of one letter.
///
/// Errors: it is no letter, two letters, or not in English.
pub fn read(text: &str) -> Result<Proposal, Refusal> {
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
    let letter = Letter {
        sentences: sentences(&plain),
        habits: mention::habits(&plain),
    };
    let mut proposal = Proposal::default();
    parties::read(&letter, &mut proposal);
    days::read(&letter, &mut proposal);
    pay::read(&letter, &mut proposal);
    equity::read(&letter, &mut proposal);
    terms::read(&letter, &mut proposal);
    proposal.missing = missing(&proposal);
    Ok(proposal)
}

static OFFER_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(offer|employ(?:ment|ed)?|hire|RSUs?|sign-on|engagement|position|role|salary|compensation|start date|contract)\b")
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

/// What an offer letter should say and this one does not, most worth asking first.
fn missing(proposal: &Proposal) -> Vec<Missing> {
    let has = |prefix: &str| {
        proposal
            .fields
            .iter()
            .any(|field| field.path == prefix || field.path.starts_with(&format!("{prefix}.")))
    };
    let mut out = Vec::new();
    let mut ask = |present: bool, field: &str, words: &str| {
        if !present {
            out.push(Missing {
                field: field.to_owned(),
                ask: words.to_owned(),
            });
        }
    };
    ask(has("base"), "base", "What is the base salary a year?");
    ask(
        has("deadline"),
        "deadline",
        "By which day do you need my answer?",
    );
    ask(
        has("start"),
        "start",
        "Which start date do you have in mind?",
    );
    ask(
        has("grants"),
        "grants",
        "Is equity part of this offer? If so: kind, number, strike, and vesting, in writing.",
    );
    for number in proposal.grants() {
        let get = |name: &str| proposal.get(&format!("grants.{number}.{name}"));
        let at = |name: &str| format!("grants.{number}.{name}");
        let kind = get("kind").unwrap_or("unknown").to_owned();
        let option = matches!(kind.as_str(), "iso" | "nso" | "options");
        ask(
            get("size").is_some(),
            &at("size"),
            "How many shares is the grant, or what amount, and how is the amount turned into shares?",
        );
        ask(
            get("vesting").is_some(),
            &at("vesting"),
            "On which schedule does the grant vest, from which date, and is there a cliff?",
        );
        if option {
            ask(
                kind != "options",
                &at("kind"),
                "Are these incentive (ISO) or non-qualified options, or the local tax-favoured kind?",
            );
            ask(
                get("strike").is_some() || get("fair_value").is_some(),
                &at("strike"),
                "What is the current 409A or fair market value, and the strike you expect?",
            );
            ask(
                get("fully_diluted").is_some(),
                &at("fully_diluted"),
                "How many fully diluted shares are there, and what did the last round pay for a preferred share?",
            );
            ask(
                get("exercise_window").is_some(),
                &at("exercise_window"),
                "How long after leaving may vested options be exercised?",
            );
        }
        let dollars = get("size").is_some_and(|size| size.contains(' '));
        if dollars {
            ask(
                get("conversion_price").is_some()
                    || get("averaging_days").is_some()
                    || get("conversion_date").is_some(),
                &at("conversion"),
                "At which price, on which day or over how many days, does the amount become shares?",
            );
        }
        ask(
            get("acceleration").is_some(),
            &at("acceleration"),
            "What happens to the unvested part if the company is sold?",
        );
    }
    ask(
        has("bonus"),
        "bonus",
        "Is there a target bonus, and what was paid out in recent years?",
    );
    for kind in ["signing", "relocation", "retention"] {
        if has(kind) {
            ask(
                proposal.get(&format!("{kind}.clawback")).is_some(),
                &format!("{kind}.clawback"),
                "Does any of it have to be repaid on leaving: for how long, prorated, gross or net, and also after a lay-off?",
            );
        }
    }
    ask(has("title"), "title", "Which title and level is this?");
    ask(
        has("location") || has("remote_days"),
        "location",
        "Where is the work done, and how many days at the office?",
    );
    ask(
        has("benefits.severance"),
        "benefits.severance",
        "Is there severance if the role ends without cause?",
    );
    ask(
        has("benefits.retirement_match"),
        "benefits.retirement_match",
        "What does the company add to retirement saving?",
    );
    ask(
        has("benefits.paid_leave_days"),
        "benefits.paid_leave_days",
        "How many days of paid leave are there?",
    );
    out
}
