//! Files of the case as the page changes them: read with a hash, saved against it, undone.

use std::collections::BTreeMap;
use std::fs;

use batna_case::CaseFiles;
use batna_case::edit::{self, FileKind};
use batna_case::save::{SavePlan, hash};
use batna_core::{Diagnostic, Location};
use jiff::civil::Date;

use super::Desk;
use crate::{Failure, case_folder, save};

/// A text of the case, with the hash that a save of it expects.
#[derive(Clone, Debug)]
pub struct CaseFile {
    pub path: String,
    pub text: String,
    pub hash: String,
}

/// What came of a change.
pub enum Change {
    Saved,
    /// The text was not saved: it would bring these errors, among them perhaps new ones.
    Refused(Vec<Diagnostic>),
    /// Somebody saved in between: what is there now (none: the file is gone).
    Conflict(Option<CaseFile>),
}

/// An earlier version that can be brought back.
#[derive(Clone, Debug)]
pub struct OtherVersion {
    /// Name of the kept version.
    pub name: String,
    /// When it was kept, seconds since 1970; for order only.
    pub kept: u64,
    pub bytes: u64,
}

/// A new offer as a form states it: values in the notation of offer files.
#[derive(Clone, Debug, Default)]
pub struct NewOffer {
    pub employer: String,
    pub terms: Vec<(String, String)>,
}

impl NewOffer {
    /// Lines of TOML laid over the form; lines that are not TOML but `key = value` or
    /// `key: value` are read as texts.
    ///
    /// Errors: a line that is neither.
    pub fn with_lines(mut self, lines: &str) -> Result<Self, Failure> {
        for (index, line) in lines.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (key, value) = line
                .split_once('=')
                .or_else(|| line.split_once(':'))
                .map(|(key, value)| (key.trim().to_lowercase(), value.trim()))
                .filter(|(key, value)| !key.is_empty() && !value.is_empty())
                .ok_or_else(|| {
                    Diagnostic::error(
                        "page::pasted-line",
                        format!("pasted line {} is no `key = value`", index + 1),
                    )
                    .remedy("write one term a line, such as `base = \"205000 USD\"`")
                })?;
            if key == "employer" {
                self.employer = value.trim_matches('"').trim().to_owned();
                continue;
            }
            self.terms.retain(|(known, _)| *known != key);
            self.terms.push((key, value.to_owned()));
        }
        Ok(self)
    }
}

/// How a value of a form stands in TOML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// In quotes.
    Text,
    /// As it is: dates, numbers, true and false.
    Bare,
}

impl Written {
    /// The value as TOML.
    pub fn toml(self, value: &str) -> String {
        match self {
            Written::Text => toml_edit::Value::from(value).to_string(),
            Written::Bare => value.to_owned(),
        }
    }
}

fn simple(item: &toml_edit::Item) -> Option<String> {
    let value = item.as_value()?;
    if value.is_array() || value.is_inline_table() {
        return None;
    }
    Some(match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_string().trim().to_owned(),
    })
}

/// One hash over every file of the case and the day.
pub(super) fn version(files: &CaseFiles, today: Date) -> String {
    let mut all = format!("{today}\n").into_bytes();
    for (name, content) in &files.files {
        all.extend(name.as_bytes());
        all.push(0);
        all.extend((content.len() as u64).to_le_bytes());
        all.extend(content);
    }
    for name in files.listed.iter().chain(files.unread.keys()) {
        all.extend(name.as_bytes());
        all.push(1);
    }
    hash(&all)
}

fn not_there(path: &str) -> Failure {
    let shown: String = path.chars().take(80).collect();
    Diagnostic::error("page::no-file", format!("the case has no file `{shown}`"))
        .remedy("it may have been moved or deleted since the page was made")
        .into()
}

impl Desk {
    /// Names of the texts that may be edited, in order.
    pub fn editable(&self) -> Vec<String> {
        let files = case_folder::read(self.workbench().world().case_root());
        files
            .files
            .keys()
            .filter(|name| FileKind::of(name).is_some() || name.starts_with("captables/"))
            .filter(|name| name.ends_with(".toml"))
            .cloned()
            .collect()
    }

    /// A text of the case. Only names that the case's own reader finds are opened.
    ///
    /// Errors: no such file, or no text.
    pub fn file(&self, path: &str) -> Result<CaseFile, Failure> {
        let files = case_folder::read(self.workbench().world().case_root());
        let content = files.files.get(path).ok_or_else(|| not_there(path))?;
        let text = String::from_utf8(content.clone()).map_err(|_| {
            Failure::from(
                Diagnostic::error("case::not-text", "the file is not UTF-8 text")
                    .at(Location::file(path))
                    .remedy("save it as UTF-8 in an editor"),
            )
        })?;
        Ok(CaseFile {
            path: path.to_owned(),
            hash: hash(content),
            text,
        })
    }

