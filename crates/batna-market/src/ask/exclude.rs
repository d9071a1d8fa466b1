//! What a question leaves out: `not in London`, `excluding bonus`, `other than Google`.
//!
//! A band cannot leave a part out, so the part is asked back and the reading goes without
//! it. Two measures left out of the total are the third one.

use batna_core::Measure;

use super::slots::{Reader, ask};
use super::vocabulary::Meaning;

impl Reader<'_> {
    /// How many tokens say what is left out; none where nothing known is.
    pub(super) fn exclusion(&mut self, at: usize) -> Option<usize> {
        let lead = (1..=3).rev().find(|length| {
            let words: Option<Vec<String>> = (at..at + length)
                .map(|i| self.tokens.get(i)?.word().map(str::to_owned))
                .collect();
            words.is_some_and(|words| self.vocabulary.exclusion.contains(&words))
        })?;
        let mut end = at + lead;
        let mut measures = Vec::new();
        let mut named = Vec::new();
        loop {
            let mut next = end;
            while matches!(
                self.word(next),
                "the" | "any" | "a" | "in" | "at" | "and" | "or" | "of" | "for" | "based"
            ) {
                next += 1;
            }
            let Some((length, meaning)) = self.phrase(next).or_else(|| self.capitals(next)) else {
                break;
            };
            match meaning {
                Meaning::Measure(measure) => measures.push(measure),
                Meaning::Place(_)
                | Meaning::AmbiguousPlace(_)
                | Meaning::Employer(_)
                | Meaning::Stage(_)
                | Meaning::Region
                | Meaning::Level(_)
                | Meaning::Remote
                | Meaning::OnSite
                | Meaning::Skill(_)
                | Meaning::Role(_)
                | Meaning::TopicRole(_) => named.push(self.said(next, length)),
                _ => break,
            }
            end = next + length;
            let joined = matches!(self.word(end), "and" | "or")
                || self.tokens.get(end).is_some_and(|t| t.after_comma);
            // A list of what is left out holds one kind of thing: `excluding bonus, in London`.
            if !joined || (self.word(end) != "and" && self.word(end) != "or") {
                break;
            }
        }
        if measures.is_empty() && named.is_empty() {
            return None;
        }
        let said = self.said(at, end - at);
        self.is_pay |= !measures.is_empty();
        let left = |measure: Measure| measures.contains(&measure);
        if named.is_empty() && left(Measure::Bonus) && left(Measure::Equity) {
            super::slots::push(&mut self.reading.measures, Measure::Base);
            self.reading.taken.push(super::Taken {
                said,
                meaning: Measure::Base.label().to_owned(),
            });
        } else {
            let message = format!(
                "`{said}`: a band cannot leave a part out; the nearest reading goes without it."
            );
            ask(&mut self.reading, message, Vec::new());
        }
        Some(end - at)
    }
}
