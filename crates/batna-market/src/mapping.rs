//! How a text was read: the result, the rule that gave it, and what remains in doubt.

use serde::Serialize;

/// One mapping with its reason, as `market why` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Mapping {
    /// Id of the role, place, rank or employer; none where no rule fits.
    pub to: Option<String>,
    /// The rule in words, with the file it stands in.
    pub reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
}

impl Mapping {
    pub fn none(reason: impl Into<String>) -> Self {
        Mapping {
            to: None,
            reason: reason.into(),
            doubt: None,
        }
    }

    pub fn to(id: impl Into<String>, reason: impl Into<String>) -> Self {
        Mapping {
            to: Some(id.into()),
            reason: reason.into(),
            doubt: None,
        }
    }

    pub fn doubting(mut self, doubt: impl Into<String>) -> Self {
        self.doubt = Some(doubt.into());
        self
    }
}

/// A rule file does not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {message}")]
pub struct RuleError {
    pub file: &'static str,
    pub message: String,
}

impl RuleError {
    pub(crate) fn new(file: &'static str, error: &toml::de::Error) -> Self {
        RuleError {
            file,
            message: error.message().to_owned(),
        }
    }
}