    /// What the case would say of a text in the place of a file.
    pub fn proposed(&self, path: &str, text: &str) -> Vec<Diagnostic> {
        let mut files = case_folder::read(self.workbench().world().case_root());
        files
            .files
            .insert(path.to_owned(), text.as_bytes().to_vec());
        let (_, diagnostics) = batna_case::parse(&files);
        diagnostics
            .into_iter()
            .filter(|diagnostic| {
                diagnostic
                    .location
                    .as_ref()
                    .is_none_or(|location| location.file == path)
            })
            .collect()
    }

    /// Saves a text against the hash it was made from. With `anyway`, errors in it are
    /// saved too: a half-done edit is the person's to keep.
    ///
    /// Errors: the file is not one that the page edits, or the system refuses.
    pub fn save(
        &self,
        path: &str,
        expected: Option<&str>,
        text: &str,
        anyway: bool,
    ) -> Result<Change, Failure> {
        let known = FileKind::of(path).is_some()
            || path == "ledger.jsonl"
            || (path.starts_with("captables/") && CaseFiles::wants(path));
        if !known {
            return Err(not_there(path));
        }
        // Browsers send lines that end in CR LF.
        let text = text.replace("\r\n", "\n");
        if !anyway {
            let errors = self.proposed(path, &text);
            if errors.iter().any(Diagnostic::is_error) {
                return Ok(Change::Refused(errors));
            }
        }
        let plan = SavePlan {
            path: path.to_owned(),
            expected: expected.map(str::to_owned),
            content: text,
        };
        match save::save(self.workbench().world().case_root(), &plan) {
            Ok(_) => Ok(Change::Saved),
            Err(diagnostic) if diagnostic.code == "case::save-conflict" => {
                Ok(Change::Conflict(self.file(path).ok()))
            }
            Err(diagnostic) => Err(diagnostic.into()),
        }
    }

    /// The simple values of a file by path (`base`, `company.stage`), texts without quotes.
    /// Values that are tables or lists are not among them.
    pub fn values(text: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        if let Ok(document) = text.parse::<toml_edit::DocumentMut>() {
            for (name, item) in document.iter() {
                if let Some(value) = simple(item) {
                    found.insert(name.to_owned(), value);
                } else if let Some(table) = item.as_table_like() {
                    for (inner, item) in table.iter() {
                        if let Some(value) = simple(item) {
                            found.insert(format!("{name}.{inner}"), value);
                        }
                    }
                }
            }
        }
        found
    }

    /// Sets fields of a file from a form, keeping comments and order; an empty value
    /// removes the field, one that did not change is left alone.
    ///
    /// Errors: as for [`Desk::save`].
    pub fn fill(
        &self,
        path: &str,
        expected: &str,
        fields: &[(String, String, Written)],
    ) -> Result<Change, Failure> {
        let kind = FileKind::of(path).ok_or_else(|| not_there(path))?;
        let file = self.file(path)?;
        if file.hash != expected {
            return Ok(Change::Conflict(Some(file)));
        }
        let before = Self::values(&file.text);
        let mut text = file.text;
        let mut refused = Vec::new();
        for (field, value, written) in fields {
            let value = value.trim();
            let known = before.get(field).map(String::as_str);
            if known.unwrap_or("") == value {
                continue;
            }
            let changed = if value.is_empty() {
                edit::remove(kind, &text, field)
            } else {
                edit::set(kind, &text, field, &written.toml(value))
            };
            match changed {
                Ok(changed) => text = changed,
                Err(mut diagnostic) => {
                    diagnostic.message = format!("{field}: {}", diagnostic.message);
                    refused.push(diagnostic);
                }
            }
        }
        if !refused.is_empty() {
            return Ok(Change::Refused(refused));
        }
        self.save(path, Some(expected), &text, false)
    }

    /// A text with the fields of a form set as far as they can be; for a merge.
    pub fn filled(text: &str, path: &str, fields: &[(String, String, Written)]) -> String {
        let Some(kind) = FileKind::of(path) else {
            return text.to_owned();
        };
        let before = Self::values(text);
        fields
            .iter()
            .fold(text.to_owned(), |text, (field, value, written)| {
                let value = value.trim();
                if before.get(field).map_or("", String::as_str) == value {
                    return text;
                }
                let changed = if value.is_empty() {
                    edit::remove(kind, &text, field)
                } else {
                    edit::set(kind, &text, field, &written.toml(value))
                };
                changed.unwrap_or(text)
            })
    }

