//! The short notations of case files: amounts, rates, dates, lengths of time, grants, payments.
//!
//! Each reads a text into a value, or says what is wrong with it. Liberal in form,
//! strict in meaning: what could mean two things is refused, what was assumed is marked.

pub(crate) mod amount;
pub(crate) mod grant;
pub(crate) mod long;
pub(crate) mod payment;
mod phrase;
pub(crate) mod preferences;
mod time;

pub use time::Duration;
pub(crate) use time::{date, duration};

use batna_core::{ParseRateError, Rate};

use crate::catalogue;
use crate::read::Trouble;

/// `12.5%`, with or without a space before the sign.
pub(crate) fn rate(text: &str) -> Result<Rate, Trouble> {
    text.parse::<Rate>().map_err(|error| match error {
        ParseRateError::NotARate(_) => {
            Trouble::new(&catalogue::RATE_WITHOUT_PERCENT, error.to_string())
        }
        ParseRateError::TooLarge(_) => {
            Trouble::new(&catalogue::RATE_OUT_OF_RANGE, error.to_string())
        }
    })
}
