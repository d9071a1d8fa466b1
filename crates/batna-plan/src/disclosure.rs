//! Laws that make an employer tell the range, or bar the question about past pay.
//!
//! Source: the statutes cited in `data/negotiation/disclosure.toml`. Leaves out: what
//! an employer must report to authorities, and remedies.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::knowledge::Knowledge;

/// One duty at one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Law {
    pub id: String,
    /// Place codes this holds at: the code itself and those below it.
    pub places: Vec<String>,
    pub place_name: String,
    pub duty: Duty,
    /// What the law is called.
    pub name: String,
    pub statute: String,
    pub url: String,
    #[schemars(with = "String")]
    #[serde(deserialize_with = "crate::knowledge::day")]
    pub from: Date,
    #[schemars(with = "Option<String>")]
    #[serde(default, deserialize_with = "crate::knowledge::maybe_day")]
    pub through: Option<Date>,
    /// Employees from which an employer is bound; absent for all.
    pub employees: Option<u32>,
    /// When it is owed, and to whom.
    pub when: String,
    /// What the owner should know before leaning on it.
    pub caution: Option<String>,
    /// What was read for this record, where, and on which day.
    pub checked: Checked,
    pub read_in: Option<String>,
    #[schemars(with = "Option<String>")]
    #[serde(default, deserialize_with = "crate::knowledge::maybe_day")]
    pub read_on: Option<Date>,
}

/// How far a record rests on the law's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Checked {
    Statute,
    Summary,
    /// Nothing was read: general knowledge.
    Unread,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Duty {
    /// The range is owed to an applicant, on request or at a stage.
    RangeOnRequest,
    /// The range belongs in the posting.
    RangeInPosting,
    /// Past pay may not be asked for.
    HistoryBan,
}

impl Knowledge {
    /// Laws in force at a place (`us-ca`, `us-ny-nyc`, `de`) on a day, for an employer
    /// of a size. Where the size is unknown, laws with a threshold are kept: their
    /// threshold is in the record for the reader.
    pub fn laws_at(&self, place: &str, day: Date, employees: Option<u32>) -> Vec<&Law> {
        self.laws
            .iter()
            .filter(|law| {
                law.places
                    .iter()
                    .any(|code| place == code || place.starts_with(&format!("{code}-")))
                    && day >= law.from
                    && law.through.is_none_or(|last| day <= last)
                    && match (law.employees, employees) {
                        (Some(least), Some(has)) => has >= least,
                        _ => true,
                    }
            })
            .collect()
    }
}
