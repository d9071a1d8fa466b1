//! What a line of the person does: asks, arguments, an answer.

use batna_core::Currency;
use jiff::civil::Date;
use serde::Serialize;

use crate::claim::Claim;
use crate::component::{Component, Package};
use crate::heard::{Listening, read};
use crate::whole_words::hold_or_plural;

/// A reason that can open room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Argument {
    /// Market figures or work that was done.
    Evidence,
    /// Another offer or process.
    Alternative,
    /// Something given for something.
    Trade,
}

/// A line as understood.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Line {
    pub asks: Vec<(Component, f64)>,
    pub arguments: Vec<Argument>,
    pub accepts: bool,
    pub declines: bool,
    /// Clauses that could not be read.
    pub unread: Vec<String>,
}

/// Words that give a reason, and what must be on record for it; any of these is enough.
pub(super) struct Reason {
    pub argument: Argument,
    pub words: &'static [&'static str],
    pub rests_on: &'static [Claim],
    /// What lacks where none is on record.
    pub record: &'static str,
}

pub(super) const REASONS: &[Reason] = &[
    Reason {
        argument: Argument::Evidence,
        words: &[
            "market",
            "median",
            "percentile",
            "survey",
            "data",
            "benchmark",
        ],
        rests_on: &[Claim::MarketBand],
        record: "market data with a sample",
    },
    Reason {
        argument: Argument::Evidence,
        words: &["posted range", "posting", "you posted", "advertised range"],
        rests_on: &[Claim::PostedRange],
        record: "posted range",
    },
    Reason {
        argument: Argument::Evidence,
        words: &[
            "i shipped",
            "i led",
            "i built",
            "i published",
            "i cut",
            "i launched",
            "my paper",
            "my results",
            "track record",
        ],
        rests_on: &[Claim::Achievement],
        record: "confirmed achievement",
    },
    Reason {
        argument: Argument::Alternative,
        words: &["written offer", "offer in writing"],
        rests_on: &[Claim::CompetingWritten],
        record: "written offer of another employer",
    },
    Reason {
        argument: Argument::Alternative,
        words: &[
            "other offer",
            "another offer",
            "competing offer",
            "second offer",
            "offer from",
            "offers from",
        ],
        rests_on: &[Claim::CompetingWritten, Claim::CompetingVerbal],
        record: "open offer of another employer",
    },
    Reason {
        argument: Argument::Alternative,
        words: &[
            "other process",
            "another process",
            "final round",
            "interviewing with",
        ],
        rests_on: &[
            Claim::RunningProcess,
            Claim::CompetingWritten,
            Claim::CompetingVerbal,
        ],
        record: "running process elsewhere",
    },
    Reason {
        argument: Argument::Alternative,
        words: &["my current employer", "my current job", "counteroffer"],
        rests_on: &[Claim::CurrentJob],
        record: "current job",
    },
    Reason {
        argument: Argument::Trade,
        words: TRADE,
        rests_on: &[],
        record: "",
    },
];

const TRADE: &[&str] = &[
    "in exchange",
    "in return",
    "if you can",
    "if we can",
    "instead of",
    "i would sign",
    "i'd sign",
    "i will sign",
    "i'll sign",
    "sign today",
    "sign this week",
    "start earlier",
    "i could start",
    "i can start",
    "give up",
    "i would take",
    "in place of",
    "rather than",
    "live with",
    "if the",
    "if you",
];
const ACCEPTS: &[&str] = &[
    "i accept",
    "i'll take it",
    "i will take it",
    "we have a deal",
    "count me in",
    "accepted",
];
/// Each of these alone closes it: "ok, accept".
const YES: &[&str] = &["accept", "accepted", "deal"];
const DECLINES: &[&str] = &[
    "i decline",
    "i have to decline",
    "i will pass",
    "i'll pass",
    "i am out",
    "no deal",
];

/// The reasons that a line, in small letters, gives.
pub(super) fn reasons(lower: &str) -> impl Iterator<Item = &'static Reason> + '_ {
    REASONS
        .iter()
        .filter(|reason| reason.words.iter().any(|word| hold_or_plural(lower, word)))
}

const GIVES: &[&str] = &[
    " I can ",
    " I could ",
    " I would ",
    " I'd ",
    " I will ",
    " I'll ",
];

/// Words that ask, where a clause holds an argument as well.
const ASKS: &[&str] = &[
    "could", "would", "can you", "can we", "ask", "asking", "like", "fair",
];

/// "The market median is 262k" is a reason and no ask for 262k. A point between digits ends no
/// clause, but splits "2.5% equity" harmlessly: neither half argues.
fn only_argues(clause: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| hold_or_plural(clause, word));
    let argues = REASONS
        .iter()
        .any(|reason| !reason.rests_on.is_empty() && has(reason.words));
    argues && !has(ASKS) && !clause.contains('?')
}

impl Line {
    /// Reads a line against what is on the table.
    pub fn read(text: &str, table: &Package, as_of: Date) -> Line {
        let lower: String = text.chars().take(4_000).collect::<String>().to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| hold_or_plural(&lower, word));
        let currency: Currency = table.currency;
        // The reason and the ask of one sentence are read apart: "the level pays more: 260k".
        let mut apart = text
            .replace(": ", "; ")
            .replace(" because ", "; ")
            .replace(" so ", "; ");
        // And what is given from what is asked: "if you can do 260k base I can start in May".
        for given in GIVES {
            apart = apart.replace(given, &format!(";{given}"));
        }
        let asked: String = apart
            .split_inclusive(['.', ';', '?', '!', '\n'])
            .filter(|clause| !only_argues(&clause.to_lowercase()))
            .collect();
        let heard = read(
            &asked,
            Listening {
                current: Some(table),
                currency,
                as_of,
            },
        );
        let mut asks: Vec<(Component, f64)> = Vec::new();
        let stated = heard
            .changes
            .iter()
            .map(|change| (change.component, change.to));
        for (component, amount) in stated {
            // An ask is for more; what stands is no ask.
            if amount > table.amount(component) && !asks.iter().any(|ask| ask.0 == component) {
                asks.push((component, amount));
            }
        }
        let words: Vec<&str> = lower
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .filter(|word| !word.is_empty())
            .collect();
        let plain_yes = words.len() <= 4
            && words.iter().any(|word| YES.contains(word))
            && !words
                .iter()
                .any(|word| matches!(*word, "no" | "not" | "cannot") || word.ends_with("n't"));
        let accepts = (has(ACCEPTS) || plain_yes) && asks.is_empty() && !lower.contains(" if ");
        let mut arguments: Vec<Argument> = reasons(&lower).map(|reason| reason.argument).collect();
        arguments.sort_unstable();
        arguments.dedup();
        Line {
            asks,
            arguments,
            accepts,
            declines: !accepts && has(DECLINES),
            unread: heard.unread,
        }
    }
}
