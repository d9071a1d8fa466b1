//! What a person has chosen or been given that changes the tax of one country.

use std::collections::{BTreeMap, BTreeSet};

/// Choices by the name that `batna tax --choice` has for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaxChoices {
    /// By key; the value, empty where the key says it all, and none where it is declined.
    said: BTreeMap<String, Option<String>>,
    /// Keys that hold where nobody says otherwise.
    suggested: BTreeSet<String>,
}

impl TaxChoices {
    /// `value` is empty where the key says it all, and none where the choice is declined.
    pub fn say(&mut self, key: impl Into<String>, value: Option<String>) {
        self.said.insert(key.into(), value);
    }

    /// A choice that holds where nobody says otherwise.
    pub fn suggest(&mut self, key: impl Into<String>) {
        self.suggested.insert(key.into());
    }

    /// These, with what `others` say before them.
    pub fn with(&self, others: &TaxChoices) -> TaxChoices {
        let mut all = self.clone();
        all.said.extend(others.said.clone());
        all.suggested.extend(others.suggested.clone());
        all
    }

    /// `key` or `key=value` of each that is not declined.
    pub fn taken(&self) -> impl Iterator<Item = String> + '_ {
        let said = self.said.iter().filter_map(|(key, value)| {
            let value = value.as_ref()?;
            Some(if value.is_empty() {
                key.clone()
            } else {
                format!("{key}={value}")
            })
        });
        let unsaid = |key: &&String| !self.said.contains_key(*key);
        said.chain(self.suggested.iter().filter(unsaid).cloned())
    }
}
