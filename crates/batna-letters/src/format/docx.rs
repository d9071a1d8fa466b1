//! The words of a Word document: `word/document.xml` of the archive, paragraph by paragraph.

use std::io::{Cursor, Read};

use crate::Refusal;

/// Most bytes of the unpacked document; an archive that swells past it is refused.
const LARGEST_XML: u64 = 30_000_000;

pub(super) fn text(bytes: &[u8]) -> Result<String, Refusal> {
    let damaged = |error: zip::result::ZipError| {
        Refusal::Damaged(format!("the archive cannot be opened ({error})"))
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let file = match archive.by_name("word/document.xml") {
        Ok(file) => file,
        Err(zip::result::ZipError::UnsupportedArchive(_)) => return Err(Refusal::Encrypted),
        Err(_) => return Err(Refusal::UnknownKind),
    };
    if file.encrypted() {
        return Err(Refusal::Encrypted);
    }
    let mut xml = Vec::new();
    file.take(LARGEST_XML + 1)
        .read_to_end(&mut xml)
        .map_err(|_| Refusal::Damaged("the document cannot be unpacked".into()))?;
    if xml.len() as u64 > LARGEST_XML {
        return Err(Refusal::TooLarge);
    }
    Ok(words(&String::from_utf8_lossy(&xml)))
}

/// Text runs, with ends of paragraphs, cells and lines.
fn words(xml: &str) -> String {
    let mut out = String::new();
    let mut rest = xml;
    let mut in_text = false;
    let mut in_cell = 0_u32;
    while let Some(at) = rest.find('<') {
        if in_text {
            unescape(rest.get(..at).unwrap_or(""), &mut out);
        }
        let after = rest.get(at..).unwrap_or("");
        let Some(end) = after.find('>') else {
            break;
        };
        let tag = after.get(1..end).unwrap_or("");
        rest = after.get(end + 1..).unwrap_or("");
        let name = tag
            .split([' ', '/'])
            .find(|part| !part.is_empty())
            .unwrap_or("");
        let closing = tag.starts_with('/');
        let empty = tag.ends_with('/');
        match (name, closing) {
            ("w:t", false) => in_text = !empty,
            ("w:t", true) => in_text = false,
            ("w:tab", false) => out.push('\t'),
            ("w:br" | "w:cr", false) => out.push('\n'),
            ("w:tc", false) if !empty => in_cell += 1,
            ("w:tc", true) => {
                in_cell = in_cell.saturating_sub(1);
                out.push('\t');
            }
            ("w:p", true) if in_cell > 0 => out.push(' '),
            ("w:p", true) => out.push_str("\n\n"),
            ("w:tr", true) => out.push('\n'),
            // Deleted text that is still in the file is not what the letter says.
            ("w:delText", _) => in_text = false,
            _ => {}
        }
    }
    out
}

fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or(""));
        let after = rest.get(at..).unwrap_or("");
        let known = [
            ("&amp;", '&'),
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&quot;", '"'),
            ("&apos;", '\''),
        ];
        match known.iter().find(|(name, _)| after.starts_with(name)) {
            Some((name, c)) => {
                out.push(*c);
                rest = after.get(name.len()..).unwrap_or("");
            }
            None => {
                out.push('&');
                rest = after.get(1..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
}
