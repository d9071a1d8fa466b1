//! From the bytes of a document to its text, within limits.
//!
//! Kinds are told by their first bytes, not by the name. PDF, DOCX and e-mail come from
//! strangers and are taken apart in a child process by the application; this is what runs
//! in it.

mod docx;
mod eml;
mod html;
mod pdf;

use serde::Serialize;

use crate::Refusal;

/// Largest document, in bytes.
pub const LARGEST_DOCUMENT: usize = 10_000_000;
/// Largest text that is kept of one, in bytes.
const LARGEST_TEXT: usize = 2_000_000;
/// Most pages of a PDF.
const MOST_PAGES: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    Pdf,
    Docx,
    Eml,
    Html,
    Text,
}

impl FileKind {
    /// By what the bytes begin with; none for pictures, archives and other binaries.
    pub fn of(bytes: &[u8]) -> Option<FileKind> {
        let head = bytes.get(..bytes.len().min(1024)).unwrap_or(bytes);
        if head.windows(5).any(|five| five == b"%PDF-") {
            return Some(FileKind::Pdf);
        }
        if head.starts_with(b"PK\x03\x04") {
            return Some(FileKind::Docx);
        }
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Some(FileKind::Text);
        }
        if head.contains(&0) {
            return None;
        }
        let text = String::from_utf8_lossy(head);
        let start = text.trim_start_matches('\u{feff}').trim_start();
        let low = start.to_ascii_lowercase();
        if low.starts_with("<!doctype html")
            || low.starts_with("<html")
            || low.starts_with("<head")
            || low.starts_with("<body")
        {
            return Some(FileKind::Html);
        }
        if eml::looks_like_mail(start) {
            return Some(FileKind::Eml);
        }
        let odd = text
            .chars()
            .filter(|c| c.is_control() && !c.is_whitespace())
            .count();
        (odd * 20 <= text.chars().count()).then_some(FileKind::Text)
    }

    /// Whether the kind is taken apart in a child process.
    pub fn is_risky(self) -> bool {
        matches!(self, FileKind::Pdf | FileKind::Docx | FileKind::Eml)
    }
}

/// The text of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted {
    pub kind: FileKind,
    pub text: String,
}

/// Takes a document apart.
///
/// Errors: it is too large, empty, encrypted, damaged, a scan, or of an unknown kind.
pub fn text_of(bytes: &[u8]) -> Result<Extracted, Refusal> {
    if bytes.len() > LARGEST_DOCUMENT {
        return Err(Refusal::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::Empty);
    }
    let kind = FileKind::of(bytes).ok_or(Refusal::UnknownKind)?;
    let text = match kind {
        FileKind::Pdf => pdf::text(bytes)?,
        FileKind::Docx => docx::text(bytes)?,
        FileKind::Eml => eml::text(bytes)?,
        FileKind::Html => html::text(&decode(bytes)),
        FileKind::Text => decode(bytes),
    };
    let text = cut(text);
    if text.chars().filter(|c| c.is_alphabetic()).count() < 40 {
        return Err(Refusal::NoText);
    }
    Ok(Extracted { kind, text })
}

fn cut(mut text: String) -> String {
    let mut end = text.len().min(LARGEST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}

/// UTF-8, UTF-16 with a mark, else Windows-1252 as old programs write it.
fn decode(bytes: &[u8]) -> String {
    let wide = |little: bool| {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .skip(1)
            .filter_map(|pair| match pair {
                [a, b] if little => Some(u16::from_le_bytes([*a, *b])),
                [a, b] => Some(u16::from_be_bytes([*a, *b])),
                _ => None,
            })
            .collect();
        String::from_utf16_lossy(&units)
    };
    if bytes.starts_with(b"\xff\xfe") {
        return wide(true);
    }
    if bytes.starts_with(b"\xfe\xff") {
        return wide(false);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
    }
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80 => '€',
        0x91 | 0x92 => '\'',
        0x93 | 0x94 => '"',
        0x96 | 0x97 => '-',
        0x95 => '\u{2022}',
        other => char::from(other),
    }
}
