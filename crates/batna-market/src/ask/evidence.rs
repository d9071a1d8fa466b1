//! Questions about the evidence itself: how many rows there are, how large a sample is.

use super::Statistic;
use super::slots::{Reader, ask};
use super::token::Token;
use super::vocabulary::Meaning;

/// What is asked of a body of evidence: `how large is the sample`.
const SIZES: &[&str] = &[
    "large",
    "big",
    "small",
    "good",
    "solid",
    "reliable",
    "strong",
    "thick",
    "thin",
    "deep",
    "wide",
    "broad",
    "complete",
    "robust",
    "rich",
    "trustworthy",
    "sound",
    "extensive",
];
const EVIDENCE: &[&str] = &[
    "data",
    "evidence",
    "sample",
    "samples",
    "records",
    "rows",
    "coverage",
    "dataset",
    "database",
    "observations",
    "reports",
];

impl Reader<'_> {
    /// How many tokens ask for the size of the evidence.
    pub(super) fn counted(&mut self, at: usize) -> Option<usize> {
        self.how_many(at)
            .or_else(|| self.how_large(at))
            .or_else(|| self.is_there_any(at))
    }

    fn counts(&mut self, at: usize) {
        self.is_pay = true;
        self.statistics.push((at, Statistic::Count));
        self.statistic_at.insert(at);
        self.tells(at);
    }

    /// `how solid is your data`, `how large is the sample`.
    fn how_large(&mut self, at: usize) -> Option<usize> {
        let asks = self.word(at) == "how"
            && SIZES.contains(&self.word(at + 1))
            && matches!(self.word(at + 2), "is" | "are")
            && matches!(self.word(at + 3), "your" | "the" | "this" | "that" | "our");
        let noun = (at + 4..at + 6).find(|i| EVIDENCE.contains(&self.word(*i)))?;
        asks.then(|| {
            self.counts(at);
            noun + 1 - at
        })
    }

    /// `do you have any records`, `is there evidence`; not `any data on what they pay`.
    fn is_there_any(&mut self, at: usize) -> Option<usize> {
        let length = match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("do", "you", "have" | "hold") | ("have", "you", "got" | "any") => 3,
            ("is" | "are", "there" | "your", _) => 2,
            _ => return None,
        };
        const BEFORE: &[&str] = &[
            "any", "enough", "much", "some", "good", "solid", "many", "the",
        ];
        let from = at + length;
        let noun = (from..from + 3).find(|i| !BEFORE.contains(&self.word(*i)))?;
        // The `data` of data analysts is none.
        let is_role = matches!(self.phrase(noun), Some((_, Meaning::Role(_))));
        if is_role || !EVIDENCE.contains(&self.word(noun)) {
            return None;
        }
        let asks_pay = (noun..self.tokens.len()).any(|i| {
            matches!(
                self.word(i),
                "what" | "how" | "pay" | "pays" | "earn" | "make"
            )
        });
        (!asks_pay).then(|| {
            self.counts(at);
            noun + 1 - at
        })
    }

    /// `how many salary reports`: the evidence is counted; `how many engineers` is not held.
    fn how_many(&mut self, at: usize) -> Option<usize> {
        if (self.word(at), self.word(at + 1)) != ("how", "many") {
            return None;
        }
        // `how many euros` asks for the pay in them.
        if matches!(self.phrase(at + 2), Some((_, Meaning::Currency(_)))) {
            self.is_pay = true;
            return Some(2);
        }
        // `how many money makes a developer`: much, in other people's English.
        const MUCH: &[&str] = &["money", "salary", "wage", "pay", "compensation", "income"];
        if MUCH.contains(&self.word(at + 2))
            && !self.vocabulary.count_nouns.contains(self.word(at + 3))
        {
            self.is_pay = true;
            return Some(2);
        }
        // `how many percent earn above 250k`, `how many of them, in percent`: where the amount
        // lies.
        let is_number = |token: &Token| token.number().is_some();
        let shares = |i: usize| matches!(self.word(i), "percent" | "percentage" | "pct");
        if (at + 3..self.tokens.len()).any(shares) && self.tokens.iter().skip(at).any(is_number) {
            return Some(2);
        }
        if matches!(self.word(at + 2), "percent" | "pct")
            && self.tokens.iter().skip(at + 3).any(is_number)
        {
            return Some(3);
        }
        let noun = |i: usize| self.vocabulary.count_nouns.contains(self.word(i));
        // `do you hold any records, and how many?`
        let ends = at + 2 >= self.tokens.len();
        let counts = (at + 2..at + 6).any(noun) || (ends && (0..at).any(noun));
        if counts {
            self.is_pay = true;
            self.counts(at);
        } else {
            let message =
                "`how many` counts the rows of evidence alone; the pay itself can be answered.";
            ask(&mut self.reading, message, Vec::new());
        }
        Some(2)
    }
}
