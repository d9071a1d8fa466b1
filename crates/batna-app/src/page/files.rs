//! Files of the case as the page changes them: read with a hash, saved against it, undone.

use std::fs;

use batna_case::CaseFiles;
use batna_case::edit::{self, FileKind};
use batna_case::save::{SavePlan, hash};
use batna_core::{Diagnostic, Location};
use batna_equity::captable::CapTable;
use jiff::civil::Date;

use super::forms::{self, Refused};
use super::{Desk, lock};
use crate::letters::LetterRead;
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
    Refused(Vec<Refused>),
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

/// Letters looked at and not yet added: a few tabs' worth.
const MOST_PENDING: usize = 4;
const LONGEST_NAME: usize = 120;

/// A letter that waits for the person's word.
pub(super) struct Pending {
    id: String,
    name: String,
    bytes: Vec<u8>,
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

/// A first line that is only spaces would name the file for nobody.
fn nobody() -> Refused {
    Refused {
        field: Some("employer".into()),
        diagnostic: Diagnostic::error("page::no-employer", "the employer is not named")
            .remedy("write who made the offer"),
    }
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
            .filter(|name| FileKind::of(name).is_some())
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

    /// As [`Desk::file`]; a cap table that is not there yet is empty and has no hash.
    ///
    /// Errors: as for [`Desk::file`].
    pub fn file_or_new(&self, path: &str) -> Result<CaseFile, Failure> {
        match self.file(path) {
            Err(_) if self.is_new_captable(path) => Ok(CaseFile {
                path: path.to_owned(),
                text: String::new(),
                hash: String::new(),
            }),
            found => found,
        }
    }

    fn is_new_captable(&self, path: &str) -> bool {
        let files = case_folder::read(self.workbench().world().case_root());
        FileKind::of(path) == Some(FileKind::CapTable)
            && !files.files.contains_key(path)
            && !files.unread.contains_key(path)
    }

    /// What the case would say of a text in the place of a file, each with its field where
    /// the file has a form.
    pub fn proposed(&self, path: &str, text: &str) -> Vec<Refused> {
        let mut files = case_folder::read(self.workbench().world().case_root());
        files
            .files
            .insert(path.to_owned(), text.as_bytes().to_vec());
        let (case, diagnostics) = batna_case::parse(&files);
        let mut found: Vec<Diagnostic> = diagnostics
            .into_iter()
            .filter(|diagnostic| {
                diagnostic
                    .location
                    .as_ref()
                    .is_none_or(|location| location.file == path)
            })
            .collect();
        if path.starts_with("captables/") {
            match CapTable::from_toml(path, text) {
                Ok((_, warnings)) => found.extend(warnings),
                Err(errors) => found.extend(errors),
            }
        }
        let prefix = match path
            .strip_prefix("offers/")
            .and_then(|rest| rest.strip_suffix(".toml"))
        {
            Some(offer) => format!("offers.{offer}."),
            None => "me.".to_owned(),
        };
        let field_at = |line: u32| {
            case.iter()
                .flat_map(|case| &case.places)
                .filter(|(_, place)| place.file == path && place.line == line)
                .find_map(|(field, _)| field.strip_prefix(&prefix).map(str::to_owned))
        };
        found
            .into_iter()
            .map(|diagnostic| Refused {
                field: diagnostic
                    .location
                    .as_ref()
                    .filter(|location| location.line > 0)
                    .and_then(|location| field_at(location.line)),
                diagnostic,
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
        let known = FileKind::of(path).is_some() || path == "ledger.jsonl";
        if !known {
            return Err(not_there(path));
        }
        // Browsers send lines that end in CR LF.
        let text = text.replace("\r\n", "\n");
        if !anyway {
            let errors = self.proposed(path, &text);
            if errors.iter().any(|one| one.diagnostic.is_error()) {
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

    /// Sets fields of a file from its form, keeping comments and order; an empty value
    /// removes the field, one that did not change is left alone.
    ///
    /// Errors: as for [`Desk::save`].
    pub fn fill(
        &self,
        path: &str,
        expected: &str,
        fields: &[(String, String)],
    ) -> Result<Change, Failure> {
        let kind = FileKind::of(path).ok_or_else(|| not_there(path))?;
        let file = self.file_or_new(path)?;
        if file.hash != expected {
            return Ok(Change::Conflict(Some(file)));
        }
        let (text, refused) = forms::filled(kind, &file.text, fields);
        if !refused.is_empty() {
            return Ok(Change::Refused(refused));
        }
        self.save(
            path,
            Some(expected).filter(|hash| !hash.is_empty()),
            &text,
            false,
        )
    }

    /// Adds an offer from its form; gives its file.
    ///
    /// Errors: the employer is not named, or the system refuses. A value that the notation
    /// refuses is handed back as [`Change::Refused`].
    pub fn add_offer(&self, fields: &[(String, String)]) -> Result<(String, Change), Failure> {
        let employer = fields
            .iter()
            .find(|(path, _)| path == "employer")
            .map_or("", |(_, value)| value.trim());
        // A first line that is only spaces would name the file for nobody.
        if employer.is_empty() {
            return Ok((String::new(), Change::Refused(vec![nobody()])));
        }
        let (path, text) = self.new_offer(employer)?;
        let (text, refused) = forms::filled(FileKind::Offer, &text, fields);
        if !refused.is_empty() {
            return Ok((path, Change::Refused(refused)));
        }
        let change = self.save(&path, None, &text, false)?;
        Ok((path, change))
    }

    /// Reads a letter that was dropped or pasted, and keeps its bytes until the person has
    /// looked at what was read.
    ///
    /// Errors: the document is refused, or is no letter.
    pub fn propose(&self, name: &str, bytes: Vec<u8>) -> Result<(String, LetterRead), Failure> {
        let name: String = name
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST_NAME)
            .collect();
        let read = self.workbench().read_document(&name, &bytes)?;
        let id = hash(&bytes);
        let mut pending = lock(&self.pending);
        pending.retain(|one| one.id != id);
        if pending.len() >= MOST_PENDING {
            pending.remove(0);
        }
        pending.push(Pending {
            id: id.clone(),
            name,
            bytes,
        });
        Ok((id, read))
    }

    /// Adds the offer that a letter proposed, as the person left it; `confirmed` where they
    /// set it beside the letter. Gives its file; the document is kept under `letters/` where it
    /// is still at hand.
    ///
    /// Errors: as for [`Desk::save`].
    pub fn add_proposed(
        &self,
        document: &str,
        text: &str,
        confirmed: bool,
    ) -> Result<(String, Change), Failure> {
        let kind = FileKind::Offer;
        let text = text.replace("\r\n", "\n");
        let employer = forms::form(kind, &text)
            .into_iter()
            .flat_map(|group| group.fields)
            .find(|field| field.path == "employer")
            .map(|field| field.value.trim().to_owned())
            .unwrap_or_default();
        if employer.is_empty() {
            return Ok((String::new(), Change::Refused(vec![nobody()])));
        }
        let path = self.new_offer(&employer)?.0;
        let text = if confirmed {
            // Absent where the person took it out.
            edit::remove(kind, &text, "unconfirmed").unwrap_or(text)
        } else {
            edit::set(kind, &text, "unconfirmed", "true")?
        };
        let change = self.save(&path, None, &text, false)?;
        if !matches!(change, Change::Saved) {
            return Ok((path, change));
        }
        let known = {
            let mut pending = lock(&self.pending);
            let at = pending.iter().position(|one| one.id == document);
            at.map(|at| pending.remove(at))
        };
        if let Some(known) = known {
            self.keep_letter(&path, &known)?;
        }
        Ok((path, change))
    }

    /// Under the name of the offer, with the ending of the document.
    fn keep_letter(&self, offer: &str, letter: &Pending) -> Result<(), Failure> {
        let id = offer
            .trim_start_matches("offers/")
            .trim_end_matches(".toml");
        let ending = letter
            .name
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_ascii_lowercase())
            .filter(|ending| ["pdf", "docx", "eml", "html", "htm", "md"].contains(&ending.as_str()))
            .unwrap_or_else(|| "txt".to_owned());
        let place = format!("letters/{id}.{ending}");
        save::deposit(self.workbench().world().case_root(), &place, &letter.bytes)?;
        Ok(())
    }

    /// The file of a new offer, named for its employer.
    fn new_offer(&self, employer: &str) -> Result<(String, String), Failure> {
        let looked = self.look()?;
        let offers = looked.opened.case.offers.iter();
        let taken: Vec<&str> = offers.map(|offer| offer.id.as_str()).collect();
        Ok(edit::new_offer(&taken, employer, &[], false)?)
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
            Change::Refused(refused) => Err(Failure::input(
                refused.into_iter().map(|one| one.diagnostic),
            )),
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
