//! Postings as JSON: an array of them, or an object with one under `jobs`; streamed one by
//! one. Pages with schema.org `JobPosting` blocks are read too.

use std::fmt;
use std::io::{BufRead, Read};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::boards::raw_of;
use super::{Emit, ImportError};

/// A page larger than this is no job posting.
const LARGEST_PAGE: u64 = 8 << 20;

/// Reads the postings of a JSON text.
///
/// Errors: broken JSON; JSON that holds no posting.
pub fn read(file: &str, reader: &mut dyn BufRead, emit: &mut Emit<'_>) -> Result<(), ImportError> {
    match postings(file, reader, emit)? {
        0 => Err(no_posting(
            file,
            "the JSON holds no posting",
            "A posting, a list of them, or one under `jobs`, `postings`, `results` or `data` is read.",
        )),
        _ => Ok(()),
    }
}

/// Hands out the postings of a JSON text; gives how many.
fn postings(file: &str, reader: &mut dyn BufRead, emit: &mut Emit<'_>) -> Result<u64, ImportError> {
    let mut stop = None;
    let mut row = 0;
    let mut take = |value: Value| {
        if !is_posting(&value) {
            return true;
        }
        row += 1;
        match emit(raw_of(row, &value)) {
            Ok(()) => true,
            Err(error) => {
                stop = Some(error);
                false
            }
        }
    };
    let mut json = serde_json::Deserializer::from_reader(reader);
    let read = Postings { take: &mut take }.deserialize(&mut json);
    match (stop, read) {
        (Some(error), _) => Err(error),
        (None, Ok(())) => Ok(row),
        (None, Err(error)) => Err(ImportError::new(
            "market::broken-json",
            file,
            format!("not readable as JSON: {error}"),
        )
        .at_row(row + 1)
        .remedy("Check that the file is complete; nothing was imported.")),
    }
}

/// What schema.org types as something else, such as the employer of the page, is no posting.
fn is_posting(value: &Value) -> bool {
    const POSTING: &str = "JobPosting";
    match value.get("@type") {
        Some(Value::String(kind)) => kind == POSTING,
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == POSTING),
        _ => true,
    }
}

fn no_posting(file: &str, message: &str, remedy: &str) -> ImportError {
    ImportError::new("market::no-posting", file, message).remedy(remedy)
}

/// Reads the JobPosting blocks of a page: `<script type="application/ld+json">`.
pub fn read_html(
    file: &str,
    reader: &mut dyn BufRead,
    emit: &mut Emit<'_>,
) -> Result<(), ImportError> {
    let mut bytes = Vec::new();
    reader
        .take(LARGEST_PAGE)
        .read_to_end(&mut bytes)
        .map_err(|e| ImportError::io(file, &e))?;
    let page = String::from_utf8_lossy(&bytes);
    let mut rest = page.as_ref();
    let mut found = 0;
    while let Some(start) = rest.find("application/ld+json") {
        let block = &rest[start..];
        let Some(open) = block.find('>') else { break };
        let body = &block[open + 1..];
        let end = body.find("</script").unwrap_or(body.len());
        found += postings(file, &mut body[..end].trim().as_bytes(), emit)?;
        rest = &body[end..];
    }
    match found {
        0 => Err(no_posting(
            file,
            "the page holds no schema.org JobPosting",
            "Save the posting as JSON from the board's own interface, or note its pay with `batna market add`.",
        )),
        _ => Ok(()),
    }
}

/// Hands out the elements of an array, or of the array under `jobs`, `data` or `@graph`.
struct Postings<'a> {
    take: &'a mut dyn FnMut(Value) -> bool,
}

impl<'de> DeserializeSeed<'de> for Postings<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Postings<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of postings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        while let Some(value) = sequence.next_element::<Value>()? {
            if !(self.take)(value) {
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        // A single posting is an object itself; its fields are kept until that is known.
        let mut single = serde_json::Map::new();
        let mut listed = false;
        while let Some(key) = map.next_key::<String>()? {
            if matches!(
                key.as_str(),
                "jobs" | "data" | "@graph" | "postings" | "results"
            ) {
                listed = true;
                map.next_value_seed(Postings {
                    take: &mut *self.take,
                })?;
            } else if listed || single.len() > 200 {
                map.next_value::<IgnoredAny>()?;
            } else {
                let value = map.next_value::<Value>()?;
                single.insert(key, value);
            }
        }
        let is_posting = ["title", "text", "name"]
            .iter()
            .any(|k| single.contains_key(*k));
        if !listed && is_posting && !(self.take)(Value::Object(single)) {
            return Err(serde::de::Error::custom("stopped"));
        }
        Ok(())
    }
}
