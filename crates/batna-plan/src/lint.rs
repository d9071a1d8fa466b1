//! Checks a text that the person wrote: what in it does the case not support?
//!
//! Every figure must be a fact of a statement or of the ask; words that claim another
//! offer, a market figure, a first choice or a promise must have their statement; what is
//! private or confidential must not be there. The text is data: nothing in it becomes a
//! statement. Leaves out: style.

mod elsewhere;
mod figures;

use batna_core::{Diagnostic, Diagnostics, Location, Severity};

use crate::claim::{Claim, Fact, Statement, Support};
use crate::component::{Component, Package, Unit};
use crate::plan::CounterPlan;
use crate::script::PhraseBook;

pub use figures::{Figure, figures};

/// What a text is checked against.
#[derive(Clone, Copy)]
pub struct Checking<'a> {
    pub support: &'a Support,
    /// The plan, for what must stay private; none where there is none.
    pub plan: Option<&'a CounterPlan>,
    pub phrases: &'a PhraseBook,
    /// Name of the text in diagnostics.
    pub file: &'a str,
}

/// Every figure, competing offer or promise that the case does not support, with line
/// and remedy.
pub fn lint(text: &str, checking: Checking<'_>) -> Diagnostics {
    let mut found = Vec::new();
    let known = supported_figures(checking.support);
    let private = private_figures(checking.plan);
    let beside_another = elsewhere::amounts(checking.support);
    for (start, sentence) in sentences(text) {
        let lower = sentence.to_lowercase();
        let asks = ASKING.iter().any(|word| lower.contains(word));
        let of_another =
            !asks && elsewhere::speaks_of_it(&lower, checking.support, checking.phrases);
        let supported = if of_another { &beside_another } else { &known };
        for figure in figures(sentence) {
            let span = start + figure.start..start + figure.end;
            let place = Location::in_text(checking.file, text, span);
            let shown = &figure.text;
            if let Some(what) = private.iter().find(|(value, _)| figure.is(*value)) {
                // What is asked for aloud, or offered already, is no secret.
                if !known.iter().any(|value| figure.is(*value)) {
                    found.push(
                        Diagnostic::error(
                            "plan::gives-away",
                            format!("`{shown}` is {}: it must not reach the other side", what.1),
                        )
                        .at(place)
                        .remedy("take it out, or ask for the opening"),
                    );
                    continue;
                }
            }
            if supported.iter().any(|value| figure.is(*value)) {
                continue;
            }
            let severity = if asks {
                Severity::Advice
            } else {
                Severity::Error
            };
            let remedy = if asks {
                "an ask needs no evidence, but this one is not in your plan: check that it is meant"
            } else {
                "take it out, or add the record that shows it (a written offer, a market band, \
                 a confirmed ledger entry) and confirm it"
            };
            found.push(
                Diagnostic::new(
                    "plan::unsupported-figure",
                    severity,
                    if of_another {
                        format!("no record of another employer supports `{shown}`")
                    } else {
                        format!("nothing in the case supports `{shown}`")
                    },
                )
                .at(place)
                .remedy(remedy),
            );
        }
        for trigger in &checking.phrases.trigger {
            let claims: Vec<Claim> = trigger.claims().collect();
            if claims.iter().any(|claim| checking.support.has(*claim)) {
                continue;
            }
            for word in &trigger.words {
                let Some(at) = position_of(&lower, sentence, word) else {
                    continue;
                };
                let names: Vec<&str> = claims.iter().map(|claim| claim.id()).collect();
                found.push(
                    Diagnostic::error(
                        "plan::unsupported-claim",
                        format!(
                            "\"{word}\" claims {}; the case does not support it",
                            names.join(" or ")
                        ),
                    )
                    .at(Location::in_text(
                        checking.file,
                        text,
                        start + at..start + at + word.len(),
                    ))
                    .remedy(remedy_for(&claims)),
                );
                break;
            }
        }
        // Where there is none at all, the words above are flagged already.
        let others = [
            Claim::CompetingWritten,
            Claim::CompetingVerbal,
            Claim::RunningProcess,
        ];
        let any = others.iter().any(|claim| checking.support.has(*claim));
        let invented = elsewhere::unknown_employer(sentence, checking.support).map(|(at, name)| {
            let why = format!("no open offer or process of `{name}` is on record");
            (at, name, why)
        });
        let counted = elsewhere::too_many(&lower, checking.support).map(|(at, word)| {
            let why = format!("\"{word}\": fewer offers of other employers are on record");
            (at, word, why)
        });
        for (at, words, why) in invented.into_iter().chain(counted).filter(|_| any) {
            found.push(
                Diagnostic::error("plan::unsupported-claim", why)
                    .at(Location::in_text(
                        checking.file,
                        text,
                        start + at..start + at + words.len(),
                    ))
                    .remedy("take it out, or record what it rests on and confirm it"),
            );
        }
        // Written is more than spoken: the stronger word needs the stronger evidence.
        if lower.contains("written offer") || lower.contains("offer in writing") {
            let only_spoken = !checking.support.has(Claim::CompetingWritten)
                && checking.support.has(Claim::CompetingVerbal)
                && !lower.contains("your");
            if only_spoken {
                found.push(
                    Diagnostic::error(
                        "plan::unsupported-claim",
                        "the other offer is spoken, not written",
                    )
                    .at(Location::in_text(
                        checking.file,
                        text,
                        start..start + sentence.len(),
                    ))
                    .remedy("call it an offer you were told of, or get it in writing"),
                );
            }
        }
        for name in checking.support.confidential_names() {
            if let Some(at) = position_of(&lower, sentence, &name.to_lowercase()) {
                found.push(
                    Diagnostic::error(
                        "plan::confidential",
                        "names an employer whose offer is marked confidential",
                    )
                    .at(Location::in_text(
                        checking.file,
                        text,
                        start + at..start + at + name.len(),
                    ))
                    .remedy("say \"another employer\", or ask them whether you may name them"),
                );
            }
        }
    }
    found.sort_by_key(|diagnostic| diagnostic.location.as_ref().map_or(0, |place| place.offset));
    found
}

