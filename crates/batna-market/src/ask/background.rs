//! What a story before the question names that the question is not about: a rent that rose,
//! the year one moved, the city one leaves.
//!
//! What is left out is shown with the reading, as what stands beside the question.

use super::Axis;
use super::aside::{Clause, clause_of};
use super::slots::Reader;
use super::vocabulary::Meaning;

impl Reader<'_> {
    /// `My rent has gone up again. What do ML engineers make?`: a statistic of something else,
    /// in a clause of the speaker's own that names no pay, place or role.
    pub(super) fn leave_statistics(&mut self, clauses: &[Clause]) {
        let mut kept = Vec::new();
        for (at, statistic) in std::mem::take(&mut self.statistics) {
            let alone = clause_of(clauses, at).is_some_and(|clause| {
                let named = (clause.0..clause.1).any(|at| {
                    self.pay_at.contains(&at)
                        || (self.telling.contains(&at) && !self.statistic_at.contains(&at))
                });
                self.is_told(clause.0)
                    && self.holds(clause, &["my", "i", "ive", "im", "we", "our"])
                    && !named
            });
            if !alone {
                kept.push((at, statistic));
            } else {
                self.telling.remove(&at);
            }
        }
        self.statistics = kept;
    }

    /// `I joined in 2021 as a data engineer. What should I earn?`: when something happened to
    /// the speaker is not the time of the pay.
    pub(super) fn leave_times(&mut self, clauses: &[Clause]) {
        const EVENTS: &[&str] = &[
            "moved",
            "joined",
            "started",
            "graduated",
            "left",
            "hired",
            "arrived",
            "born",
            "relocated",
            "switched",
            "became",
            "finished",
            "founded",
            "laid",
            "promoted",
            "quit",
            "married",
            "retired",
            "divorced",
            "bought",
            "closed",
            "raised",
            "fired",
            "came",
            "been",
            "worked",
            "working",
            "began",
            "transferred",
            "immigrated",
            "emigrated",
            "enrolled",
            "studied",
            "launched",
        ];
        let times: Vec<(usize, usize)> = (self.mentions.iter())
            .filter(|mention| mention.0 == Axis::Time)
            .map(|mention| (mention.1, mention.2))
            .collect();
        if times.len() != self.reading.time.len() {
            return;
        }
        let happened = |at: usize| {
            clause_of(clauses, at).is_some_and(|clause| {
                let paid = (clause.0..clause.1)
                    .any(|at| self.pay_at.contains(&at) || self.statistic_at.contains(&at));
                let past = (clause.0..clause.1).any(|at| {
                    let word = self.word(at);
                    word.len() > 4 && word.ends_with("ed")
                });
                self.is_told(at) && !paid && (past || self.holds(clause, EVENTS))
            })
        };
        let past: Vec<bool> = times.iter().map(|(at, _)| happened(*at)).collect();
        let mut each = past.iter();
        self.reading
            .time
            .retain(|_| !each.next().copied().unwrap_or(false));
        for ((at, end), _) in times.iter().zip(&past).filter(|(_, past)| **past) {
            self.mentions
                .retain(|mention| mention.0 != Axis::Time || mention.1 != *at);
            self.telling.remove(at);
            self.pass_over(*at, end - at);
        }
    }

    /// `I'm a data analyst in Leeds. What do data scientists in London earn?`: what the question
    /// itself names goes before what the story names of the same kind, unless both are compared.
    pub(super) fn leave_background(&mut self) {
        if self.sets_side_by_side() {
            return;
        }
        for axis in [
            Axis::Role,
            Axis::Level,
            Axis::Place,
            Axis::Employer,
            Axis::Measure,
        ] {
            let named: Vec<(usize, usize, Meaning)> = (self.mentions.iter())
                .filter(|mention| mention.0 == axis)
                .filter_map(|(_, at, end)| {
                    let (_, meaning) = self.phrase(*at).or_else(|| self.capitals(*at))?;
                    Some((*at, *end, meaning))
                })
                .collect();
            let (told, asked): (Vec<_>, Vec<_>) =
                named.into_iter().partition(|(at, _, _)| self.is_told(*at));
            let last = told.iter().map(|(at, _, _)| *at).max();
            let comes_first = last.is_some_and(|last| asked.iter().all(|(at, _, _)| *at > last));
            if asked.is_empty() || !comes_first {
                continue;
            }
            for (at, end, meaning) in told {
                let again = asked.iter().any(|(_, _, other)| *other == meaning);
                if again || !self.leave_out(&meaning) {
                    continue;
                }
                self.mentions
                    .retain(|mention| mention.0 != axis || mention.1 != at);
                self.pass_over(at, end - at);
            }
        }
    }

    /// Takes what a phrase named out of the reading; whether it was there.
    fn leave_out(&mut self, meaning: &Meaning) -> bool {
        fn drop<T>(list: &mut Vec<T>, is_it: impl Fn(&T) -> bool) -> bool {
            let before = list.len();
            list.retain(|item| !is_it(item));
            list.len() < before
        }
        let reading = &mut self.reading;
        match meaning {
            Meaning::Role(id) => drop(&mut reading.roles, |role| role == id),
            Meaning::TopicRole(id) => {
                drop(&mut self.disciplines, |role| role == id);
                drop(&mut self.topic_roles, |role| role == id)
            }
            Meaning::Level(id) => drop(&mut reading.levels, |level| level == id),
            Meaning::Place(place) => drop(&mut reading.places, |other| other.id == place.id),
            Meaning::Employer(employer) => {
                drop(&mut reading.employers, |other| other.name == employer.name)
            }
            Meaning::Measure(measure) => drop(&mut reading.measures, |other| other == measure),
            _ => false,
        }
    }
}
