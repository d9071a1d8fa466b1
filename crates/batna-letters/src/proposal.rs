//! A proposed offer: fields with their sentences, gaps and contradictions.

use batna_core::{Diagnostic, Location};
use serde::Serialize;

/// How sure a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Calculated or read from the surroundings: check it.
    Low,
    /// The words allow one reading, and it is the usual one.
    Medium,
    /// Stated.
    High,
}

/// One proposed field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Such as `base`, `signing.clawback`, `grants.1.vesting`.
    pub path: String,
    /// In the notation of offer files.
    pub value: String,
    pub confidence: Confidence,
    /// The sentence it was read from.
    pub sentence: String,
    /// Line of the letter's text.
    pub line: u32,
    /// What was taken for granted or calculated.
    pub note: Option<String>,
}

/// Something that the letter does not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    pub field: String,
    /// What to ask.
    pub ask: String,
}

/// Two readings of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    pub path: String,
    pub first: String,
    pub first_line: u32,
    pub second: String,
    pub second_line: u32,
}

/// What a letter proposes. Unconfirmed by nature.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Proposal {
    pub fields: Vec<Field>,
    pub missing: Vec<Missing>,
    pub contradictions: Vec<Contradiction>,
    /// Sentences with an amount that was not understood: read them yourself.
    pub unread: Vec<String>,
}

impl Proposal {
    pub fn get(&self, path: &str) -> Option<&str> {
        self.field(path).map(|field| field.value.as_str())
    }

    pub fn field(&self, path: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.path == path)
    }

    /// Keeps the first reading of a field; a second that differs is a contradiction.
    pub(crate) fn add(&mut self, field: Field) {
        match self.fields.iter().find(|had| had.path == field.path) {
            None => self.fields.push(field),
            Some(had) if had.value == field.value => {}
            Some(had) => {
                let found = Contradiction {
                    path: field.path,
                    first: had.value.clone(),
                    first_line: had.line,
                    second: field.value,
                    second_line: field.line,
                };
                if !self.contradictions.contains(&found) {
                    self.contradictions.push(found);
                }
            }
        }
    }

    /// Grants that the letter names, in its order: their numbers.
    pub fn grants(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self
            .fields
            .iter()
            .filter_map(|field| {
                field
                    .path
                    .strip_prefix("grants.")?
                    .split('.')
                    .next()?
                    .parse()
                    .ok()
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The terms as [`batna_case::edit::new_offer`] takes them: key and TOML value.
    pub fn terms(&self) -> Vec<(String, String)> {
        let mut out = vec![("status".to_owned(), quoted("written"))];
        for key in ["received", "deadline", "start"] {
            if let Some(day) = self.get(key) {
                out.push((key.to_owned(), day.to_owned()));
            }
        }
        for key in ["title", "level", "location", "base", "posted_range", "visa"] {
            if let Some(text) = self.get(key) {
                out.push((key.to_owned(), quoted(text)));
            }
        }
        if let Some(days) = self.get("remote_days") {
            out.push(("remote_days".to_owned(), days.to_owned()));
        }
        for key in [
            "bonus",
            "signing",
            "retention",
            "relocation",
            "milestone",
            "refresher",
        ] {
            let table = self.table(key);
            if !table.is_empty() {
                out.push((key.to_owned(), table));
            }
        }
        let grants: Vec<String> = self
            .grants()
            .iter()
            .map(|number| self.table(&format!("grants.{number}")))
            .collect();
        if !grants.is_empty() {
            out.push(("grants".to_owned(), format!("[{}]", grants.join(", "))));
        }
        for field in &self.fields {
            if field.path.starts_with("benefits.") || field.path.starts_with("terms.") {
                let bare = field.value == "true"
                    || field.value == "false"
                    || field.value.starts_with('[')
                    || field.path.ends_with("_days");
                let value = if bare {
                    field.value.clone()
                } else {
                    quoted(&field.value)
                };
                out.push((field.path.clone(), value));
            }
        }
        out
    }

    /// The fields under `key` as one inline table; empty where there are none.
    fn table(&self, key: &str) -> String {
        let prefix = format!("{key}.");
        let parts: Vec<String> = self
            .fields
            .iter()
            .filter_map(|field| {
                let name = field.path.strip_prefix(&prefix)?;
                let bare = field.value == "true"
                    || field.value == "false"
                    || matches!(
                        name,
                        "conversion_date"
                            | "vesting_start"
                            | "granted"
                            | "averaging_days"
                            | "paid_month"
                    );
                let value = if bare {
                    field.value.clone()
                } else {
                    quoted(&field.value)
                };
                Some(format!("{name} = {value}"))
            })
            .collect();
        if parts.is_empty() {
            String::new()
        } else {
            format!("{{ {} }}", parts.join(", "))
        }
    }

    /// The path and text of the offer file that the letter proposes, unconfirmed.
    ///
    /// Terms that the case format refuses are left out and told of.
    /// Errors: not even the employer can be written.
    pub fn offer(&self, taken: &[&str]) -> Result<(String, String, Vec<Diagnostic>), Diagnostic> {
        let employer = self.get("employer").unwrap_or("Unnamed employer");
        let mut kept: Vec<(String, String)> = Vec::new();
        let mut refused = Vec::new();
        let all = self.terms();
        let as_terms = |terms: &[(String, String)]| -> Result<(String, String), Diagnostic> {
            let terms: Vec<(&str, &str)> = terms
                .iter()
                .map(|(path, value)| (path.as_str(), value.as_str()))
                .collect();
            batna_case::edit::new_offer(taken, employer, &terms, true)
        };
        if let Ok((path, text)) = as_terms(&all) {
            return Ok((path, text, refused));
        }
        for term in all {
            kept.push(term);
            if let Err(why) = as_terms(&kept)
                && let Some((path, _)) = kept.pop()
            {
                refused.push(
                    Diagnostic::warning(
                        "letters::term-left-out",
                        format!("`{path}` was left out: {}", why.message),
                    )
                    .at(Location::file("letter"))
                    .remedy("write it into the offer file by hand"),
                );
            }
        }
        let (path, text) = as_terms(&kept)?;
        Ok((path, text, refused))
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