/// Words with which a sentence asks rather than asserts.
const ASKING: &[&str] = &[
    "could we",
    "could you",
    "would you",
    "can we",
    "can you",
    "i would like",
    "i'd like",
    "i am asking",
    "i'm asking",
    "i ask",
    "move to",
    "get to",
    "targeting",
    "looking for",
    "hoping",
    "?",
];

fn remedy_for(claims: &[Claim]) -> &'static str {
    match claims.first() {
        Some(Claim::CompetingWritten | Claim::CompetingVerbal) => {
            "take it out: no confirmed, open offer of another employer is on record"
        }
        Some(Claim::RunningProcess) => "take it out, or record the process and confirm it",
        Some(Claim::MarketBand) => "take it out, or add market data with a sample",
        Some(Claim::FirstChoice | Claim::Commitment) => {
            "take it out, or record it as a commitment to this employer; it can be true of one only"
        }
        Some(Claim::Achievement) => "record the achievement with its evidence and confirm it",
        Some(Claim::Law | Claim::PostingLaw | Claim::HistoryBan) => {
            "no such law is on file for the place and the day"
        }
        _ => "take it out, or record what it rests on and confirm it",
    }
}

/// Where words stand in the sentence; lower-casing may shift bytes, so the place is
/// looked up again in the original where it can be.
fn position_of(lower: &str, sentence: &str, words: &str) -> Option<usize> {
    if words.is_empty() || !crate::whole_words::hold(lower, words) {
        return None;
    }
    let at = lower.find(words)?;
    Some(
        if sentence.is_char_boundary(at) && lower.len() == sentence.len() {
            at
        } else {
            0
        },
    )
}

/// Sentences and lines with the byte they start at.
fn sentences(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((index, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let ends =
            c == '\n' || (matches!(c, '.' | '!' | '?') && next.is_none_or(char::is_whitespace));
        if ends {
            let end = index + c.len_utf8();
            out.push((start, text.get(start..end).unwrap_or_default()));
            start = end;
        }
    }
    out.push((start, text.get(start..).unwrap_or_default()));
    out.retain(|(_, sentence)| !sentence.trim().is_empty());
    out
}

fn of_package(package: &Package, out: &mut Vec<f64>) {
    for (component, amount) in &package.terms {
        out.push(match component.unit() {
            // A figure written as a percentage reads as its fraction.
            Unit::Fraction => *amount,
            _ => *amount,
        });
        if *component == Component::RemoteDays {
            out.push(5.0 - amount);
        }
    }
}

pub(crate) fn supported_figures(support: &Support) -> Vec<f64> {
    support.statements().iter().flat_map(figures_of).collect()
}

/// Every amount that a statement holds.
fn figures_of(statement: &Statement) -> Vec<f64> {
    let mut out = Vec::new();
    for (_, fact) in statement.facts() {
        match fact {
            Fact::Money(money) => out.push(money.to_f64()),
            Fact::Rate(rate) => out.push(rate.to_f64()),
            Fact::Number(number) => out.push(*number),
            Fact::Package(package) => of_package(package, &mut out),
            // Figures inside words of a record: "cut cost 40%".
            Fact::Words(words) => {
                out.extend(figures(words).into_iter().map(|figure| figure.value));
            }
            Fact::Date(_) | Fact::List(_) => {}
        }
    }
    out
}

/// Amounts that give away what the owner would accept or thinks of the other side.
fn private_figures(plan: Option<&CounterPlan>) -> Vec<(f64, &'static str)> {
    let Some(plan) = plan else {
        return Vec::new();
    };
    let mut out = Vec::new();
    let accept = plan.accept_if.for_owner();
    for threshold in &accept.alone {
        out.push((threshold.at_least, "what you would accept"));
    }
    for given in &accept.given {
        out.push((given.then.at_least, "what you would accept"));
    }
    for limit in plan.employer_model.for_owner().limits.values() {
        out.push((limit.median, "your guess at their limit"));
    }
    out
}
