//! What the speaker is paid now, which a story tells and the question is not about.
//!
//! `I make 140k at Stripe; what do staff engineers get there?` asks for a band, not where
//! 140k lies; `I make 140k. Is that low?` asks just that, and keeps the amount.

use super::Statistic;
use super::aside::{Clause, clause_of};
use super::slots::Reader;

/// What is offered, asked or hoped for is no pay of now.
const NOT_YET: &[&str] = &[
    "offer",
    "offers",
    "offered",
    "offering",
    "counter",
    "proposed",
    "proposal",
    "ask",
    "asking",
    "want",
    "expect",
    "expecting",
    "verbal",
    "could",
    "should",
    "would",
    "if",
    "is",
    "are",
];
/// Words that say pay is of now, wherever they stand in a clause.
const OF_NOW: &[&str] = &["currently", "current", "presently"];
/// Verbs of being paid, near behind the one who is.
const PAID: &[&str] = &[
    "earn", "earning", "make", "making", "on", "paid", "get", "getting",
];
const SPEAKER: &[&str] = &["i", "im", "ive", "we", "were"];

impl Reader<'_> {
    /// Sets the speaker's own pay apart from the amounts that are asked about.
    pub(super) fn own_pay(&mut self) {
        if self.amounts_at.len() != self.reading.amounts.len() {
            return;
        }
        let clauses = self.clauses();
        let own: Vec<bool> = (self.amounts_at.iter())
            .map(|at| clause_of(&clauses, *at).is_some_and(|clause| self.is_paid_now(clause)))
            .collect();
        let others = own.iter().any(|own| !own);
        let last = self.amounts_at.last().copied().unwrap_or(0);
        let behind = clause_of(&clauses, last).map_or(0, |(_, end)| end);
        if !own.contains(&true) || !(others || self.asks_for_more(behind)) {
            return;
        }
        let mut each = own.iter();
        let (told, asked) = std::mem::take(&mut self.reading.amounts)
            .into_iter()
            .partition(|_| each.next().copied().unwrap_or(false));
        (self.reading.own_pay, self.reading.amounts) = (told, asked);
    }

    /// `what do staff engineers get`, and not `what do you make of that`: where it is the one
    /// amount, the question may be about it.
    fn asks_for_more(&self, from: usize) -> bool {
        const ASKS: &[&str] = &["what", "whats", "how", "which", "where", "who"];
        let said = |words: &[&str]| self.holds((from, self.tokens.len()), words);
        let is_placed = (self.statistics.iter()).any(|(_, s)| *s == Statistic::Placed);
        said(ASKS) && !said(&["that", "this", "it", "thats"]) && !is_placed
    }

    /// `I currently make`, `I'm on`, `my current base is`: in a clause that hopes for nothing.
    fn is_paid_now(&self, clause: Clause) -> bool {
        if self.holds(clause, OF_NOW) {
            return !self.holds(clause, &["offer", "offered", "offers", "offering"]);
        }
        let paid = (clause.0..clause.1).any(|at| {
            SPEAKER.contains(&self.word(at))
                && (at + 1..(at + 4).min(clause.1)).any(|at| PAID.contains(&self.word(at)))
        });
        paid && !self.holds(clause, NOT_YET)
    }
}
