//! The answer wanted for each value of an axis: `by level`, `which cities`, `who pays`,
//! `the best paying employers`, `where do they earn most`.

use super::Axis;
use super::slots::{Reader, singular};
use super::vocabulary::Meaning;

/// Words before a noun of [`AXES`] that ask for each of its values.
const EACH: &[&str] = &[
    "by", "per", "across", "each", "every", "which", "rank", "ranking", "among",
];
const AXES: &[(&str, Axis)] = &[
    ("level", Axis::Level),
    ("seniority", Axis::Level),
    ("city", Axis::Place),
    ("cities", Axis::Place),
    ("place", Axis::Place),
    ("location", Axis::Place),
    ("country", Axis::Place),
    ("countries", Axis::Place),
    ("metro", Axis::Place),
    ("region", Axis::Place),
    ("state", Axis::Place),
    ("stage", Axis::Stage),
    ("round", Axis::Stage),
    ("role", Axis::Role),
    ("job", Axis::Role),
    ("title", Axis::Role),
    ("company", Axis::Employer),
    ("companies", Axis::Employer),
    ("employer", Axis::Employer),
    ("firm", Axis::Employer),
    ("payer", Axis::Employer),
    ("year", Axis::Time),
    ("quarter", Axis::Time),
];
/// Words by which things are ranked.
const RANKS: &[&str] = &[
    "best", "highest", "top", "most", "better", "worst", "lowest", "cheapest",
];
const PAYING: &[&str] = &["paying", "paid", "pay"];
/// Words before `with` or `on` that make what follows an axis.
const VARIES: &[&str] = &[
    "vary",
    "varies",
    "differ",
    "differs",
    "depend",
    "depends",
    "depending",
    "according",
];

pub(super) fn axis_of(noun: &str) -> Option<Axis> {
    (AXES.iter())
        .find(|(name, _)| *name == noun || *name == singular(noun))
        .map(|(_, axis)| *axis)
}

/// An axis whose values are each asked for.
pub(super) struct Each {
    pub axis: Axis,
    pub length: usize,
    /// `who` or `where` alone says so: not so where two things are compared.
    pub by_question_word: bool,
    /// The value with the most is asked for, so that `best paid` is no statistic.
    pub is_ranked: bool,
    pub is_pay: bool,
}

/// Whether things are ranked by a word.
pub(super) fn is_rank(word: &str) -> bool {
    RANKS.contains(&word)
}

impl Reader<'_> {
    /// The axis that is split at a token.
    pub(super) fn each(&self, at: usize) -> Option<Each> {
        let (word, next) = (self.word(at), self.word(at + 1));
        let named = |axis: Axis, length: usize| Each {
            axis,
            length,
            by_question_word: false,
            is_ranked: false,
            is_pay: false,
        };
        if matches!(word, "who" | "whos") && matches!(next, "pays" | "paying" | "pay") {
            return Some(Each {
                by_question_word: true,
                is_pay: true,
                ..named(Axis::Employer, 2)
            });
        }
        if word == "where" && self.asks_for_the_most(at) {
            return Some(Each {
                by_question_word: true,
                ..named(Axis::Place, 1)
            });
        }
        if RANKS.contains(&word) {
            let pays = PAYING.contains(&next);
            let noun_at = at + 1 + usize::from(pays);
            // `are startups better payers` compares.
            if matches!(word, "better" | "worst") && self.word(noun_at) == "payers" {
                return None;
            }
            // `the highest paying startups`: of those, each employer.
            if pays && matches!(self.phrase(noun_at), Some((_, Meaning::Stage(_)))) {
                return Some(Each {
                    is_pay: true,
                    is_ranked: true,
                    ..named(Axis::Employer, noun_at - at)
                });
            }
            // `the cheapest European country`: what stands between is read by itself.
            let between = self.phrase(noun_at).or_else(|| self.capitals(noun_at));
            if let Some((length, Meaning::Place(_))) = between
                && axis_of(self.word(noun_at + length)) == Some(Axis::Place)
            {
                return Some(Each {
                    is_pay: pays,
                    ..named(Axis::Place, noun_at - at)
                });
            }
            let axis = axis_of(self.word(noun_at));
            return axis.map(|axis| Each {
                is_pay: pays,
                ..named(axis, noun_at + 1 - at)
            });
        }
        let varies =
            matches!(word, "with" | "on" | "to") && VARIES.contains(&self.word_before(at, 1));
        // `what companies pay`, and not `what level is that`.
        let is_many = |noun: &str| noun != singular(noun) && axis_of(noun).is_some();
        // `what stage gives the most`, and not `what level is that`.
        let one = axis_of(next).is_some() && self.asks_for_the_most(at + 1);
        let what = word == "what" && (one || is_many(next) || is_many(self.word(at + 2)));
        if !EACH.contains(&word) && !varies && !what {
            return None;
        }
        let asks = matches!(word, "which" | "what");
        // `which European cities`, `which AI roles`: what stands between is read by itself.
        if axis_of(next).is_none() {
            let (length, meaning) = self.phrase(at + 1).or_else(|| self.capitals(at + 1))?;
            let axis = axis_of(self.word(at + 1 + length))?;
            let fits = match meaning {
                Meaning::Place(_) => axis == Axis::Place,
                Meaning::TopicRole(_) => asks && axis == Axis::Role,
                _ => false,
            };
            return fits.then(|| named(axis, 1));
        }
        let axis = axis_of(next)?;
        // `by company stage` is by stage.
        match axis_of(self.word(at + 2)) {
            Some(second) if axis == Axis::Employer => Some(named(second, 3)),
            _ => Some(Each {
                is_ranked: asks,
                ..named(axis, 2)
            }),
        }
    }

    /// Whether a superlative of pay follows: `where do they earn the most`.
    fn asks_for_the_most(&self, at: usize) -> bool {
        let mut rest = self.tokens.iter().skip(at).filter_map(|token| token.word());
        rest.any(|word| matches!(word, "most" | "best" | "highest" | "better" | "more"))
    }
}
