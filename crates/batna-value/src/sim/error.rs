//! What can be wrong with a draw or a program.

/// Why a simulation cannot be run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SimError {
    #[error("a simulation needs at least one path and one step")]
    Empty,
    #[error("at most {most} {what} are simulated, {given} were asked for")]
    TooMany {
        what: &'static str,
        most: usize,
        given: usize,
    },
    #[error("times must be positive, finite and ascending")]
    Times,
    #[error("company key {0:?} appears twice")]
    SameKey(String),
    #[error("{what} must be {must}, not {value}")]
    Range {
        what: &'static str,
        must: &'static str,
        value: f64,
    },
    #[error("{what} has {given} entries where {wanted} are needed")]
    Length {
        what: &'static str,
        wanted: usize,
        given: usize,
    },
    #[error("{what} refers to entry {index}, of {known}")]
    Reference {
        what: &'static str,
        index: usize,
        known: usize,
    },
    #[error("company {company} is {is}, and {what} needs one that is {needs}")]
    Model {
        company: usize,
        is: &'static str,
        needs: &'static str,
        what: &'static str,
    },
    #[error("the odds of a stage add up to {0}, and must stay below 1")]
    Odds(f64),
    #[error("the two outcomes come from different draws")]
    DifferentDraws,
}

/// `value` when it is finite and within the bounds.
pub(crate) fn within(
    what: &'static str,
    must: &'static str,
    value: f64,
    low: f64,
    high: f64,
) -> Result<(), SimError> {
    if value.is_finite() && value >= low && value <= high {
        Ok(())
    } else {
        Err(SimError::Range { what, must, value })
    }
}

pub(crate) fn indexed(what: &'static str, index: usize, known: usize) -> Result<(), SimError> {
    if index < known {
        Ok(())
    } else {
        Err(SimError::Reference { what, index, known })
    }
}
