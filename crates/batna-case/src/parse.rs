//! A folder's files into a case: every problem in one pass, each with its place and remedy.

mod checks;
mod company;
mod grants;
mod me;
mod offer;
mod tax;

use std::collections::{BTreeMap, BTreeSet};

use batna_core::{Currency, Diagnostic, Location};
use toml::de::DeTable;

pub use checks::due;

use crate::catalogue;
use crate::ledger;
use crate::model::{Case, Profile};
use crate::read::{Found, MOST_PER_FILE, Reader, Source, Trouble};

/// Largest `.toml` or `.jsonl` file of a case, in bytes.
pub const LARGEST_TEXT: u64 = 2 * 1024 * 1024;

/// The files of a case, as the world read them. Paths are relative, with `/`.
#[derive(Clone, Debug, Default)]
pub struct CaseFiles {
    /// Contents of `me.toml`, `offers/*.toml`, `captables/*.toml` and `ledger.jsonl`.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Files that are there and need not be read, such as documents under `letters/`.
    pub listed: BTreeSet<String>,
    /// Files that could not be read, and why.
    pub unread: BTreeMap<String, Unread>,
}

impl CaseFiles {
    /// Whether the content of a file belongs to a case; the world reads no others.
    pub fn wants(path: &str) -> bool {
        path == "me.toml"
            || path == "ledger.jsonl"
            || path
                .strip_suffix(".toml")
                .and_then(|stem| {
                    stem.strip_prefix("offers/")
                        .or(stem.strip_prefix("captables/"))
                })
                .is_some_and(|name| !name.contains('/') && !name.starts_with('.'))
    }
}

/// Why a file was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    TooLarge {
        bytes: u64,
    },
    /// It is a link, or lies behind one, that points out of the case.
    LeavesCase,
    /// The system's reason, without paths.
    Refused(&'static str),
}

/// A case, and everything that is wrong with it.
///
/// No case only where the folder holds no `me.toml`. A bad field is unknown, a bad
/// file is left out; errors among the diagnostics say that results cannot be trusted
/// until they are mended. Problems come in the order of files and lines.
pub fn parse(files: &CaseFiles) -> (Option<Case>, Vec<Diagnostic>) {
    let found = Found::default();
    tell_unread(files, &found);
    let texts: BTreeMap<&str, &str> = files
        .files
        .iter()
        .filter_map(|(path, bytes)| Some((path.as_str(), text(path, bytes, &found)?)))
        .collect();

    let has_me = files.files.contains_key("me.toml") || files.unread.contains_key("me.toml");
    if !has_me {
        let nothing = files.files.is_empty() && files.listed.is_empty() && files.unread.is_empty();
        found.tell_nowhere(if nothing {
            Trouble::new(&catalogue::EMPTY_FOLDER, "the folder is empty")
        } else {
            Trouble::new(&catalogue::NOT_A_CASE, "the folder has no me.toml")
        });
    }

    let mut case = Case {
        profile: Profile::new(Currency::USD),
        offers: Vec::new(),
        captables: BTreeMap::new(),
        letters: Vec::new(),
        ledger: Vec::new(),
        as_of: None,
        places: BTreeMap::new(),
    };
    if let Some(text) = texts.get("me.toml") {
        read_document("me.toml", text, &found, |source, table| {
            me::read(source, &found, table, &mut case);
        });
    }
    for (path, text) in &texts {
        if let Some(name) = stem(path, "captables/") {
            case.captables.insert(name.to_owned(), (*text).to_owned());
        }
    }
    for (path, text) in &texts {
        let Some(name) = stem(path, "offers/") else {
            continue;
        };
        let Some(id) = offer_id(path, name, &found) else {
            continue;
        };
        let currency = case.profile.currency;
        read_document(path, text, &found, |source, table| {
            case.offers
                .push(offer::read(source, &found, table, &id, currency));
        });
    }
    if let Some(text) = texts.get("ledger.jsonl") {
        let (entries, problems) = ledger::read("ledger.jsonl", text);
        let source = Source::new("ledger.jsonl", text);
        for (index, (line, entry)) in entries.into_iter().enumerate() {
            found.place(format!("ledger.{}", index + 1), source.line(line));
            case.ledger.push(entry);
        }
        for (trouble, location) in problems {
            found.tell(trouble, location);
        }
    }
    let every_name = files.files.keys().chain(&files.listed);
    for path in every_name {
        if let Some(name) = path.strip_prefix("letters/")
            && !name.starts_with('.')
            && !name.eq_ignore_ascii_case("readme.md")
        {
            case.letters.push(name.to_owned());
        }
        let stray = ["offers/", "captables/"]
            .iter()
            .filter_map(|folder| path.strip_prefix(folder))
            .any(|name| {
                !name.contains('/')
                    && !name.ends_with(".toml")
                    && !name.starts_with('.')
                    && !name.eq_ignore_ascii_case("readme.md")
            });
        if stray {
            let trouble = Trouble::new(&catalogue::STRAY_FILE, format!("`{path}` is not read"));
            found.tell(trouble, Location::file(path.clone()));
        }
    }
    if has_me {
        let none = !files
            .files
            .keys()
            .chain(files.unread.keys())
            .any(|path| stem(path, "offers/").is_some());
        if none {
            found.tell_nowhere(Trouble::new(&catalogue::NO_OFFERS, "there is no offer yet"));
        }
    }
    checks::check(&mut case, &found);
    let (diagnostics, places) = found.into_parts();
    case.places = places;
    (has_me.then_some(case), diagnostics)
}

