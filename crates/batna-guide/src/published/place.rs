//! The few places that published figures speak of, and which lies in which.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Names of places and the wider place each lies in.
#[derive(Clone, Debug, Default)]
pub struct Places {
    entries: BTreeMap<String, Entry>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub id: String,
    pub within: Option<String>,
    /// What a reader calls it, where the id does not read well.
    pub called: Option<String>,
    #[serde(default)]
    pub names: Vec<String>,
    /// Starts of tax place codes that mean the place.
    #[serde(default)]
    pub prefixes: Vec<String>,
}

impl Places {
    pub(super) fn add(&mut self, entry: Entry) {
        self.entries.insert(entry.id.clone(), entry);
    }

    /// The id of a place as a person or a case file writes it: `San Francisco, CA`, `us-ny-nyc`.
    pub fn resolve(&self, text: &str) -> Option<&str> {
        let wanted = text.trim().to_lowercase();
        let exact = |wanted: &str| {
            self.entries
                .values()
                .find(|e| e.id == wanted || e.names.iter().any(|n| n == wanted))
        };
        let found = exact(&wanted)
            // What stands before the comma is the town: `London, UK`.
            .or_else(|| exact(wanted.split(',').next()?.trim()))
            .or_else(|| {
                (self.entries.values())
                    .filter_map(|e| {
                        let longest = (e.prefixes.iter())
                            .filter(|p| wanted.starts_with(p.as_str()))
                            .map(|p| p.len())
                            .max()?;
                        Some((longest, e))
                    })
                    .max_by_key(|(longest, _)| *longest)
                    .map(|(_, e)| e)
            })?;
        Some(&found.id)
    }

    /// How a reader calls a place: the name marked so in the table, else the id in words.
    pub fn name(&self, id: &str) -> String {
        self.entries
            .get(id)
            .and_then(|entry| entry.called.clone())
            .unwrap_or_else(|| id.replace('-', " "))
    }

    /// How many steps `wide` lies above `narrow`: 0 for the same place, none where it does not hold it.
    pub fn steps_up(&self, narrow: &str, wide: &str) -> Option<u32> {
        let mut at = narrow;
        // No chain of places is longer than the table, whatever the file says.
        for steps in 0..=self.entries.len() {
            if at == wide {
                return u32::try_from(steps).ok();
            }
            at = self.entries.get(at)?.within.as_deref()?;
        }
        None
    }
}
