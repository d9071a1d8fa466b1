//! What a line of the person does: asks, arguments, an answer.

use batna_core::Currency;
use jiff::civil::Date;
use serde::Serialize;

use crate::component::{Component, Package};
use crate::heard::{Listening, read};

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

const EVIDENCE: &[&str] = &[
    "market",
    "median",
    "percentile",
    "survey",
    "posted range",
    "posting",
    "data",
    "benchmark",
    "i shipped",
    "i led",
    "i built",
    "i published",
    "my paper",
    "results",
    "track record",
];
const ALTERNATIVE: &[&str] = &[
    "other offer",
    "another offer",
    "competing offer",
    "second offer",
    "written offer",
    "offer from",
    "other process",
    "another process",
    "final round",
    "my current employer",
    "counteroffer",
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
];
const ACCEPTS: &[&str] = &[
    "i accept",
    "i'll take it",
    "i will take it",
    "we have a deal",
    "count me in",
    "accepted",
];
const DECLINES: &[&str] = &[
    "i decline",
    "i have to decline",
    "i will pass",
    "i'll pass",
    "i am out",
    "no deal",
];

impl Line {
    /// Reads a line against what is on the table.
    pub fn read(text: &str, table: &Package, as_of: Date) -> Line {
        let lower: String = text.chars().take(4_000).collect::<String>().to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let currency: Currency = table.currency;
        // The reason and the ask of one sentence are read apart: "the level pays more: 260k".
        let apart = text
            .replace(": ", "; ")
            .replace(" because ", "; ")
            .replace(" so ", "; ");
        let heard = read(
            &apart,
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
        let accepts = has(ACCEPTS) && asks.is_empty() && !lower.contains(" if ");
        let arguments = [
            (Argument::Evidence, EVIDENCE),
            (Argument::Alternative, ALTERNATIVE),
            (Argument::Trade, TRADE),
        ]
        .into_iter()
        .filter(|(_, words)| has(words))
        .map(|(argument, _)| argument)
        .collect();
        Line {
            asks,
            arguments,
            accepts,
            declines: !accepts && has(DECLINES),
            unread: heard.unread,
        }
    }
}