fn tell_unread(files: &CaseFiles, found: &Found) {
    for (path, why) in &files.unread {
        let trouble = match why {
            Unread::TooLarge { bytes } => Trouble::new(
                &catalogue::FILE_TOO_LARGE,
                format!("the file has {} MB; 2 MB are read", bytes / 1_000_000),
            ),
            Unread::LeavesCase => Trouble::new(
                &catalogue::LINK_LEAVES_CASE,
                "the link points out of the case",
            ),
            Unread::Refused(reason) => Trouble::new(
                &catalogue::UNREADABLE,
                format!("the file cannot be read: {reason}"),
            ),
        };
        found.tell(trouble, Location::file(path.clone()));
    }
}

/// The file as text, unless it is none of the case's texts.
fn text<'b>(path: &str, bytes: &'b [u8], found: &Found) -> Option<&'b str> {
    if !CaseFiles::wants(path) {
        return None;
    }
    if bytes.len() as u64 > LARGEST_TEXT {
        let message = format!("the file has {} MB; 2 MB are read", bytes.len() / 1_000_000);
        found.tell(
            Trouble::new(&catalogue::FILE_TOO_LARGE, message),
            Location::file(path),
        );
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let good = error.valid_up_to();
            let start = std::str::from_utf8(bytes.get(..good).unwrap_or(&[])).unwrap_or("");
            let location = Location::in_text(path, start, good..good);
            found.tell(
                Trouble::new(&catalogue::NOT_UTF8, "the file is not UTF-8 text"),
                location,
            );
            None
        }
    }
}

/// Reads a document, past its syntax errors, and hands its table on.
fn read_document<'s>(
    path: &'s str,
    text: &'s str,
    found: &Found,
    read: impl FnOnce(&Source<'s>, &DeTable<'s>),
) {
    let source = Source::new(path, text);
    let (document, errors) = DeTable::parse_recoverable(text);
    let more = errors.len().saturating_sub(MOST_PER_FILE);
    for error in errors.into_iter().take(MOST_PER_FILE) {
        let message = error.message().lines().next().unwrap_or("").to_owned();
        let span = error.span().unwrap_or(0..0);
        found.tell(
            Trouble::new(&catalogue::SYNTAX, message),
            source.location(span),
        );
    }
    found.count_more(path, more);
    read(&source, document.get_ref());
}

/// The name of a file directly in a folder, without `.toml`.
fn stem<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    path.strip_prefix(folder)?
        .strip_suffix(".toml")
        .filter(|name| !name.is_empty() && !name.contains('/') && !name.starts_with('.'))
}

fn offer_id(path: &str, name: &str, found: &Found) -> Option<String> {
    let good = name.len() <= 64
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if !good {
        let trouble = Trouble::new(
            &catalogue::BAD_FILE_NAME,
            "the file's name cannot serve as an id",
        )
        .remedy(format!("Rename it to offers/{}.toml.", slug(name)));
        found.tell(trouble, Location::file(path));
        return None;
    }
    Some(name.to_owned())
}

/// A name in lower case with dashes, for ids.
pub(crate) fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(80).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() >= 40 {
            break;
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() {
        "unnamed".to_owned()
    } else {
        out.to_owned()
    }
}

/// A currency by its code or symbol.
fn currency(reader: &Reader<'_, '_>) -> Option<Currency> {
    reader.notation("currency", |text| {
        text.parse().map_err(|error: batna_core::UnknownCurrency| {
            Trouble::new(&catalogue::UNKNOWN_CURRENCY, error.to_string())
        })
    })
}
