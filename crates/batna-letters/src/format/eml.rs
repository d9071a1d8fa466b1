//! The words of an e-mail: its text part, or the one attached letter (RFC 5322, 2045-2047).

use super::{FileKind, decode, html};
use crate::Refusal;

/// Parts within parts.
const DEEPEST: usize = 6;
/// Most parts of a message.
const MOST_PARTS: usize = 60;

/// Begins with header fields of a message.
pub(super) fn looks_like_mail(start: &str) -> bool {
    let mut known = 0;
    for line in start.lines().take(40) {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else {
            return false;
        };
        let low = name.to_ascii_lowercase();
        if name.contains(' ') {
            return false;
        }
        if matches!(
            low.as_str(),
            "received"
                | "return-path"
                | "message-id"
                | "mime-version"
                | "content-type"
                | "delivered-to"
                | "dkim-signature"
                | "x-mailer"
        ) {
            known += 2;
        } else if matches!(
            low.as_str(),
            "from" | "to" | "date" | "subject" | "cc" | "reply-to"
        ) {
            known += 1;
        }
    }
    known >= 3
}

#[derive(Default)]
struct Found {
    plain: Vec<String>,
    html: Vec<String>,
    attached: Vec<(String, Vec<u8>)>,
    parts: usize,
}

pub(super) fn text(bytes: &[u8]) -> Result<String, Refusal> {
    let mut found = Found::default();
    part(bytes, 0, &mut found);
    let body = if found.plain.is_empty() {
        found
            .html
            .iter()
            .map(|page| html::text(page))
            .collect::<Vec<_>>()
            .join("\n")
    } else {
        found.plain.join("\n")
    };
    let letters: Vec<&(String, Vec<u8>)> = found
        .attached
        .iter()
        .filter(|(_, bytes)| matches!(FileKind::of(bytes), Some(FileKind::Pdf | FileKind::Docx)))
        .collect();
    let named: Vec<&&(String, Vec<u8>)> = letters
        .iter()
        .filter(|(name, _)| name.to_ascii_lowercase().contains("offer"))
        .collect();
    let has_terms = crate::extract::states_pay(&body);
    let chosen = match (letters.as_slice(), named.as_slice()) {
        ([], _) => None,
        ([one], _) => Some(*one),
        (_, [one]) => Some(**one),
        _ if has_terms => None,
        (many, _) => return Err(Refusal::ManyAttachments(many.len())),
    };
    let subject = header(bytes, "date")
        .map(|date| format!("Date: {date}\n\n"))
        .unwrap_or_default();
    match chosen {
        Some((_, attached)) if !has_terms => {
            let inner = match FileKind::of(attached) {
                Some(FileKind::Pdf) => super::pdf::text(attached)?,
                _ => super::docx::text(attached)?,
            };
            Ok(format!("{subject}{inner}"))
        }
        _ if body.trim().is_empty() => Err(Refusal::NoText),
        _ => Ok(format!("{subject}{body}")),
    }
}

/// Where the fields end and the content begins.
fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let crlf = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .map(|at| (at, at + 4));
    let lf = bytes
        .windows(2)
        .position(|two| two == b"\n\n")
        .map(|at| (at, at + 2));
    let at = match (crlf, lf) {
        (Some(a), Some(b)) => Some(if a.0 < b.0 { a } else { b }),
        (a, b) => a.or(b),
    };
    match at {
        Some((end, start)) => (
            bytes.get(..end).unwrap_or(bytes),
            bytes.get(start..).unwrap_or(&[]),
        ),
        None => (bytes, &[]),
    }
}

/// A field, unfolded.
fn header(bytes: &[u8], name: &str) -> Option<String> {
    let (head, _) = split(bytes);
    let text = decode(head)
        .replace("\r\n", "\n")
        .replace("\n ", " ")
        .replace("\n\t", " ");
    text.lines().find_map(|line| {
        let (field, value) = line.split_once(':')?;
        field
            .trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().to_owned())
    })
}

fn parameter(value: &str, name: &str) -> Option<String> {
    let low = value.to_ascii_lowercase();
    let at = low.find(&format!("{name}="))?;
    let rest = value.get(at + name.len() + 1..)?;
    Some(match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or("").to_owned(),
        None => rest.split([';', ' ', '\t']).next().unwrap_or("").to_owned(),
    })
}

fn part(bytes: &[u8], depth: usize, found: &mut Found) {
    found.parts += 1;
    if depth > DEEPEST || found.parts > MOST_PARTS {
        return;
    }
    let (_, body) = split(bytes);
    let kind = header(bytes, "content-type").unwrap_or_else(|| "text/plain".into());
    let low = kind.to_ascii_lowercase();
    if low.starts_with("multipart/") {
        if let Some(boundary) = parameter(&kind, "boundary").filter(|boundary| !boundary.is_empty())
        {
            for piece in pieces(body, &format!("--{boundary}")) {
                part(piece, depth + 1, found);
            }
        }
        return;
    }
    let encoding = header(bytes, "content-transfer-encoding")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let content = match encoding.as_str() {
        "base64" => base64(body),
        "quoted-printable" => quoted_printable(body),
        _ => body.to_vec(),
    };
    let disposition = header(bytes, "content-disposition").unwrap_or_default();
    let name = parameter(&disposition, "filename").or_else(|| parameter(&kind, "name"));
    let attached = disposition.to_ascii_lowercase().starts_with("attachment");
    if low.starts_with("text/plain") && !attached {
        found.plain.push(decode(&content));
    } else if low.starts_with("text/html") && !attached {
        found.html.push(decode(&content));
    } else if low.starts_with("message/rfc822") {
        part(&content, depth + 1, found);
    } else {
        found.attached.push((name.unwrap_or_default(), content));
    }
}

/// What stands between boundary lines.
fn pieces<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = boundary.as_bytes();
    let mut starts = Vec::new();
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(mark) {
            starts.push((at, at + line.len()));
        }
        at += line.len();
    }
    starts
        .windows(2)
        .filter_map(|pair| match pair {
            [(_, from), (to, _)] => body.get(*from..*to),
            _ => None,
        })
        .chain(
            starts
                .last()
                .and_then(|(_, from)| body.get(*from..))
                .filter(|rest| !rest.iter().all(u8::is_ascii_whitespace)),
        )
        .collect()
}

fn base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    out
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let hex = |byte: u8| char::from(byte).to_digit(16);
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'=' {
            out.push(*first);
            continue;
        }
        match tail {
            [b'\r', b'\n', after @ ..] | [b'\n', after @ ..] => rest = after,
            [a, b, after @ ..] => match (hex(*a), hex(*b)) {
                (Some(a), Some(b)) => {
                    out.push(((a << 4) | b) as u8);
                    rest = after;
                }
                _ => out.push(b'='),
            },
            _ => out.push(b'='),
        }
    }
    out
}
