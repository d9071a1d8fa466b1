//! The log of reviews: one JSON object a line, oldest first.

use batna_core::{Diagnostic, Location};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How well it was known, 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "u8", into = "u8")]
pub enum Grade {
    Again,
    Hard,
    Good,
    Easy,
}

impl TryFrom<u8> for Grade {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        match number {
            1 => Ok(Grade::Again),
            2 => Ok(Grade::Hard),
            3 => Ok(Grade::Good),
            4 => Ok(Grade::Easy),
            _ => Err("a grade is 1 (again), 2 (hard), 3 (good) or 4 (easy)".into()),
        }
    }
}

impl From<Grade> for u8 {
    fn from(grade: Grade) -> u8 {
        match grade {
            Grade::Again => 1,
            Grade::Hard => 2,
            Grade::Good => 3,
            Grade::Easy => 4,
        }
    }
}

/// One answer given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    #[schemars(with = "String")]
    pub day: Date,
    /// Deck and card: `equity/strike`.
    pub card: String,
    pub grade: Grade,
}

/// Reads a log. A line that cannot be read is told and left out.
pub fn read_log(path: &str, text: &str) -> (Vec<Review>, Vec<Diagnostic>) {
    let (mut reviews, mut problems) = (Vec::new(), Vec::new());
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            match serde_json::from_str(trimmed) {
                Ok(review) => reviews.push(review),
                Err(error) => problems.push(
                    Diagnostic::warning(
                        "drill::log-line",
                        format!("a review cannot be read: {error}"),
                    )
                    .at(Location::in_text(
                        path,
                        text,
                        offset..offset + trimmed.len(),
                    ))
                    .remedy("Mend or remove the line; the others count."),
                ),
            }
        }
        offset += line.len();
    }
    // A stable sort: reviews of one day stay in order.
    reviews.sort_by_key(|review: &Review| review.day);
    (reviews, problems)
}

/// A review as its line of the log.
pub fn write_log(review: &Review) -> String {
    let card = serde_json::Value::from(review.card.as_str());
    format!(
        "{{\"day\":\"{}\",\"card\":{card},\"grade\":{}}}\n",
        review.day,
        u8::from(review.grade)
    )
}
