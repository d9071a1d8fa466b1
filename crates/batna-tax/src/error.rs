//! Why a law or a household's year could not be taken.

use batna_params::LookupError;

use crate::household::Filing;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaxError {
    #[error("no place `{given}`{}", nearest_words(.nearest))]
    UnknownPlace {
        given: String,
        /// Codes most like what was given, best first.
        nearest: Vec<&'static str>,
    },
    #[error("no filing status `{given}`; it is single, joint, separate, head or surviving_spouse")]
    UnknownFiling { given: String },
    #[error("{place} does not know the filing status {}", .filing.key())]
    FilingNotKnownThere { place: &'static str, filing: Filing },
    #[error("the law of {place} is known for {}; not for {year}", years_words(.known))]
    YearUnknown {
        place: &'static str,
        year: i16,
        known: Vec<i16>,
    },
    #[error("{work} does not combine with a home in {residence}: {why}")]
    NotCovered {
        residence: &'static str,
        work: &'static str,
        why: &'static str,
    },
    #[error("{field} is {problem}")]
    Amount {
        field: &'static str,
        problem: AmountProblem,
    },
    /// A parameter file is at fault, or the projection was refused.
    #[error(transparent)]
    Parameter(#[from] LookupError),
    #[error("the axis from {low} to {high} is empty or beyond what is taken")]
    Range { low: String, high: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountProblem {
    #[error("negative")]
    Negative,
    #[error("beyond 10^13")]
    TooLarge,
    #[error("not a number")]
    NotANumber,
}

fn nearest_words(nearest: &[&str]) -> String {
    match nearest {
        [] => String::new(),
        [one] => format!("; did you mean `{one}`?"),
        some => format!("; nearest are {}", some.join(", ")),
    }
}

fn years_words(years: &[i16]) -> String {
    match years {
        [] => "no year".to_owned(),
        some => some
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    }
}