    /// Adds an offer; gives its file.
    ///
    /// Errors: a value that the notation refuses, or the system refuses.
    pub fn add_offer(&self, new: &NewOffer) -> Result<String, Failure> {
        let looked = self.look()?;
        let taken: Vec<&str> = looked
            .opened
            .case
            .offers
            .iter()
            .map(|offer| offer.id.as_str())
            .collect();
        let terms: Vec<(&str, &str)> = new
            .terms
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        // A first line that is only spaces would name the file for nobody.
        if new.employer.trim().is_empty() {
            return Err(
                Diagnostic::error("page::no-employer", "the employer is not named")
                    .remedy("write who made the offer")
                    .into(),
            );
        }
        let (path, text) = edit::new_offer(&taken, &new.employer, &terms, false)?;
        match self.save(&path, None, &text, false)? {
            Change::Saved => Ok(path),
            Change::Refused(diagnostics) => Err(Failure::input(diagnostics)),
            Change::Conflict(_) => Err(Diagnostic::error(
                "case::save-conflict",
                "a file of this name appeared while you wrote",
            )
            .remedy("send the form again; another name is taken then")
            .into()),
        }
    }

    /// Adds one line to the ledger.
    ///
    /// Errors: the line cannot be written, or somebody else wrote one in between.
    pub fn record(&self, entry: &batna_case::model::LedgerEntry) -> Result<(), Failure> {
        let before = self.file("ledger.jsonl").ok();
        let text = before.as_ref().map_or("", |file| file.text.as_str());
        let text = batna_case::append(text, entry)?;
        let expected = before.as_ref().map(|file| file.hash.as_str());
        match self.save("ledger.jsonl", expected, &text, false)? {
            Change::Saved => Ok(()),
            Change::Refused(diagnostics) => Err(Failure::input(diagnostics)),
            Change::Conflict(_) => Err(Diagnostic::error(
                "case::save-conflict",
                "the ledger changed while you wrote; nothing was lost and nothing was added",
            )
            .remedy("send the form again")
            .into()),
        }
    }

    /// Kept versions of a file, the latest first.
    pub fn versions(&self, path: &str) -> Vec<OtherVersion> {
        let folder = self.workbench().world().case_root().join(".batna/versions");
        let prefix = format!("{}.", path.replace('/', "__"));
        let Ok(entries) = fs::read_dir(folder) else {
            return Vec::new();
        };
        let mut found: Vec<OtherVersion> = entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let rest = name.strip_prefix(&prefix)?;
                if rest.len() != 16 || !rest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                    return None;
                }
                let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
                let kept = metadata
                    .modified()
                    .ok()?
                    .duration_since(std::time::UNIX_EPOCH)
                    .ok()?
                    .as_secs();
                Some(OtherVersion {
                    name,
                    kept,
                    bytes: metadata.len(),
                })
            })
            .collect();
        found.sort_by(|a, b| b.kept.cmp(&a.kept).then(a.name.cmp(&b.name)));
        found
    }

    /// Brings a kept version back; the present one is kept in turn.
    ///
    /// Errors: no such version, or as for [`Desk::save`].
    pub fn bring_back(
        &self,
        path: &str,
        name: &str,
        expected: Option<&str>,
    ) -> Result<Change, Failure> {
        let known = self
            .versions(path)
            .into_iter()
            .find(|version| version.name == name)
            .ok_or_else(|| not_there(name))?;
        let kept = self
            .workbench()
            .world()
            .case_root()
            .join(".batna/versions")
            .join(known.name);
        let text = fs::read_to_string(kept).map_err(|_| not_there(name))?;
        self.save(path, expected, &text, true)
    }
}

/// Lines of two texts side by side: `-` only in the first, `+` only in the second, else a space.
pub fn line_diff<'a>(first: &'a str, second: &'a str) -> Vec<(char, &'a str)> {
    /// Beyond this the table of common lines costs more than it tells.
    const MOST: usize = 2_000;
    let (a, b): (Vec<&str>, Vec<&str>) = (first.lines().collect(), second.lines().collect());
    if a.len() > MOST || b.len() > MOST {
        return a
            .into_iter()
            .map(|line| ('-', line))
            .chain(b.into_iter().map(|line| ('+', line)))
            .collect();
    }
    let width = b.len() + 1;
    // Length of the longest common sequence of what follows line i of a and line j of b.
    let mut common = vec![0_u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i * width + j] = if a[i] == b[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::with_capacity(a.len().max(b.len()));
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            lines.push((' ', a[i]));
            i += 1;
            j += 1;
        } else if j == b.len()
            || (i < a.len() && common[(i + 1) * width + j] >= common[i * width + j + 1])
        {
            lines.push(('-', a[i]));
            i += 1;
        } else {
            lines.push(('+', b[j]));
            j += 1;
        }
    }
    lines
}
