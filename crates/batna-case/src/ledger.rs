//! The ledger: one JSON object a line, append-only, each line read by itself.

use batna_core::{Diagnostic, Location};

use crate::catalogue;
use crate::keys::OFFER;
use crate::model::LedgerEntry;
use crate::read::{MOST_PER_FILE, Source, Trouble, YEARS, finish};

/// Longest line that is read, in bytes.
const LONGEST_LINE: usize = 64 * 1024;

/// Entries with their line numbers, and what is wrong with which line.
pub(crate) type Read = (Vec<(u32, LedgerEntry)>, Vec<(Trouble, Location)>);

/// Reads the ledger; a bad line is told of and skipped.
pub(crate) fn read(path: &str, text: &str) -> Read {
    let source = Source::new(path, text);
    let mut entries = Vec::new();
    let mut problems = Vec::new();
    let mut start = 0;
    for (index, line) in text.split('\n').enumerate() {
        let span = start..start + line.len();
        start = span.end + 1;
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let location = || source.location(span.clone());
        if line.len() > LONGEST_LINE {
            problems.push((
                Trouble::new(&catalogue::LEDGER_LINE, "the line is longer than 64 kB"),
                location(),
            ));
            continue;
        }
        match serde_json::from_str::<LedgerEntry>(line) {
            Ok(entry) if !YEARS.contains(&entry.date.year()) => {
                let message = format!("`date` is in the year {}", entry.date.year());
                problems.push((
                    Trouble::new(&catalogue::DATE_OUT_OF_RANGE, message),
                    location(),
                ));
            }
            Ok(entry) => {
                for key in entry.terms.keys() {
                    let root = key.split('.').next().unwrap_or(key);
                    if OFFER.key(root).is_none() {
                        let shown: String = key.chars().take(40).collect();
                        let mut trouble = Trouble::new(
                            &catalogue::LEDGER_TERMS,
                            format!("`{shown}` is not a key of an offer"),
                        );
                        // Past what is shown, the nearest name is not worth its time.
                        if problems.len() < MOST_PER_FILE
                            && let Some(near) = OFFER.nearest(root)
                        {
                            trouble = trouble.remedy(format!("Did you mean `{near}`?"));
                        }
                        problems.push((trouble, location()));
                    }
                }
                entries.push((u32::try_from(index + 1).unwrap_or(u32::MAX), entry));
            }
            Err(error) => {
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or("").to_owned();
                problems.push((Trouble::new(&catalogue::LEDGER_LINE, message), location()));
            }
        }
    }
    (entries, problems)
}

/// Reads a ledger by itself: entries with their line numbers, and problems.
pub fn parse_ledger(path: &str, text: &str) -> (Vec<(u32, LedgerEntry)>, Vec<Diagnostic>) {
    let (entries, problems) = read(path, text);
    let diagnostics = problems
        .into_iter()
        .map(|(trouble, location)| finish(trouble, Some(location)))
        .collect();
    (entries, diagnostics)
}

/// The ledger with one more line. What was there stays as it is, byte for byte.
pub fn append(text: &str, entry: &LedgerEntry) -> Result<String, Diagnostic> {
    let line = serde_json::to_string(entry).map_err(|error| {
        finish(
            Trouble::new(&catalogue::LEDGER_LINE, error.to_string()),
            None,
        )
    })?;
    let mut out = String::with_capacity(text.len() + line.len() + 2);
    out.push_str(text);
    if !text.is_empty() && !text.ends_with('\n') {
        out.push('\n');
    }
    out.push_str(&line);
    out.push('\n');
    Ok(out)
}
