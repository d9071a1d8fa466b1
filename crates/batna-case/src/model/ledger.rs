//! The ledger: who said what, when, by which channel.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One line of `ledger.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerEntry {
    #[schemars(with = "String")]
    pub date: Date,
    /// Id of the offer it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<String>,
    pub by: Speaker,
    pub channel: Channel,
    /// The words, as near as remembered.
    pub said: String,
    /// Terms it states, as `field = value` in the notation of offer files.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub terms: std::collections::BTreeMap<String, String>,
    /// Keys of the offer that were asked about and not answered, such as `grants.strike`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
    /// What the letter says of terms that were only spoken of here, by the same fields; ""
    /// where it is silent. Until a revised letter comes the written offer stays at these.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub letter: std::collections::BTreeMap<String, String>,
    /// Not to be repeated to others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confidential: bool,
    /// Recorded by an assistant or from a letter, and not yet confirmed by the person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unconfirmed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Speaker {
    Me,
    Recruiter,
    HiringManager,
    Executive,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Call,
    Video,
    InPerson,
    Email,
    Message,
    Letter,
}

impl Channel {
    /// Whether what was said is on paper.
    pub fn is_written(self) -> bool {
        matches!(self, Channel::Email | Channel::Message | Channel::Letter)
    }
}
